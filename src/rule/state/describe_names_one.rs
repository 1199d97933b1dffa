//! A description by id shows that connection and no other.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::state::siblings::{BOTH, DESCRIBED, SIBLINGS, listed};
use crate::rule::state::{item, items, text};
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "state/describe-names-one",
    level: Level::Must,
    summary: "A description by id shows that connection and no other.",
    requirements: &["state/described", "wire/lists"],
    explain: "VpnConnectionId.1 asks for one connection, and VpnConnectionId.2 for one more. A client that reads the first item of the \
            answer takes another connection for its own, with the keys of that one.\n\
            Passes: one item for each id that was asked for.\n\
            Fails: the items of other connections beside it or in its place; the same item twice; one of two.",
    reads: &[&SIBLINGS],
    judge: exact,
    faults: &[
        Fault::new(
            "describe-by-id-shows-all",
            "describes all connections, whichever was asked for (winterbaume 1.0.0)",
            Hook::Rules(|r| r.describe_by_id = false),
        ),
        Fault::new(
            "described-as-the-first",
            "describes each connection with the id of the one that was made first",
            Hook::Answer(Scope::Described, |root, context| {
                let state = context.lock();
                let first = state.connections.first().map(|c| c.id.clone());
                if let Some(first) = first {
                    root.set(&["vpnConnectionSet", "item", "vpnConnectionId"], first);
                }
            }),
        ),
        Fault::new(
            "describe-first-id-alone",
            "describes the first of several connections that are asked for",
            Hook::Answer(Scope::Described, |root, context| {
                let asked = context.query.pairs.iter();
                let asked = asked.filter(|(name, _)| name.starts_with("VpnConnectionId."));
                if asked.count() > 1
                    && let Some(set) = root.at(&["vpnConnectionSet"])
                {
                    set.children.truncate(1);
                }
            }),
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

/// Of two connections that were asked for, each is shown.
fn both(gather: &mut findings::Gather, evidence: &Evidence) {
    let Some(record) = listed(evidence, BOTH) else {
        return;
    };
    let asked = [1, 2].map(|n| record.sent(&format!("VpnConnectionId.{n}")));
    let [Some(one), Some(other)] = asked else {
        return;
    };
    let shows = |id: &str| item(record, id).is_some();
    if one != other && shows(one) != shows(other) {
        gather.exchange(evidence, record).whole(
            "one of two",
            "both connections that were asked for",
            "one of them",
        );
    }
}

fn exact(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    for name in DESCRIBED {
        let record = listed(evidence, name);
        let asked = record.and_then(|record| Some((record, record.sent("VpnConnectionId.1")?)));
        let Some((record, id)) = asked else { continue };
        let all = items(record);
        let is_other = |item: &&Element<'_>| text(**item, "vpnConnectionId").as_deref() != Some(id);
        let others = all.iter().filter(is_other).count();
        let own = all.len() - others;
        if all.is_empty() {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        if own == 0 {
            scribe.whole(
                "another connection",
                "the connection that was asked for",
                format!("{others} others in its place"),
            );
        } else if others > 0 {
            scribe.whole(
                "other connections",
                "the connection that was asked for",
                format!("{others} others beside it"),
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
    both(&mut gather, evidence);
    gather.finish(|| Judgement::blocked("no description by id shows a connection"))
}
