//! Checks of the inner document, `customerGatewayConfiguration`.

mod address;
mod identity;
mod inside;
mod value;

use crate::rule::rules;
use crate::xml::Element;

rules! {
    present,
    encoding_declared,
    no_namespace,
    escaped_once,
    well_formed,
    root_element,
    declaration,
    connection_id_matches,
    gateways_match,
    transit_gateway_empty,
    type_matches,
    customer_address_matches,
    customer_asn_matches,
    tunnels_as_asked,
    no_padding,
    two_tunnels,
    tunnel_sections,
    tunnel_keys_present,
    bgp_or_static_consistent,
    element_order,
    addresses_valid,
    inside_addresses_paired,
    mask_matches_cidr,
    inside_subnets_disjoint,
    inside_link_local,
    inside_not_reserved,
    inside_ipv6,
    outside_addresses_distinct,
    numbers_in_range,
    known_algorithms,
    known_modes,
    lifetimes_in_range,
    usual_values,
}

/// The two ends of a tunnel.
pub(in crate::rule) const SIDES: [&str; 2] = ["customer_gateway", "vpn_gateway"];

/// What the page prints where the customer's own address stands.
pub(in crate::rule) const PLACEHOLDER_ADDRESS: &str = "YOUR_UPLINK_ADDRESS";

/// What the page prints where the customer's own ASN stands.
pub(in crate::rule) const PLACEHOLDER_ASN: &str = "YOUR_BGP_ASN";

/// The tunnels with their number, counted from 1.
pub(in crate::rule) fn tunnels<'d>(
    root: Element<'d>,
) -> impl Iterator<Item = (usize, Element<'d>)> {
    root.children()
        .filter(|child| child.name() == "ipsec_tunnel")
        .enumerate()
        .map(|(index, tunnel)| (index + 1, tunnel))
}

/// The text of an element without the white space around it, which is the affair of configuration/no-padding.
pub(in crate::rule) fn trimmed(element: Element<'_>) -> String {
    element.text().trim().to_owned()
}

#[cfg(test)]
mod tests;
