//! A deletion leaves all other connections alone.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::state::siblings::{AFTER_DELETE, LISTED, SIBLINGS, created, deleted, ids, listed};
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "state/delete-takes-one",
    level: Level::Must,
    summary: "A deletion leaves all other connections alone.",
    requirements: &["state/deleted", "state/described"],
    explain: "Of several connections between two gateways one is deleted. The others are in the list before and after.\n\
            Passes: the same list without the one, or with it as deleted.\n\
            Fails: another connection of these gateways is gone too.",
    reads: &[&SIBLINGS],
    judge: others,
    faults: &[Fault::new(
        "delete-takes-all",
        "deletes all connections of the gateways with the one that was named",
        Hook::Rules(|r| r.delete_siblings = true),
    )],
    ..Rule::SERVER
};

fn others(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let made = created(evidence);
    let lists = listed(evidence, LISTED).zip(listed(evidence, AFTER_DELETE));
    if let Some(((before, after), gone)) = lists.zip(deleted(evidence)) {
        let mut kept = ids(before, &made);
        kept.remove(&gone);
        if !kept.is_empty() {
            let mut scribe = gather.exchange(evidence, after);
            let missing = kept.difference(&ids(after, &made)).count();
            if missing > 0 {
                scribe.whole(
                    "other connections are gone",
                    "the connections that were not deleted",
                    format!("{missing} of {} are gone", kept.len()),
                );
            }
        }
    }
    gather.finish(|| {
        Judgement::blocked("no lists before and after a deletion show several connections")
    })
}
