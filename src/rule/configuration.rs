//! Checks of the inner document, `customerGatewayConfiguration`.

mod address;
mod carriage;
mod identity;
mod inside;
mod order;
mod shape;
mod value;

use crate::rule::Check;
use crate::xml::Element;

/// The checks of this family.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    carriage::CHECKS
        .iter()
        .chain(&identity::CHECKS)
        .chain(&shape::CHECKS)
        .chain(&order::CHECKS)
        .chain(&address::CHECKS)
        .chain(&value::CHECKS)
}

/// The two ends of a tunnel.
const SIDES: [&str; 2] = ["customer_gateway", "vpn_gateway"];

/// What the page prints where the customer's own address stands.
const PLACEHOLDER_ADDRESS: &str = "YOUR_UPLINK_ADDRESS";

/// What the page prints where the customer's own ASN stands.
const PLACEHOLDER_ASN: &str = "YOUR_BGP_ASN";

/// The tunnels with their number, counted from 1.
pub(super) fn tunnels<'d>(root: Element<'d>) -> impl Iterator<Item = (usize, Element<'d>)> {
    root.children()
        .filter(|child| child.name() == "ipsec_tunnel")
        .enumerate()
        .map(|(index, tunnel)| (index + 1, tunnel))
}

/// The text of an element without the white space around it, which is the affair of configuration/no-padding.
fn trimmed(element: Element<'_>) -> String {
    element.text().trim().to_owned()
}

#[cfg(test)]
mod tests;
