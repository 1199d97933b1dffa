//! A description by id shows that connection and no other.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::state::siblings::{DESCRIBED, SIBLINGS, listed};
use crate::rule::state::{item, items, text};
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "state/describe-names-one",
    level: Level::Must,
    summary: "A description by id shows that connection and no other.",
    requirements: &["state/described", "wire/lists"],
    explain: "VpnConnectionId.1 asks for one connection. A client that reads the first item of the answer takes another \
            connection for its own, with the keys of that one.\n\
            Passes: one item, with the id that was asked for.\n\
            Fails: the items of other connections beside it, or the same item twice.",
    reads: &[&SIBLINGS],
    judge: exact,
    faults: &[
        Fault::new(
            "describe-by-id-shows-all",
            "describes all connections, whichever was asked for (winterbaume 1.0.0)",
            Hook::Rules(|r| r.describe_by_id = false),
        ),
        Fault::new(
            "described-twice",
            "describes each connection twice",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    let again = set.children.clone();
                    set.children.extend(again);
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn exact(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let record = listed(evidence, DESCRIBED);
    let asked = record.and_then(|record| Some((record, record.sent("VpnConnectionId.1")?)));
    if let Some((record, id)) = asked
        && item(record, id).is_some()
    {
        let all = items(record);
        let others = all
            .iter()
            .filter(|item| text(**item, "vpnConnectionId").as_deref() != Some(id));
        let count = others.count();
        let own = all.len() - count;
        let mut scribe = gather.exchange(evidence, record);
        if count > 0 {
            scribe.whole(
                "other connections",
                "the connection that was asked for",
                format!("{count} others beside it"),
            );
        }
        if own > 1 {
            scribe.whole(
                "more than once",
                "the connection that was asked for, once",
                format!("the same connection {own} times"),
            );
        }
    }
    gather.finish(|| Judgement::blocked("no description by id shows the connection"))
}
