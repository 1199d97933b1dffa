//! Checks of what is accepted and what is refused.

mod form;

use crate::rule::rules;

rules! {
    minimal_accepted,
    get_accepted,
    post_accepted,
    parameter_order_irrelevant,
    percent_encoding_equivalent,
    type_required,
    type_ipsec1_only,
    padded_value_rejected,
    availability_zone_ignored,
    customer_gateway_required,
    vpn_gateway_required,
    customer_gateway_exists,
    vpn_gateway_exists,
    malformed_id_rejected,
    deleted_gateway_rejected,
    names_case_sensitive,
    unknown_parameter_rejected,
    unknown_action_rejected,
    unknown_version_rejected,
    generated_as_judged,
    later_parameter_rejected,
    empty_value,
    duplicate_parameter,
    id_case_sensitive,
    hostile_bytes_survived,
    oversized_value_survived,
}
