//! The id attribute of vpn_connection is the vpnConnectionId of the response.

use crate::evidence::Record;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::look::Look;
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
    descriptions: true,
    looks_at: &[Look::Element("vpn_connection/@id")],
    judge: |rule, evidence| {
        let known = |record: &Record| outer_id(record).is_some();
        findings::configurations_with(rule, evidence, Which::Every, known, connection_id)
    },
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
    let Some(outer) = outer_id(scribe.record) else {
        return;
    };
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

/// The id outside of the inner document: in the response, or beside a document that was saved alone.
fn outer_id(record: &Record) -> Option<&str> {
    match record.view().connection() {
        Some(connection) => Some(connection.child("vpnConnectionId")?.text()),
        None => record.sent("VpnConnectionId"),
    }
}
