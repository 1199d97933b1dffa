//! Every number of a tunnel is a decimal number that its field can hold.

use std::ops::RangeInclusive;

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::configuration::value::decimal;
use crate::rule::configuration::{PLACEHOLDER_ASN, trimmed, tunnels};
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/numbers-in-range",
    level: Level::Should,
    summary: "Every number of a tunnel is a decimal number that its field can hold.",
    requirements: &["configuration/numbers"],
    explain: "An ASN has 32 bits and is not 0, a hold time is 0 or 3 to 65535 seconds, a prefix length at most 32, \
            lifetimes and dead peer detection count from 1, and a segment size fits an Ethernet frame. The page's \
            YOUR_BGP_ASN is the affair of configuration/customer-asn-matches.\n\
            Passes: <asn>7224</asn>, <asn>4200000000</asn>, <hold_time>30</hold_time>.\n\
            Fails: <asn>0</asn>, <asn>64512.0</asn>, <network_cidr>33</network_cidr>, <lifetime>-1</lifetime>, an empty \
            number.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("customer_gateway/bgp/asn"),
        Look::Element("lifetime"),
        Look::Element("hold_time"),
        Look::Element("interval"),
        Look::Element("retries"),
    ],
    judge: |rule, evidence| findings::parts(rule, evidence, "number of a tunnel", numbers),
    faults: &[
        Fault::new(
            "ike-lifetime-zero",
            "sends an ike lifetime of 0",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ike", "lifetime"], "0");
            }),
        ),
        Fault::new(
            "ipsec-lifetime-word",
            "sends an ipsec lifetime in words",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ipsec", "lifetime"], "one hour");
            }),
        ),
        Fault::new(
            "mss-too-large",
            "sends a segment size that no packet can have",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ipsec", "tcp_mss_adjustment"], "70000");
            }),
        ),
        Fault::new(
            "hold-time-negative",
            "sends a negative hold time",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["vpn_gateway", "bgp", "hold_time"], "-30");
            }),
        ),
        Fault::new(
            "interval-empty",
            "leaves the interval of dead peer detection empty",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ipsec", "dead_peer_detection", "interval"], "");
            }),
        ),
        Fault::new(
            "gateway-asn-too-large",
            "sends an ASN that does not fit in 32 bits",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["vpn_gateway", "bgp", "asn"], "4294967296");
            }),
        ),
    ],
    variants: &[Variant::new(
        "gateway-asn-32-bit",
        "has an ASN of 32 bits at its own end",
        Hook::Made(|connection, _| connection.gateway_asn = "4200000001".to_owned()),
    )],
    ..Rule::SERVER
};

/// What a number field can hold.
const RANGES: [(&str, RangeInclusive<u64>); 11] = [
    ("customer_gateway/bgp/asn", 1..=4_294_967_295),
    ("customer_gateway/bgp/hold_time", 0..=65_535),
    (
        "customer_gateway/tunnel_inside_address/network_cidr",
        0..=32,
    ),
    ("vpn_gateway/bgp/asn", 1..=4_294_967_295),
    ("vpn_gateway/bgp/hold_time", 0..=65_535),
    ("vpn_gateway/tunnel_inside_address/network_cidr", 0..=32),
    ("ike/lifetime", 1..=4_294_967_295),
    ("ipsec/lifetime", 1..=4_294_967_295),
    ("ipsec/tcp_mss_adjustment", 536..=8_960),
    ("ipsec/dead_peer_detection/interval", 1..=3_600),
    ("ipsec/dead_peer_detection/retries", 1..=1_000),
];

fn numbers(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (_, tunnel) in tunnels(root) {
        for (path, range) in &RANGES {
            let Some(element) = tunnel.path(path) else {
                continue;
            };
            scribe.saw();
            let text = trimmed(element);
            if text == PLACEHOLDER_ASN && path.starts_with("customer_gateway") {
                continue;
            }
            // A hold time of 1 or 2 seconds is not allowed in BGP.
            let hold_time = path.ends_with("hold_time");
            let number = decimal(&text);
            if number.is_none_or(|n| !range.contains(&n) || (hold_time && matches!(n, 1 | 2))) {
                let kind = match number {
                    None => "not a number",
                    Some(_) => "out of range",
                };
                scribe.inner(
                    element.text_offset(),
                    &format!("{kind}: {path}"),
                    format!(
                        "a number from {} to {} in {path}",
                        range.start(),
                        range.end()
                    ),
                    quote(&text),
                );
            }
        }
    }
}
