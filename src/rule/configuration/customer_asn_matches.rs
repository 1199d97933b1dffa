//! The customer's BGP ASN is the ASN of the customer gateway.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::configuration::PLACEHOLDER_ASN;
use crate::rule::configuration::identity::customer;
use crate::rule::look::Look;
use crate::rule::shared_probe::{ORDINARY, WIDE_ASN};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "configuration/customer-asn-matches",
    level: Level::Should,
    summary: "The customer's BGP ASN is the ASN of the customer gateway.",
    requirements: &["configuration/asn"],
    explain: "The two ends do not peer with another number. With static routing there is no bgp element and nothing to \
            compare. The page prints YOUR_BGP_ASN, a stand-in for the reader: a server that sends it fails here, and only \
            here.\n\
            In 2016-11-15 one gateway has an ASN of more than 16 bits, where the server takes it.\n\
            Passes: the BgpAsn of CreateCustomerGateway, in both tunnels.\n\
            Fails: 65000 for every gateway; YOUR_BGP_ASN.",
    reads: &[&ORDINARY, &WIDE_ASN],
    descriptions: true,
    looks_at: &[Look::Element("customer_gateway/bgp/asn")],
    judge: |rule, evidence| {
        customer(
            rule,
            evidence,
            "customer_gateway/bgp/asn",
            PLACEHOLDER_ASN,
            |fixtures| (fixtures.customer_asn != 0).then(|| fixtures.customer_asn.to_string()),
        )
    },
    faults: &[
        Fault::new(
            "customer-asn-constant",
            "sends 65000 for every customer gateway (moto 5.2.5)",
            Hook::Made(|connection, _| connection.customer_asn = "65000".to_owned()),
        ),
        Fault::new(
            "customer-asn-16-bits",
            "cuts the ASN of the customer gateway to 16 bits",
            Hook::Made(|connection, _| {
                if let Ok(asn) = connection.customer_asn.parse::<u32>() {
                    connection.customer_asn = (asn & 0xffff).to_string();
                }
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Fault::new(
            "customer-asn-of-the-vpn-gateway",
            "sends the ASN of the first customer gateway that was connected to the VPN gateway",
            Hook::Made(|connection, state| {
                let mut all = state.connections.iter();
                let first = all.find(|c| c.vpn_gateway_id == connection.vpn_gateway_id);
                if let Some(first) = first {
                    connection.customer_asn.clone_from(&first.customer_asn);
                }
            }),
        ),
        Fault::new(
            "customer-asn-placeholder",
            "sends the placeholder of the page for the ASN of the customer gateway",
            Hook::Made(|connection, _| connection.customer_asn = "YOUR_BGP_ASN".to_owned()),
        ),
        Fault::new(
            "asns-swapped",
            "swaps the ASNs of the two ends",
            Hook::Made(|connection, _| {
                std::mem::swap(&mut connection.customer_asn, &mut connection.gateway_asn);
            }),
        ),
    ],
    ..Rule::SERVER
};
