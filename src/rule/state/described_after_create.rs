//! A new connection can be described by its id.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::Rule;
use crate::rule::shared_probe::{ORDINARY, ORDINARY_CREATES};
use crate::rule::state::lifecycle::{LIFECYCLE, absent, id};
use crate::rule::state::{item, named, text};
use crate::rule::twin::Tally;

pub(super) static RULE: Rule = Rule {
    id: "state/described-after-create",
    level: Level::Must,
    summary: "A new connection can be described by its id.",
    requirements: &["description/creates-new", "state/described", "wire/lists"],
    explain: "A create that answers with an id has made the connection, so DescribeVpnConnections with that id shows it. \
            A server that answers from a template makes clients wait for ever.\n\
            Passes: one item with the id, pending or available.\n\
            Fails: an empty set; NotFound; a document that cannot be read; the state deleting or deleted.",
    reads: &[&LIFECYCLE, &ORDINARY],
    judge: described,
    faults: &[
        Fault::new(
            "create-forgotten",
            "answers a create and keeps nothing",
            Hook::Rules(|r| r.keep_created = false),
        ),
        Fault::new(
            "describe-by-post-other-ids",
            "writes ids in capital letters where a description is asked for by a form",
            Hook::Answer(Scope::Described, |root, context| {
                if context.method == "POST"
                    && let Some(set) = root.at(&["vpnConnectionSet"])
                {
                    for item in set.elements_mut() {
                        let id = item
                            .at(&["vpnConnectionId"])
                            .map(|id| id.text().to_uppercase());
                        item.set(&["vpnConnectionId"], id.unwrap_or_default());
                    }
                }
            }),
        ),
        Fault::new(
            "described-as-deleted",
            "describes every connection as deleted",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    for item in set.elements_mut() {
                        item.set(&["state"], "deleted");
                    }
                }
            }),
        ),
        Fault::new(
            "describe-empty",
            "describes nothing, whatever there is",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    set.children.clear();
                }
            }),
        ),
    ],
    variants: &[Variant::new(
        "still-pending",
        "describes a connection as pending for a while",
        Hook::Answer(Scope::Described, |root, _| {
            if let Some(set) = root.at(&["vpnConnectionSet"]) {
                for item in set.elements_mut() {
                    if item
                        .child_mut("state")
                        .is_some_and(|s| s.text() == "available")
                    {
                        item.set(&["state"], "pending");
                    }
                }
            }
        }),
    )],
    ..Rule::SERVER
};

fn described(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    if let Some(id) = id(&mut tally, evidence) {
        match named(evidence, LIFECYCLE.id, "described") {
            Some(record) => shown(&mut tally, record, &id),
            None => tally.block("it was not described"),
        }
    }
    for (created, described) in ORDINARY_CREATES {
        let created = named(evidence, ORDINARY.id, created).filter(|r| r.is_accepted());
        let connection = created.and_then(|record| record.view().connection());
        let id = connection.and_then(|c| text(c, "vpnConnectionId"));
        if let Some((id, record)) = id.zip(named(evidence, ORDINARY.id, described)) {
            shown(&mut tally, record, &id);
        }
    }
    tally.finish()
}

/// Notes that a connection that exists is not in a description, or is shown as one that does not.
fn shown<'e>(tally: &mut Tally<'e>, record: &'e Record, id: &str) {
    let Some(item) = item(record, id) else {
        return absent(tally, record);
    };
    tally.judged();
    let state = text(item, "state").filter(|state| matches!(&**state, "deleting" | "deleted"));
    if let Some(state) = state {
        let kind = "described as deleted";
        tally.note_found(record, kind, "pending or available", state);
    }
}
