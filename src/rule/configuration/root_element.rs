//! The root element of the inner document is vpn_connection.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::findings::{Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/root-element",
    level: Level::Must,
    summary: "The root element of the inner document is vpn_connection.",
    requirements: &["configuration/document"],
    explain: "Style sheets and readers of the document start from /vpn_connection, as the page's example shows it.\n\
            Passes: <vpn_connection id=\"vpn-44a8938f\">.\n\
            Fails: <vpnConnection>, <configuration>.",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: |rule, evidence| {
        findings::configurations(rule, evidence, Which::Every, |scribe, root| {
            if root.name() != "vpn_connection" {
                scribe.inner(
                    root.offset(),
                    "another root element",
                    "vpn_connection",
                    quote(root.name()),
                );
            }
        })
    },
    faults: &[Fault::new(
        "configuration-root-renamed",
        "calls the root of the configuration vpnConnection",
        Hook::Configuration(|root, _| root.name = "vpnConnection".to_owned()),
    )],
    ..Rule::SERVER
};
