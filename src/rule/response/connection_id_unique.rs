//! Each create makes a connection with an id of its own.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::look::Look;
use crate::rule::response::identity::unique;
use crate::rule::shared_probe::ORDINARY;

pub(super) static RULE: Rule = Rule {
    id: "response/connection-id-unique",
    level: Level::Must,
    summary: "Each create makes a connection with an id of its own.",
    requirements: &["description/creates-new"],
    explain: "The page says that the action creates a new VPN connection. Later versions call it idempotent; there \
            two creates for the same pair of gateways may name the same connection.\n\
            Passes: vpn-44a8938f, then vpn-5b17c0de.\n\
            Fails: the same vpnConnectionId in two responses.",
    reads: &[&ORDINARY],
    looks_at: &[
        Look::Element("vpnConnection/vpnConnectionId"),
        Look::New("vpn"),
    ],
    judge: |rule, evidence| {
        let modern = evidence.api_version.is_modern();
        unique(rule, evidence, "vpnConnectionId", |record| {
            let id = record.view().connection()?.child("vpnConnectionId")?;
            let mut key = id.text().trim().to_owned();
            if modern {
                let fixtures = &record.fixtures;
                key = format!(
                    "{key} {} {}",
                    fixtures.customer_gateway_id, fixtures.vpn_gateway_id
                );
            }
            Some((key, id.offset()))
        })
    },
    faults: &[Fault::new(
        "connection-id-constant",
        "gives every connection the id of the page's example",
        Hook::Made(|connection, _| connection.id = "vpn-44a8938f".to_owned()),
    )],
    ..Rule::SERVER
};
