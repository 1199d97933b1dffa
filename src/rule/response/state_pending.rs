//! A connection that has just been created is pending.

use crate::evidence::Record;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::{Which, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/state-pending",
    level: Level::Should,
    summary: "A connection that has just been created is pending.",
    requirements: &["wire/state-pending"],
    explain: "The page's example and every documented response of this action show pending. A client that never sees \
            it does not exercise its waiting.\n\
            Passes: <state>pending</state>.\n\
            Fails: <state>available</state> in the response to the create itself.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpnConnection/state")],
    judge: |rule, evidence| {
        findings::connections_with(
            rule,
            evidence,
            Which::Every,
            Record::is_response,
            |scribe, connection| {
                if let Some(state) = connection.child("state")
                    && ["available", "deleting", "deleted"].contains(&state.text())
                {
                    scribe.outer(
                        state.text_offset(),
                        "another state at once",
                        "pending",
                        quote(state.text()),
                    );
                }
            },
        )
    },
    faults: &[Fault::new(
        "state-available",
        "is available at once (moto 5.2.5)",
        Hook::Answer(Scope::Created, |root, _| {
            root.set(&["vpnConnection", "state"], "available")
        }),
    )],
    ..Rule::SERVER
};
