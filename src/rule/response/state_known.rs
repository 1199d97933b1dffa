//! state is pending, available, deleting or deleted.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::{Which, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/state-known",
    level: Level::Must,
    summary: "state is pending, available, deleting or deleted.",
    requirements: &["wire/state-values"],
    explain: "Clients wait for one of four states; any other makes them wait for ever or give up.\n\
            Passes: pending.\n\
            Fails: Pending, creating, an empty state, a state with white space around it.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpnConnection/state")],
    judge: |rule, evidence| {
        findings::connections(rule, evidence, Which::Every, |scribe, connection| {
            if let Some(state) = connection.child("state")
                && !["pending", "available", "deleting", "deleted"].contains(&state.text())
            {
                scribe.outer(
                    state.text_offset(),
                    "unknown state",
                    "pending, available, deleting or deleted",
                    quote(state.text()),
                );
            }
        })
    },
    faults: &[
        Fault::new(
            "state-creating",
            "calls the state creating",
            Hook::Answer(Scope::Created, |root, _| {
                root.set(&["vpnConnection", "state"], "creating")
            }),
        ),
        Fault::new(
            "state-upper-case",
            "writes the state in upper case",
            Hook::Answer(Scope::Created, |root, _| {
                root.set(&["vpnConnection", "state"], "PENDING")
            }),
        ),
    ],
    ..Rule::SERVER
};
