//! The numbers and words of the tunnels.

use std::ops::RangeInclusive;

use crate::finding::Level;
use crate::rule::configuration::{PLACEHOLDER_ASN, trimmed, tunnels};
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};
use crate::xml::Element;

pub(super) static CHECKS: [Check; 4] = [
    Check {
        id: "configuration/numbers-in-range",
        level: Level::Should,
        summary: "Every number of a tunnel is a decimal number that its field can hold.",
        clauses: &["configuration/numbers"],
        since: None,
        until: None,
        explain: "An ASN has 32 bits and is not 0, a hold time is 0 or 3 to 65535 seconds, a prefix length at most 32, \
            lifetimes and dead peer detection count from 1, and a segment size fits an Ethernet frame. The page's \
            YOUR_BGP_ASN is the affair of configuration/customer-asn-matches.\n\
            Passes: <asn>7224</asn>, <asn>4200000000</asn>, <hold_time>30</hold_time>.\n\
            Fails: <asn>0</asn>, <asn>64512.0</asn>, <network_cidr>33</network_cidr>, <lifetime>-1</lifetime>, an empty \
            number.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/numbers-in-range",
                evidence,
                Which::Every,
                numbers,
            )
        },
    },
    Check {
        id: "configuration/known-algorithms",
        level: Level::Should,
        summary: "Algorithms and groups have names that are known from documents of this kind.",
        clauses: &["configuration/algorithms"],
        since: None,
        until: None,
        explain: "A generator translates each name into the words of a router, and stops at one it does not know. Known are \
            sha1, aes-128-cbc, hmac-sha1-96 and group2 of the page and of every real document, and the other algorithms \
            that a tunnel may be given, written in the same way.\n\
            Passes: aes-128-cbc, aes-256-cbc, sha2-256, group14.\n\
            Fails: des, rot13, AES128, aes-128 (which leaves the mode open), group1.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/known-algorithms",
                evidence,
                Which::Every,
                algorithms,
            )
        },
    },
    Check {
        id: "configuration/known-modes",
        level: Level::Should,
        summary: "Protocol, modes and switches have the words that are known from documents of this kind.",
        clauses: &["configuration/modes"],
        since: None,
        until: None,
        explain: "The page and every real document say esp in tunnel mode, main mode for IKE, and true or false for the two \
            switches.\n\
            Passes: <protocol>esp</protocol>, <mode>tunnel</mode>, <clear_df_bit>true</clear_df_bit>.\n\
            Fails: <protocol>ah</protocol>, <mode>transport</mode>, <clear_df_bit>yes</clear_df_bit>.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations("configuration/known-modes", evidence, Which::Every, modes)
        },
    },
    Check {
        id: "configuration/lifetimes-in-range",
        level: Level::May,
        summary: "The lifetime of ike is 900 to 28800 seconds, that of ipsec 900 to 3600 and shorter.",
        clauses: &["configuration/lifetimes"],
        since: None,
        until: None,
        explain: "These are the limits of the tunnel options of 2016-11-15; the page's example has the upper ones. Nothing \
            says that older servers kept to them, so this is a check of level may.\n\
            Passes: 28800 and 3600.\n\
            Fails: 86400 for ike; the same lifetime for both.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/lifetimes-in-range",
                evidence,
                Which::Every,
                lifetimes,
            )
        },
    },
];

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

/// The known names, by field.
const ALGORITHMS: [(&str, &[&str]); 4] = [
    (
        "ike/authentication_protocol",
        &["sha1", "sha2-256", "sha2-384", "sha2-512"],
    ),
    ("ike/encryption_protocol", CIPHERS),
    (
        "ipsec/authentication_protocol",
        &[
            "hmac-sha1-96",
            "hmac-sha2-256-128",
            "hmac-sha2-384-192",
            "hmac-sha2-512-256",
        ],
    ),
    ("ipsec/encryption_protocol", CIPHERS),
];

const CIPHERS: &[&str] = &[
    "aes-128-cbc",
    "aes-256-cbc",
    "aes-128-gcm-16",
    "aes-256-gcm-16",
];

/// Diffie-Hellman groups of either phase (protocol notes, section 6).
const GROUPS: [RangeInclusive<u32>; 4] = [2..=2, 5..=5, 14..=24, 35..=37];

/// The known words, by field.
const MODES: [(&str, &[&str]); 5] = [
    ("ike/mode", &["main"]),
    ("ipsec/protocol", &["esp"]),
    ("ipsec/mode", &["tunnel"]),
    ("ipsec/clear_df_bit", &["true", "false"]),
    ("ipsec/fragmentation_before_encryption", &["true", "false"]),
];

fn numbers(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (_, tunnel) in tunnels(root) {
        for (path, range) in &RANGES {
            let Some(element) = tunnel.path(path) else {
                continue;
            };
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

fn decimal(text: &str) -> Option<u64> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

fn algorithms(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    words(scribe, root, &ALGORITHMS);
    for (_, tunnel) in tunnels(root) {
        for path in [
            "ike/perfect_forward_secrecy",
            "ipsec/perfect_forward_secrecy",
        ] {
            let Some(element) = tunnel.path(path) else {
                continue;
            };
            let text = trimmed(element);
            let group = text
                .strip_prefix("group")
                .and_then(|n| n.parse::<u32>().ok());
            if !group.is_some_and(|group| GROUPS.iter().any(|known| known.contains(&group))) {
                scribe.inner(
                    element.text_offset(),
                    &format!("unknown group in {path}"),
                    "group and the number of a known Diffie-Hellman group",
                    quote(&text),
                );
            }
        }
    }
}

fn modes(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    words(scribe, root, &MODES);
}

fn words(scribe: &mut Scribe<'_, '_>, root: Element<'_>, known: &[(&str, &[&str])]) {
    for (_, tunnel) in tunnels(root) {
        for (path, words) in known {
            if let Some(element) = tunnel.path(path)
                && !words.contains(&trimmed(element).as_str())
            {
                scribe.inner(
                    element.text_offset(),
                    &format!("unknown word in {path}"),
                    format!("{} in {path}", words.join(" or ")),
                    quote(&trimmed(element)),
                );
            }
        }
    }
}

fn lifetimes(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (_, tunnel) in tunnels(root) {
        let read = |path: &str| {
            let element = tunnel.path(path)?;
            Some((element, decimal(&trimmed(element))?))
        };
        let (ike, ipsec) = (read("ike/lifetime"), read("ipsec/lifetime"));
        for (name, lifetime, range) in [("ike", ike, 900..=28_800), ("ipsec", ipsec, 900..=3_600)] {
            if let Some((element, seconds)) = lifetime
                && seconds > 0
                && !range.contains(&seconds)
            {
                scribe.inner(
                    element.text_offset(),
                    &format!("lifetime of {name}"),
                    format!("{} to {} seconds in {name}", range.start(), range.end()),
                    seconds.to_string(),
                );
            }
        }
        if let (Some((_, ike)), Some((element, ipsec))) = (ike, ipsec)
            && ike > 0
            && ipsec >= ike
        {
            scribe.inner(
                element.text_offset(),
                "lifetime of ipsec not shorter",
                format!("less than the {ike} seconds of ike"),
                ipsec.to_string(),
            );
        }
    }
}
