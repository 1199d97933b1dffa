//! Deleting a connection a second time is an error.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::state::lifecycle::LIFECYCLE;
use crate::rule::state::{granted, named};
use crate::rule::twin::Tally;
use crate::rule::{Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "state/double-delete-rejected",
    level: Level::May,
    summary: "Deleting a connection a second time is an error.",
    requirements: &["state/unknown-connection", "state/deleted"],
    explain: "After the first delete the connection does not exist any more. How soon the service says so is not public, \
            so this is a check of level may.\n\
            Passes: 400 with InvalidVpnConnectionID.NotFound.\n\
            Fails: success; a server error.",
    reads: &[&LIFECYCLE],
    judge: deleted_twice,
    faults: &[Fault::new(
        "delete-twice-accepted",
        "answers the second deletion of a connection with success too",
        Hook::Rules(|r| r.refuse_second_delete = false),
    )],
    ..Rule::SERVER
};

fn deleted_twice(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    if granted(&mut tally, evidence, LIFECYCLE.id, "deleted").is_some() {
        match named(evidence, LIFECYCLE.id, "deleted-again") {
            None => tally.block("it was not deleted again"),
            Some(record) => {
                tally.judged();
                if let Some(kind) = twin::kind_of(record) {
                    tally.note(
                        record,
                        kind,
                        "a client error: the connection is deleted already",
                    );
                }
            }
        }
    }
    tally.finish()
}
