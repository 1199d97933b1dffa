//! A create leaves all other connections alone.

use std::collections::BTreeSet;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::state::describe_agrees::gather_leaves;
use crate::rule::state::item;
use crate::rule::state::siblings::{
    AFTER_DELETE, ALONE, FIRST, LATER, LISTED, SIBLINGS, created, deleted, ids, listed,
};
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "state/create-keeps-others",
    level: Level::Must,
    summary: "A create leaves all other connections alone.",
    requirements: &["description/creates-new", "state/described"],
    explain: "Several connections are made between two gateways and one between two others. Each is in one of three lists that are \
            asked for afterwards, the last half a second later: a connection may become visible late.\n\
            The first one is described before and after the others are made.\n\
            Passes: all of them, but for the one that is deleted, with the gateways and tags that they had.\n\
            Fails: only the last one; none of the other gateways; one that is shown as deleted; the first one with the customer gateway \
            of a later one.",
    reads: &[&SIBLINGS],
    judge: kept,
    faults: &[
        Fault::new(
            "create-replaces",
            "deletes the connection between two gateways when another one between them is made",
            Hook::Rules(|r| r.replaces = true),
        ),
        Fault::new(
            "create-turns-others",
            "gives all connections of a virtual private gateway the customer gateway of the newest",
            Hook::Rules(|r| r.turns = true),
        ),
    ],
    ..Rule::SERVER
};

/// What creates must not change in a connection that there was.
const LASTING: [&str; 6] = [
    "customerGatewayId",
    "vpnGatewayId",
    "transitGatewayId",
    "type",
    "tagSet",
    "options/staticRoutesOnly",
];

/// Compares the first connection before and after the others were made.
fn changed(gather: &mut findings::Gather, evidence: &Evidence) {
    let both = asked(evidence, ALONE).zip(asked(evidence, FIRST));
    let Some(((_, before), (record, after))) = both else {
        return;
    };
    let mut scribe = gather.exchange(evidence, record);
    for name in LASTING {
        let said = |item: Element<'_>| item.path(name).map(leaves);
        if said(before) != said(after) {
            scribe.whole(
                &format!("another {name} than before"),
                format!("{name} as before other connections were made"),
                "another value",
            );
        }
    }
}

/// A connection in the description that asked for it by its id.
fn asked<'e>(evidence: &'e Evidence, name: &str) -> Option<(&'e Record, Element<'e>)> {
    let record = listed(evidence, name)?;
    let item = item(record, record.sent("VpnConnectionId.1")?)?;
    Some((record, item))
}

/// The texts in an element, whatever their order.
fn leaves(element: Element<'_>) -> Vec<String> {
    let mut all = Vec::new();
    gather_leaves(element, "", &mut all);
    all.sort_unstable();
    all
}

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
        && (shown.intersection(&made).next().is_some() || asked(evidence, FIRST).is_some())
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
    if lists.len() == 3 {
        changed(&mut gather, evidence);
    }
    gather.finish(|| Judgement::blocked("no three lists show several connections"))
}
