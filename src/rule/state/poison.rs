//! Whether what one request holds does harm to the answers of later ones.

use crate::evidence::Evidence;
use crate::evidence::halt::Halt;
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation;
use crate::rule::state::lifecycle::LIFECYCLE;
use crate::rule::state::{granted, item, lifecycle, list, missing, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Check, findings, steps};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};

pub(super) static CHECKS: [Check; 1] = [Check {
    id: "state/not-poisoned",
    level: Level::Must,
    summary: "After creates with hostile values, descriptions can be read and creates are accepted as before.",
    clauses: &["state/robust", "wire/body-xml", "state/described"],
    since: None,
    until: None,
    explain: "A server that stores what it was sent shows it to everybody who lists connections afterwards. Markup and \
        characters that XML cannot hold make that list unreadable for every client, until somebody deletes the connection \
        by an id that nobody can read.\n\
        Passes: the connection that was made before is in the list, and the list is well-formed.\n\
        Fails: a list that is not well-formed, a server error, or a create that is no longer accepted.",
    probes: &[&POISON, &LIFECYCLE],
    judge: healthy,
}];

static POISON: Probe = Probe {
    id: "state/not-poisoned",
    phase: Phase::Hostile,
    run: poison,
};

fn poison(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let Some(id) = steps::create(session, "twin", &fixtures)? else {
        return Ok(());
    };
    session.describe("described", &id, &fixtures)?;
    list(session, "listed", &fixtures)?;
    let mut kept = Vec::new();
    for deviation in mutation::of(POISON.id, session.api_version()) {
        let made = steps::deviate(session, deviation, "twin", &fixtures)?;
        kept.push((deviation.id, made));
    }
    session.describe("described-after", &id, &fixtures)?;
    list(session, "listed-after", &fixtures)?;
    let after = steps::create(session, steps::AFTER, &fixtures)?;
    steps::discard(session, steps::AFTER, after, &fixtures)?;
    for (name, made) in kept {
        steps::discard(session, name, made, &fixtures)?;
    }
    steps::discard(session, "twin", Some(id), &fixtures)
}

fn healthy(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(POISON.id, evidence);
    if !was_healthy(&mut tally, evidence) {
        return tally.finish();
    }
    let created = |name| {
        let record = named(evidence, POISON.id, name)?;
        let id = record
            .view()
            .connection()
            .and_then(|c| text(c, "vpnConnectionId"));
        Some((record, id))
    };
    let Some((_, Some(id))) = created("twin") else {
        match created("twin") {
            // Other hostile requests came before this probe.
            Some((record, None)) => {
                tally.note(record, "create", "accepted, as before hostile values")
            }
            _ => tally.block("nothing was sent"),
        }
        return tally.finish();
    };
    let descriptions = ["described", "listed", "described-after", "listed-after"];
    for record in descriptions
        .iter()
        .filter_map(|name| named(evidence, POISON.id, name))
    {
        tally.judged();
        if let Some(error) = record.view().outer_error() {
            let mut gather = findings::Gather::new(POISON.id);
            let expected = "a description that is well-formed, as before hostile values";
            let found = format!("not well-formed: {error}");
            gather.exchange(evidence, record).outer(
                error.offset,
                "not well-formed",
                expected,
                found,
            );
            return gather.finish(|| tally.finish());
        }
        if item(record, &id).is_none() {
            lifecycle::absent(&mut tally, record);
        }
    }
    match created(steps::AFTER) {
        Some((record, _)) if record.is_accepted() => tally.judged(),
        Some((record, _)) => tally.note(record, "create", "accepted, as before hostile values"),
        None => tally.block("no create was sent afterwards"),
    }
    tally.finish()
}

/// Whether a connection was described and listed before anything hostile was sent.
fn was_healthy<'e>(tally: &mut Tally<'e>, evidence: &'e Evidence) -> bool {
    let Some(id) = lifecycle::id(tally, evidence) else {
        return false;
    };
    ["described", "listed"].iter().all(|name| {
        let record = granted(tally, evidence, LIFECYCLE.id, name);
        let shown = record.is_some_and(|record| item(record, &id).is_some());
        if let Some(record) = record.filter(|_| !shown) {
            tally.block(format!("{}, before hostile values", missing(record)));
        }
        shown
    })
}
