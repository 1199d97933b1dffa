//! The inner document: the page's example and what real ones have in common. No schema of it is published.

use super::Grade::{Documented, Observed, Weak};
use super::{Clause, notes, reference};

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "configuration/document",
        reference("Examples", "Example Response, vpn_connection"),
        Documented,
        "The text is a well-formed document whose root element is vpn_connection.",
    ),
    Clause::new(
        "configuration/declaration",
        notes("5-declaration"),
        Observed,
        "The document begins with an XML declaration at its first character.",
    ),
    Clause::new(
        "configuration/id",
        reference("Examples", "Example Response, vpn_connection id"),
        Documented,
        "The id of the root is the vpnConnectionId of the response.",
    ),
    Clause::new(
        "configuration/gateway-ids",
        reference(
            "Examples",
            "Example Response, customer_gateway_id and vpn_gateway_id",
        ),
        Documented,
        "customer_gateway_id and vpn_gateway_id are those of the response.",
    ),
    Clause::new(
        "configuration/type",
        reference("Examples", "Example Response, vpn_connection_type"),
        Documented,
        "vpn_connection_type is the type of the response.",
    ),
    Clause::new(
        "configuration/no-padding",
        reference("Examples", "Example Response, values"),
        Documented,
        "Values have no white space around them.",
    ),
    Clause::new(
        "configuration/tunnels",
        reference("Examples", "Example Response, ipsec_tunnel"),
        Documented,
        "There are two tunnels.",
    ),
    Clause::new(
        "configuration/tunnel-sections",
        reference("Examples", "Example Response, children of ipsec_tunnel"),
        Documented,
        "A tunnel has customer_gateway, vpn_gateway, ike and ipsec with the parameters of each.",
    ),
    Clause::new(
        "configuration/outside-address",
        reference("Examples", "Example Response, tunnel_outside_address"),
        Documented,
        "Each end has an outside address: on the customer's side that of the customer gateway, on the other one of its own \
         for each tunnel.",
    ),
    Clause::new(
        "configuration/inside-address",
        reference("Examples", "Example Response, tunnel_inside_address"),
        Documented,
        "Each end has an inside address with mask and prefix length; both ends are in one link-local subnet, which is the \
         tunnel's own.",
    ),
    Clause::new(
        "configuration/inside-reserved",
        notes("6-inside-reserved"),
        Observed,
        "Some link-local subnets are reserved and never given to a tunnel.",
    ),
    Clause::new(
        "configuration/asn",
        reference("Examples", "Example Response, asn"),
        Documented,
        "The customer's ASN is that of the customer gateway.",
    ),
    Clause::new(
        "configuration/bgp",
        reference("Examples", "Example Response, bgp"),
        Documented,
        "With dynamic routing each end has a bgp section with asn and hold_time.",
    ),
    Clause::new(
        "configuration/static",
        notes("5-static"),
        Observed,
        "With static routing there is no bgp section, and the attribute NoBGPVPNConnection says so.",
    ),
    Clause::new(
        "configuration/transit-gateway",
        notes("5-transit-gateway"),
        Observed,
        "At a transit gateway vpn_gateway_id is empty.",
    ),
    Clause::new(
        "configuration/inside-ipv6",
        notes("5-inside-ipv6"),
        Weak,
        "A tunnel that carries IPv6 has an address of it on both sides.",
    ),
    Clause::new(
        "configuration/tunnel-order",
        notes("5-tunnel-order"),
        Weak,
        "Tunnels come in no guaranteed order; nor does anything say that it changes.",
    ),
    Clause::new(
        "configuration/ike-order",
        notes("5-order"),
        Observed,
        "Real documents order the children of ike the same way in both tunnels; the page does not.",
    ),
    Clause::new(
        "configuration/numbers",
        reference("Examples", "Example Response, numbers"),
        Documented,
        "Numbers are decimal and in the range of their field.",
    ),
    Clause::new(
        "configuration/algorithms",
        notes("5-names"),
        Observed,
        "Algorithms and groups have names known from documents of the service.",
    ),
    Clause::new(
        "configuration/modes",
        notes("5-names"),
        Observed,
        "Protocols, modes and switches have values known from documents of the service.",
    ),
    Clause::new(
        "configuration/lifetimes",
        notes("6-lifetimes"),
        Weak,
        "Lifetimes are within the limits of the later tunnel options.",
    ),
    Clause::new(
        "configuration/pre-shared-key",
        reference("Examples", "Example Response, pre_shared_key"),
        Documented,
        "Each tunnel has a pre-shared key of its own.",
    ),
];
