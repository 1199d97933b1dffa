//! vpn_connection_type is the Type of the request.

use crate::evidence::Record;
use crate::finding::Level;
use crate::reference::element::Element;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::identity::{named, same};
use crate::rule::findings::Which;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/type-matches",
    level: Level::Must,
    summary: "vpn_connection_type is the Type of the request.",
    requirements: &["configuration/type"],
    explain: "The page's example and every real document have ipsec.1, the only type there is.\n\
            Passes: <vpn_connection_type>ipsec.1</vpn_connection_type>.\n\
            Fails: ipsec, None, an absent element.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpn_connection/vpn_connection_type")],
    judge: |rule, evidence| {
        let known = |record: &Record| named(record, "Type", "type").is_some();
        findings::configurations_with(rule, evidence, Which::Valid, known, |scribe, root| {
            same(scribe, root, "vpn_connection_type", "Type", "type");
        })
    },
    faults: &[
        Fault::new(
            "configuration-type-changed",
            "names another type in the configuration",
            Hook::Configuration(|root, _| root.set(&["vpn_connection_type"], "ipsec.2")),
        ),
        Fault::new(
            "configuration-type-twice",
            "names the type in the configuration twice",
            Hook::Configuration(|root, _| {
                root.push(Element::leaf("vpn_connection_type", "ipsec.1"));
            }),
        ),
        Fault::new(
            "configuration-type-none",
            "writes None for the type in the configuration",
            Hook::Configuration(|root, _| root.set(&["vpn_connection_type"], "None")),
        ),
    ],
    ..Rule::SERVER
};
