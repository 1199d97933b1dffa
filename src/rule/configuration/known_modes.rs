//! Protocols, modes and switches have values known from documents of the service.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::value::words;
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/known-modes",
    level: Level::Should,
    summary: "Protocols, modes and switches have values known from documents of the service.",
    requirements: &["configuration/modes"],
    explain: "The page and every real document say esp in tunnel mode, main mode for IKE, and true or false for the two \
            switches.\n\
            Passes: <protocol>esp</protocol>, <mode>tunnel</mode>, <clear_df_bit>true</clear_df_bit>.\n\
            Fails: <protocol>ah</protocol>, <mode>transport</mode>, <clear_df_bit>yes</clear_df_bit>.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("mode"), Look::Element("protocol")],
    judge: |rule, evidence| findings::parts(rule, evidence, "mode of a tunnel", modes),
    faults: &[
        Fault::new(
            "ike-aggressive",
            "asks for the aggressive mode of ike",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ike", "mode"], "aggressive");
            }),
        ),
        Fault::new(
            "protocol-ah",
            "asks for AH instead of ESP",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ipsec", "protocol"], "ah");
            }),
        ),
        Fault::new(
            "switch-yes",
            "says yes where true is meant",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ipsec", "clear_df_bit"], "yes");
            }),
        ),
    ],
    ..Rule::SERVER
};

/// The known words, by field.
const MODES: [(&str, &[&str]); 5] = [
    ("ike/mode", &["main"]),
    ("ipsec/protocol", &["esp"]),
    ("ipsec/mode", &["tunnel"]),
    ("ipsec/clear_df_bit", &["true", "false"]),
    ("ipsec/fragmentation_before_encryption", &["true", "false"]),
];

fn modes(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    words(scribe, root, &MODES);
}
