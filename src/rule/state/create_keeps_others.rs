//! A create leaves all other connections alone.

use std::collections::BTreeSet;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::state::siblings::{
    AFTER_DELETE, LATER, LISTED, SIBLINGS, created, deleted, ids, listed,
};
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "state/create-keeps-others",
    level: Level::Must,
    summary: "A create leaves all other connections alone.",
    requirements: &["description/creates-new", "state/described"],
    explain: "Several connections are made between two gateways and one between two others. Each is in one of three lists that are \
            asked for afterwards, the last half a second later: a connection may become visible late.\n\
            Passes: all of them, but for the one that is deleted.\n\
            Fails: only the last one; none of the other gateways; one that is shown as deleted.",
    reads: &[&SIBLINGS],
    judge: kept,
    faults: &[Fault::new(
        "create-replaces",
        "deletes the connection between two gateways when another one between them is made",
        Hook::Rules(|r| r.replaces = true),
    )],
    ..Rule::SERVER
};

fn kept(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let made = created(evidence);
    let lists: Vec<&Record> = [LISTED, AFTER_DELETE, LATER]
        .into_iter()
        .filter_map(|name| listed(evidence, name))
        .collect();
    let shown: BTreeSet<String> = lists.iter().flat_map(|list| ids(list, &made)).collect();
    let gone = deleted(evidence);
    let missing = made
        .difference(&shown)
        .filter(|id| gone.as_ref() != Some(id));
    let missing = missing.count();
    if let [.., last] = lists.as_slice()
        && lists.len() == 3
        && made.len() > 1
        && shown.intersection(&made).next().is_some()
    {
        let mut scribe = gather.exchange(evidence, last);
        if missing > 0 {
            scribe.whole(
                "other connections are gone",
                "the connections that were made before",
                format!("{missing} of {} are in no list", made.len()),
            );
        }
    }
    gather.finish(|| Judgement::blocked("no three lists show several connections"))
}
