//! Checks of the outer document: `CreateVpnConnectionResponse`.

mod echo;
pub(in crate::rule) mod envelope;
mod identity;
pub(in crate::rule) mod markup;
pub(in crate::rule) mod transport;
mod tree;

use crate::rule::rules;

rules! {
    status_200,
    well_formed,
    root_element,
    namespace,
    schema,
    element_order,
    later_elements,
    telemetry_types,
    telemetry_agrees,
    request_id_present,
    request_id_unique,
    connection_id_format,
    connection_id_unique,
    state_known,
    state_pending,
    echoes_type,
    echoes_customer_gateway,
    echoes_vpn_gateway,
    echoes_transit_gateway,
    tag_set_empty,
    tags_as_sent,
    options_as_asked,
    tunnel_options_agree,
    content_type,
    encoding_declared,
    content_length,
    content_coding,
    markup_escaped,
}

pub(in crate::rule) use connection_id_unique::same_gateways;

#[cfg(test)]
mod tests;
