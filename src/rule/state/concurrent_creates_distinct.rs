//! Creates that arrive together are all accepted, and each makes a connection of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::fixtures::Fixtures;
use crate::rule::response::same_gateways;
use crate::rule::state::{granted, item, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "state/concurrent-creates-distinct",
    level: Level::Must,
    summary: "Creates that arrive together are all accepted, and each makes a connection of its own.",
    requirements: &["description/creates-new"],
    explain: "Every call makes a new connection. A server that looks for a free id and takes it in two steps gives the same id \
        twice under load, one that writes a list back as it was read loses some, and one that keeps a request where the next one is \
        kept mixes them up. A server that answers a second create for a \
        pair of gateways with the same connection may do so here.\n\
        Passes: eight creates at once, eight ids with the gateways that were asked for, each described afterwards.\n\
        Fails: the same id twice; the gateways of another create; an error for a request that is accepted when it comes alone; an id that is not described.",
    dialogue: Dialogue::Own(Phase::Ordinary, together),
    races: true,
    judge: distinct,
    faults: &[
        Fault::new(
            "concurrent-creates-share-id",
            "gives two creates that arrive together the same id",
            Hook::Rules(|r| r.id_race = Some(Duration::from_millis(40))),
        ),
        Fault::new(
            "concurrent-creates-share-gateways",
            "takes the gateways of the create that came last for all that overlap it",
            Hook::Rules(|r| r.asked_race = Some(Duration::from_millis(40))),
        ),
        Fault::new(
            "concurrent-creates-lost",
            "keeps only the last of the creates that arrive together",
            Hook::Rules(|r| r.keep_race = Some(Duration::from_millis(40))),
        ),
    ],
    ..Rule::SERVER
};

/// How many creates arrive together for each pair of gateways.
const MANY: usize = 4;

const TWIN: &str = "twin";

/// An ordinary create beside the twin, which tells whether the target answers with a connection that there is already.
const AGAIN: &str = "again";

fn together(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let other = match session.second_fixtures() {
        Ok(other) => other,
        Err(Halt::Setup(_)) => fixtures.clone(),
        Err(halt) => return Err(halt),
    };
    let twin = steps::create(session, TWIN, &fixtures)?;
    let again = steps::create(session, AGAIN, &fixtures)?;
    let again = again.filter(|id| twin.as_ref() != Some(id));
    steps::discard(session, TWIN, twin, &fixtures)?;
    steps::discard(session, AGAIN, again, &fixtures)?;
    let orders = (1..=2 * MANY)
        .map(|n| {
            let pair = if n % 2 == 0 { &other } else { &fixtures };
            let draft = steps::minimal(session, pair);
            (format!("together-{n}"), draft, pair.clone())
        })
        .collect();
    let places = session.concurrently(orders)?;
    let mut ids: Vec<(String, Fixtures)> = places
        .iter()
        .filter_map(|place| session.records().get(*place))
        .filter_map(|record| Some((steps::made(record)?, record.fixtures.clone())))
        .collect();
    ids.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    ids.dedup_by(|a, b| a.0 == b.0);
    for (number, (id, pair)) in (1..).zip(&ids) {
        session.describe(&format!("{DESCRIBED}{number}"), id, pair)?;
    }
    for (number, (id, pair)) in (1..).zip(&ids) {
        session.delete(&format!("together-{number}-deleted"), id, pair)?;
    }
    Ok(())
}

const DESCRIBED: &str = "described-";

/// Whether the answer names a gateway that another of these creates asked for, and this one did not.
fn is_of_another(record: &Record, creates: &[&Record]) -> bool {
    const NAMES: [(&str, &str); 2] = [
        ("CustomerGatewayId", "customerGatewayId"),
        ("VpnGatewayId", "vpnGatewayId"),
    ];
    let connection = record.view().connection();
    NAMES.iter().any(|(name, element)| {
        let shown = connection.and_then(|c| text(c, element));
        let asked = |create: &Record| create.sent(name) == shown.as_deref();
        shown.is_some() && !asked(record) && creates.iter().any(|create| asked(create))
    })
}

fn distinct(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let id = |record: &Record| {
        let connection = record.view().connection();
        connection.and_then(|c| text(c, "vpnConnectionId"))
    };
    let Some(twin) = granted(&mut tally, evidence, rule.id, TWIN) else {
        return tally.finish();
    };
    let Some(again) = granted(&mut tally, evidence, rule.id, AGAIN) else {
        return tally.finish();
    };
    let is_idempotent = id(twin).is_some() && id(twin) == id(again);
    let mut gather = findings::Gather::new(rule);
    let mut seen: BTreeMap<String, &Record> = BTreeMap::new();
    let creates: Vec<&Record> = evidence
        .of(rule.id)
        .filter(|r| r.role == Role::Twin && r.is_create())
        .filter(|r| !r.case.id.ends_with(TWIN) && !r.case.id.ends_with(AGAIN))
        .collect();
    for &record in &creates {
        if !record.is_accepted() {
            match findings::quota(record) {
                Some(cause) => tally.block(cause),
                None => {
                    let kind = twin::kind_of(record).unwrap_or("rejected");
                    tally.note(record, kind, "accepted, as it is when it comes alone");
                }
            }
            continue;
        }
        let Some(id) = id(record) else {
            tally.block("a create did not answer with an id that can be read");
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        // Which of them a race mixes up is chance, so they are one finding without their names.
        if is_of_another(record, &creates) {
            let expected = "the gateways that were asked for";
            scribe.whole("the gateways of another create", expected, "others");
        }
        if let Some(first) = seen.insert(id, record)
            && !(is_idempotent && same_gateways(first, record))
        {
            let found = format!("the id that {} was answered with", first.case.id);
            scribe.whole("the same id twice", "an id of its own", found);
        }
        tally.judged();
    }
    for record in evidence.of(rule.id).filter(|r| r.role == Role::Observe) {
        let Some(id) = record.sent("VpnConnectionId.1") else {
            continue;
        };
        tally.judged();
        // An answer that says nothing of the connection is covered by other rules.
        if !matches!(
            record.view().outcome,
            Outcome::Accepted | Outcome::Rejected { .. }
        ) {
            tally.block(findings::outcome(record));
            continue;
        }
        // Which of them a race loses is chance, so they are one finding without their names.
        let mut scribe = gather.exchange(evidence, record);
        if item(record, id).is_none() {
            let expected = "every connection that a create named";
            scribe.whole(
                "a connection is not described",
                expected,
                "one of them is absent",
            );
        }
    }
    let mut judgement = gather.finish(|| Judgement::blocked("no create was accepted"));
    let others = tally.finish();
    if judgement.findings.is_empty() {
        return others;
    }
    judgement.findings.extend(others.findings);
    judgement
}
