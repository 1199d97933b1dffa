//! Algorithms and groups have names known from documents of the service.

use std::ops::RangeInclusive;

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::value::words;
use crate::rule::configuration::{trimmed, tunnels};
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/known-algorithms",
    level: Level::Should,
    summary: "Algorithms and groups have names known from documents of the service.",
    requirements: &["configuration/algorithms"],
    explain: "A generator translates each name into the words of a router, and stops at one it does not know. Known are \
            sha1, aes-128-cbc, hmac-sha1-96 and group2 of the page and of every real document, and the other algorithms \
            that a tunnel may be given, written in the same way.\n\
            Passes: aes-128-cbc, aes-256-cbc, sha2-256, group14.\n\
            Fails: des, rot13, AES128, aes-128 (which leaves the mode open), group1.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("protocol"),
        Look::Element("perfect_forward_secrecy"),
    ],
    judge: |rule, evidence| findings::parts(rule, evidence, "algorithm of a tunnel", algorithms),
    faults: &[
        Fault::new(
            "encryption-des",
            "encrypts with DES",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ipsec", "encryption_protocol"], "des-cbc");
            }),
        ),
        Fault::new(
            "authentication-none",
            "names no authentication for ike",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ike", "authentication_protocol"], "none");
            }),
        ),
        Fault::new(
            "group-without-number",
            "names a Diffie-Hellman group without its number",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ike", "perfect_forward_secrecy"], "group");
            }),
        ),
    ],
    ..Rule::SERVER
};

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
            scribe.saw();
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
