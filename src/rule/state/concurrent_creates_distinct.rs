//! Creates that arrive together are all accepted, each with a connection of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::state::{granted, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/concurrent-creates-distinct",
    level: Level::Must,
    summary: "Creates that arrive together are all accepted, each with a connection of its own.",
    requirements: &["description/creates-new"],
    since: None,
    // Later text calls the operation idempotent.
    until: Some(ApiVersion::V2013_08_15),
    explain: "Every call makes a new connection. A server that looks for a free id and takes it in two steps gives the same id \
        twice under load.\n\
        Passes: eight creates at once, eight ids.\n\
        Fails: the same id twice; an error for a request that is accepted when it comes alone.",
    dialogue: Dialogue::Own(Phase::Ordinary, together),
    judge: distinct,
    faults: &[Fault::new(
        "concurrent-creates-share-id",
        "gives two creates that arrive together the same id",
        Hook::Rules(|r| r.id_race = Some(Duration::from_millis(40))),
    )],
    ..Rule::SERVER
};

const MANY: usize = 8;

const TWIN: &str = "twin";

fn together(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let id = steps::create(session, TWIN, &fixtures)?;
    steps::discard(session, TWIN, id, &fixtures)?;
    let draft = steps::minimal(session, &fixtures);
    let drafts = (1..=MANY)
        .map(|n| (format!("together-{n}"), draft.clone()))
        .collect();
    let places = session.concurrently(drafts, &fixtures)?;
    let mut ids: Vec<String> = places
        .iter()
        .filter_map(|place| session.records().get(*place))
        .filter_map(steps::made)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    for (number, id) in ids.into_iter().enumerate() {
        session.delete(&format!("together-{}-deleted", number + 1), &id, &fixtures)?;
    }
    Ok(())
}

fn distinct(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    if granted(&mut tally, evidence, rule.id, TWIN).is_none() {
        return tally.finish();
    }
    let mut gather = findings::Gather::new(rule);
    let mut seen: BTreeMap<String, &Record> = BTreeMap::new();
    let creates = evidence
        .of(rule.id)
        .filter(|r| r.role == Role::Twin && r.is_create())
        .filter(|r| !r.case.id.ends_with(TWIN));
    for record in creates {
        if !record.is_accepted() {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(record, kind, "accepted, as it is when it comes alone");
            continue;
        }
        let id = record
            .view()
            .connection()
            .and_then(|c| text(c, "vpnConnectionId"));
        let Some(id) = id else {
            tally.block("a create did not answer with an id that can be read");
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        if let Some(first) = seen.insert(id, record) {
            let found = format!("the id that {} was answered with", first.case.id);
            scribe.whole("the same id twice", "an id of its own", found);
        }
        tally.judged();
    }
    let mut judgement = gather.finish(|| Judgement::blocked("no create was accepted"));
    let others = tally.finish();
    if judgement.findings.is_empty() {
        return others;
    }
    judgement.findings.extend(others.findings);
    judgement
}
