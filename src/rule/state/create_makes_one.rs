//! A create makes exactly one connection.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::state::siblings::{
    LISTED, SIBLINGS, created, ids, is_whole, listed, live, unclear,
};
use crate::rule::state::text;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "state/create-makes-one",
    level: Level::Must,
    summary: "A create makes exactly one connection.",
    requirements: &["description/creates-new", "state/described"],
    explain: "Several creates are sent for gateways that no other request names, and then all connections of these gateways are \
            counted. Nobody knows the id of one more, and everybody pays for it.\n\
            Passes: a connection for each create, or fewer where creates were answered with a connection that there was.\n\
            Fails: a connection whose id no create was answered with; the same connection twice in a list.",
    reads: &[&SIBLINGS],
    judge: one,
    faults: &[
        Fault::new(
            "create-makes-two-now-and-then",
            "makes two connections at every eighth create",
            Hook::Rules(|r| r.doubles = Some(8)),
        ),
        Fault::new(
            "newest-listed-twice",
            "lists the connection that was made last twice",
            Hook::Answer(Scope::Described, |root, context| {
                let mut asked = context.query.pairs.iter();
                if !asked.any(|(name, _)| name.starts_with("VpnConnectionId."))
                    && let Some(set) = root.at(&["vpnConnectionSet"])
                {
                    set.children.extend(set.children.last().cloned());
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn one(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let known = created(evidence);
    let creates = || evidence.of(SIBLINGS.id).filter(|r| r.is_create());
    if let Some(record) = listed(evidence, LISTED) {
        let mut all: Vec<_> = live(record, &known)
            .into_iter()
            .filter_map(|item| text(item, "vpnConnectionId"))
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        if all.len() < count {
            gather.exchange(evidence, record).whole(
                "the same connection twice",
                "each connection once",
                format!("{} more than once", count - all.len()),
            );
        }
    }
    if let Some(record) = listed(evidence, LISTED).filter(|_| is_whole(evidence)) {
        let shown = ids(record, &known);
        if shown.intersection(&known).next().is_some() {
            let mut scribe = gather.exchange(evidence, record);
            let more = shown.difference(&known).count();
            if more > unclear(evidence) {
                scribe.whole(
                    "a connection more",
                    "the connections that creates were answered with",
                    format!("{more} more"),
                );
            }
        }
    }
    gather.finish(|| {
        let refused = creates().find(|r| !r.is_accepted());
        Judgement::blocked(match refused {
            Some(record) => findings::outcome(record),
            None => "no list shows the connections that were made".to_owned(),
        })
    })
}
