//! Settings that are the same in every known document have their usual value.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::configuration::{trimmed, tunnels};
use crate::rule::findings::{Scribe, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/usual-values",
    level: Level::Advisory,
    summary: "Settings that are the same in every known document have their usual value.",
    requirements: &["configuration/modes", "configuration/lifetimes"],
    explain: "Nothing public says that these values must be what they are, so an unusual one is only shown. It is mostly a \
            number in the wrong element: every other rule takes 10 for a hold time.\n\
            Passes: hold_time 30, dead peer detection every 10 seconds with 3 retries, tcp_mss_adjustment 1387, 1396 or \
            1379, both switches true, lifetimes 28800 and 3600, main and tunnel mode, group2.\n\
            Noted: hold_time 10, which is the interval of dead peer detection.",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: |rule, evidence| findings::parts(rule, evidence, "setting of a tunnel", usual),
    faults: &[Fault::new(
        "hold-time-of-dead-peer-detection",
        "sends the interval of dead peer detection for the hold time",
        Hook::Tunnel(|tunnel| {
            tunnel.set(&["vpn_gateway", "bgp", "hold_time"], "10");
        }),
    )],
    variants: &[Variant::new(
        "segment-size-1387",
        "adjusts the segment size to 1387",
        Hook::Made(|connection, _| connection.mss = "1387"),
    )],
    ..Rule::SERVER
};

/// What the page and the documents of 2012 to 2023 have (protocol notes, section 5).
const USUAL: [(&str, &[&str]); 14] = [
    ("customer_gateway/bgp/hold_time", &["30"]),
    ("vpn_gateway/bgp/hold_time", &["30"]),
    ("ike/lifetime", &["28800"]),
    ("ike/mode", &["main"]),
    ("ike/perfect_forward_secrecy", &["group2"]),
    ("ipsec/lifetime", &["3600"]),
    ("ipsec/mode", &["tunnel"]),
    ("ipsec/protocol", &["esp"]),
    ("ipsec/perfect_forward_secrecy", &["group2"]),
    ("ipsec/clear_df_bit", &["true"]),
    ("ipsec/fragmentation_before_encryption", &["true"]),
    ("ipsec/tcp_mss_adjustment", &["1387", "1396", "1379"]),
    ("ipsec/dead_peer_detection/interval", &["10"]),
    ("ipsec/dead_peer_detection/retries", &["3"]),
];

fn usual(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (_, tunnel) in tunnels(root) {
        for (path, values) in USUAL {
            let Some(element) = tunnel.path(path) else {
                continue;
            };
            scribe.saw();
            let text = trimmed(element);
            if !text.is_empty() && !values.contains(&text.as_str()) {
                scribe.inner(
                    element.text_offset(),
                    &format!("unusual {path}"),
                    format!("usually {} in {path}", values.join(" or ")),
                    quote(&text),
                );
            }
        }
    }
}
