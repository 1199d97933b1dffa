//! Checks of what is accepted and what is refused.

mod form;
mod generated;
mod option_fault;
mod wrong;

pub(crate) use form::MINIMAL_ACCEPTED;

use crate::rule::{Rule, rules};

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
    one_gateway,
    transit_gateway_accepted,
    transit_gateway_alone,
    transit_dry_run,
    deleted_transit_gateway_rejected,
    options_accepted,
    option_values_rejected,
    transit_options_accepted,
    transit_option_values_rejected,
    transit_options_need_one,
    log_options,
    tag_limits,
    generated_as_judged,
    every_time_accepted,
    static_routes_only,
    dry_run,
    empty_type_rejected,
    no_server_error,
    third_tunnel,
    later_parameter_rejected,
    empty_value,
    duplicate_parameter,
    id_case_sensitive,
    hostile_bytes_survived,
    oversized_value_survived,
    headers_not_split,
}

/// Rules whose requests a careless server accepts, or answers out of a template: with markup and control characters, for
/// actions and versions that there are not. What comes back is read by the rules of responses and documents too.
pub(in crate::rule) static CARELESS: &[&Rule] = &[
    &type_ipsec1_only::RULE,
    &unknown_action_rejected::RULE,
    &unknown_version_rejected::RULE,
    &hostile_bytes_survived::RULE,
];

/// Dry runs, with the connections before and after them.
pub(in crate::rule) static DRY_RUN: &[&Rule] = &[&dry_run::RULE];

/// Creates whose keys the server draws, beside the ordinary ones: the same create many times, connections without BGP, and those of
/// transit gateways.
pub(in crate::rule) static KEYED: &[&Rule] = &[
    &every_time_accepted::RULE,
    &static_routes_only::RULE,
    &transit_gateway_accepted::RULE,
    &transit_dry_run::RULE,
];

/// Creates with options.
pub(in crate::rule) static OPTIONS: &[&Rule] = &[
    &options_accepted::RULE,
    &transit_options_accepted::RULE,
    &log_options::RULE,
];

/// Creates for a transit gateway.
pub(in crate::rule) static TRANSIT: &[&Rule] = &[
    &transit_gateway_accepted::RULE,
    &transit_options_accepted::RULE,
];

/// Rules whose requests may be read in several ways.
pub(in crate::rule) static OPEN: &[&Rule] = &[
    &later_parameter_rejected::RULE,
    &empty_value::RULE,
    &duplicate_parameter::RULE,
    &id_case_sensitive::RULE,
];
