//! The inner document: the page's example and what real ones have in common. No schema of it is published.

use super::Certainty::Authoritative;
use super::Certainty::Inferred;
use super::Certainty::Observed;
use super::Clause;
use super::facts;
use super::page;

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "configuration/document",
        page("Examples", "Example Response, vpn_connection"),
        Authoritative,
        "The text is a well-formed document whose root element is vpn_connection.",
    ),
    Clause::new(
        "configuration/declaration",
        facts("5", "example against wire, (b)"),
        Observed,
        "The document begins with an XML declaration at its first character.",
    ),
    Clause::new(
        "configuration/id",
        page("Examples", "Example Response, vpn_connection id"),
        Authoritative,
        "The id of the root is the vpnConnectionId of the response.",
    ),
    Clause::new(
        "configuration/gateway-ids",
        page(
            "Examples",
            "Example Response, customer_gateway_id and vpn_gateway_id",
        ),
        Authoritative,
        "customer_gateway_id and vpn_gateway_id are those of the response.",
    ),
    Clause::new(
        "configuration/type",
        page("Examples", "Example Response, vpn_connection_type"),
        Authoritative,
        "vpn_connection_type is the type of the response.",
    ),
    Clause::new(
        "configuration/no-padding",
        page("Examples", "Example Response, values"),
        Authoritative,
        "Values have no white space around them.",
    ),
    Clause::new(
        "configuration/tunnels",
        page("Examples", "Example Response, ipsec_tunnel"),
        Authoritative,
        "There are two tunnels.",
    ),
    Clause::new(
        "configuration/tunnel-sections",
        page("Examples", "Example Response, children of ipsec_tunnel"),
        Authoritative,
        "A tunnel has customer_gateway, vpn_gateway, ike and ipsec with the parameters of each.",
    ),
    Clause::new(
        "configuration/outside-address",
        page("Examples", "Example Response, tunnel_outside_address"),
        Authoritative,
        "Each end has an outside address: on the customer's side that of the customer gateway, on the other one of its own \
         for each tunnel.",
    ),
    Clause::new(
        "configuration/inside-address",
        page("Examples", "Example Response, tunnel_inside_address"),
        Authoritative,
        "Each end has an inside address with mask and prefix length; both ends are in one link-local subnet, which is the \
         tunnel's own.",
    ),
    Clause::new(
        "configuration/inside-reserved",
        facts("6", "TunnelInsideCidr"),
        Observed,
        "Some link-local subnets are reserved and never given to a tunnel.",
    ),
    Clause::new(
        "configuration/asn",
        page("Examples", "Example Response, asn"),
        Authoritative,
        "The customer's ASN is that of the customer gateway.",
    ),
    Clause::new(
        "configuration/bgp",
        page("Examples", "Example Response, bgp"),
        Authoritative,
        "With dynamic routing each end has a bgp section with asn and hold_time.",
    ),
    Clause::new(
        "configuration/static",
        facts("5", "vpn_connection_attributes and bgp"),
        Observed,
        "With static routing there is no bgp section, and the attribute NoBGPVPNConnection says so.",
    ),
    Clause::new(
        "configuration/ike-order",
        facts("5", "element order"),
        Observed,
        "Real documents order the children of ike the same way in both tunnels; the page does not.",
    ),
    Clause::new(
        "configuration/numbers",
        page("Examples", "Example Response, numbers"),
        Authoritative,
        "Numbers are decimal and fit what they count.",
    ),
    Clause::new(
        "configuration/algorithms",
        facts("5", "ike and ipsec"),
        Observed,
        "Algorithms and groups have the names that such documents use.",
    ),
    Clause::new(
        "configuration/modes",
        facts("5", "ike and ipsec"),
        Observed,
        "Protocol, modes and switches have the words that such documents use.",
    ),
    Clause::new(
        "configuration/lifetimes",
        facts("6", "Phase1LifetimeSeconds and Phase2LifetimeSeconds"),
        Inferred,
        "Lifetimes keep to the limits of the later tunnel options.",
    ),
    Clause::new(
        "configuration/pre-shared-key",
        page("Examples", "Example Response, pre_shared_key"),
        Authoritative,
        "Each tunnel has a pre-shared key of its own.",
    ),
];
