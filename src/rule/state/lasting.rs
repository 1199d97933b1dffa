//! Connections neither change nor become more unless a request asks for it.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::findings::Scribe;
use crate::rule::state::describe_agrees::configuration;
use crate::rule::state::siblings::{
    AFTER_DELETE, LATER, SIBLINGS, created, deleted, ids, is_whole, listed, live, unclear,
};
use crate::rule::state::text;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "state/lasting",
    level: Level::Must,
    summary: "Connections neither change nor become more unless a request asks for it.",
    requirements: &["state/described", "state/deleted"],
    explain: "Between two lists, half a second apart, one connection is described, and nothing is created or deleted. What \
            was there is still there, with the same keys, also once it is available; what was deleted stays deleted.\n\
            Passes: the same connections with the same configuration.\n\
            Fails: one that is gone, one that is back after its deletion, one more, another key.",
    reads: &[&SIBLINGS],
    judge: lasting,
    faults: &[
        Fault::new(
            "connection-vanishes",
            "forgets a connection 0.3 seconds after it was made",
            Hook::Rules(|r| r.vanishes_after = Some(Duration::from_millis(300))),
        ),
        Fault::new(
            "deleted-revived",
            "shows a connection as available again 0.2 seconds after it was deleted",
            Hook::Rules(|r| r.revives_after = Some(Duration::from_millis(200))),
        ),
        Fault::new(
            "keys-change-later",
            "describes a connection with other keys 0.3 seconds after it was made",
            Hook::Rules(|r| r.rekeys_after = Some(Duration::from_millis(300))),
        ),
        Fault::new(
            "describe-makes-another",
            "makes another connection when one is described by its id",
            Hook::Rules(|r| r.describe_makes = true),
        ),
    ],
    ..Rule::SERVER
};

fn lasting(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let made = created(evidence);
    let lists = listed(evidence, AFTER_DELETE).zip(listed(evidence, LATER));
    if let Some((before, later)) = lists {
        let (was, is) = (ids(before, &made), ids(later, &made));
        let mut scribe = gather.exchange(evidence, later);
        let gone = was.difference(&is).count();
        if gone > 0 {
            scribe.whole(
                "a connection is gone",
                "the connections of half a second before",
                format!("{gone} of {} are gone", was.len()),
            );
        }
        let back = deleted(evidence).filter(|id| !was.contains(id) && is.contains(id));
        if back.is_some() {
            scribe.whole(
                "a deleted connection is back",
                "deleted, as half a second before",
                "a connection that is not deleted",
            );
        }
        let more = is.difference(&was).filter(|id| !made.contains(*id));
        let more = more.count();
        if is_whole(evidence) && more > unclear(evidence) {
            scribe.whole(
                "a connection more",
                "the connections of half a second before",
                format!("{more} more"),
            );
        }
        configurations(&mut scribe, before, later, &made);
    }
    gather.finish(|| Judgement::blocked("there are no two lists to compare"))
}

fn configurations(
    scribe: &mut Scribe<'_, '_>,
    before: &Record,
    later: &Record,
    made: &BTreeSet<String>,
) {
    for item in live(later, made) {
        let id = text(item, "vpnConnectionId");
        let earlier = live(before, made)
            .into_iter()
            .find(|other| text(*other, "vpnConnectionId") == id);
        let earlier = earlier.and_then(configuration);
        if let (Some(was), Some(is)) = (earlier, configuration(item))
            && was != is
        {
            scribe.whole(
                "another configuration",
                "the configuration of half a second before",
                "another configuration",
            );
        }
    }
}
