//! The id attribute of vpn_connection is the vpnConnectionId of the response.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/connection-id-matches",
    level: Level::Must,
    summary: "The id attribute of vpn_connection is the vpnConnectionId of the response.",
    requirements: &["configuration/id"],
    explain: "Tools file the configuration under this id. The page's example has vpn-44a8938f in both places.\n\
            Passes: the same id in both documents.\n\
            Fails: another id, no id attribute.",
    reads: &[&ORDINARY],
    judge: |rule, evidence| findings::configurations(rule, evidence, Which::Every, connection_id),
    faults: &[
        Fault::new(
            "configuration-id-changed",
            "sends a configuration for another connection",
            Hook::Configuration(|root, _| {
                for (_, value) in &mut root.attributes {
                    "vpn-44a8938f".clone_into(value);
                }
            }),
        ),
        Fault::new(
            "configuration-id-absent",
            "does not say in the configuration for which connection it is",
            Hook::Configuration(|root, _| root.attributes.clear()),
        ),
    ],
    ..Rule::SERVER
};

fn connection_id(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let record = scribe.record;
    let Some(outer) = record
        .view()
        .connection()
        .and_then(|c| c.child("vpnConnectionId"))
    else {
        return;
    };
    let outer = outer.text();
    match root.attribute("id") {
        None => scribe.inner(
            root.offset(),
            "no id",
            format!("id={}", quote(outer)),
            "no id attribute",
        ),
        Some(id) if *id != *outer => {
            scribe.inner(
                root.offset(),
                "another id",
                format!("id={}", quote(outer)),
                format!("id={}", quote(id)),
            );
        }
        Some(_) => {}
    }
}
