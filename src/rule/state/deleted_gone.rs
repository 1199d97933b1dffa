//! A deleted connection is deleting, deleted or no longer there.

use std::collections::BTreeSet;

use crate::evidence::{Evidence, Outcome};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::look::Look;
use crate::rule::state::lifecycle::{LIFECYCLE, id};
use crate::rule::state::siblings::{AFTER_DELETE, LATER, SIBLINGS, deleted, ids, listed};
use crate::rule::state::{granted, item, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Rule, findings, twin};

pub(super) static RULE: Rule = Rule {
    id: "state/deleted-gone",
    level: Level::Must,
    summary: "A deleted connection is deleting, deleted or no longer there.",
    requirements: &["state/deleted"],
    explain: "Connections cost money until they are deleted. The service shows them as deleted for a while.\n\
            Passes: state deleting or deleted; NotFound; an empty set.\n\
            Fails: state available or pending after DeleteVpnConnection was answered with success, by id or in two lists half a second \
            apart.",
    reads: &[&LIFECYCLE, &SIBLINGS],
    looks_at: &[Look::Described],
    judge: gone,
    faults: &[
        Fault::new(
            "delete-without-effect",
            "answers a delete and keeps the connection",
            Hook::Rules(|r| r.delete = false),
        ),
        Fault::new(
            "deleted-listed-as-available",
            "lists deleted connections as available, and describes them by id as deleted",
            Hook::Answer(Scope::Described, |root, context| {
                let mut asked = context.query.pairs.iter();
                if !asked.any(|(name, _)| name.starts_with("VpnConnectionId."))
                    && let Some(set) = root.at(&["vpnConnectionSet"])
                {
                    for item in set.elements_mut() {
                        item.set(&["state"], "available");
                    }
                }
            }),
        ),
    ],
    variants: &[Variant::new(
        "deleted-at-once",
        "forgets deleted resources at once",
        Hook::Rules(|r| r.show_deleted = false),
    )],
    ..Rule::SERVER
};

fn gone(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let id = id(&mut tally, evidence);
    if let Some(id) = id
        && granted(&mut tally, evidence, LIFECYCLE.id, "deleted").is_some()
    {
        match named(evidence, LIFECYCLE.id, "described-after-delete") {
            None => tally.block("it was not described after its deletion"),
            Some(record) => {
                tally.judged();
                let state = item(record, &id).map(|item| text(item, "state").unwrap_or_default());
                match (&record.view().outcome, state.as_deref()) {
                    (Outcome::Rejected { .. }, _)
                    | (Outcome::Accepted, None | Some("deleting" | "deleted")) => {}
                    (Outcome::Accepted, Some(_)) => {
                        let found = format!(
                            "state {}",
                            findings::quote(state.as_deref().unwrap_or_default())
                        );
                        tally.note_found(
                            record,
                            "still there",
                            "state deleting or deleted, or nothing",
                            found,
                        );
                    }
                    _ => {
                        let kind = twin::kind_of(record).unwrap_or("rejected");
                        tally.note(record, kind, "a description, or a client error");
                    }
                }
            }
        }
    }
    if let Some(id) = deleted(evidence)
        && let Some((first, last)) = listed(evidence, AFTER_DELETE).zip(listed(evidence, LATER))
    {
        tally.judged();
        let none = BTreeSet::new();
        if ids(first, &none).contains(&id) && ids(last, &none).contains(&id) {
            tally.note_found(
                last,
                "still listed",
                "state deleting or deleted, or nothing",
                "another state in a list",
            );
        }
    }
    tally.finish()
}
