//! Whether what one request holds does harm to the answers of later ones.

use crate::check::Check;
use crate::check::compare;
use crate::check::compare::Tally;
use crate::check::dialogue;
use crate::check::gather;
use crate::check::state::granted;
use crate::check::state::item;
use crate::check::state::list;
use crate::check::state::named;
use crate::check::state::text;
use crate::finding::Judgement;
use crate::finding::Level;
use crate::generate::request::deviation;
use crate::run::Evidence;
use crate::run::Probe;
use crate::run::Session;
use crate::run::probe::Halt;
use crate::run::probe::Phase;

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
    probes: &[&POISON],
    judge: healthy,
}];

static POISON: Probe = Probe {
    id: "state/not-poisoned",
    phase: Phase::Hostile,
    run: poison,
};

fn poison(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let Some(id) = dialogue::create(session, "twin", &fixtures)? else {
        return Ok(());
    };
    session.describe("described", &id, &fixtures)?;
    list(session, "listed", &fixtures)?;
    let mut kept = Vec::new();
    for deviation in deviation::of(POISON.id, session.api_version()) {
        let made = dialogue::deviate(session, deviation, "twin", &fixtures)?;
        kept.push((deviation.id, made));
    }
    session.describe("described-after", &id, &fixtures)?;
    list(session, "listed-after", &fixtures)?;
    let after = dialogue::create(session, dialogue::AFTER, &fixtures)?;
    dialogue::discard(session, dialogue::AFTER, after, &fixtures)?;
    for (name, made) in kept {
        dialogue::discard(session, name, made, &fixtures)?;
    }
    dialogue::discard(session, "twin", Some(id), &fixtures)
}

fn healthy(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(POISON.id, evidence);
    let Some(twin) = granted(&mut tally, evidence, POISON.id, "twin") else {
        return tally.finish();
    };
    let Some(id) = twin
        .view()
        .connection()
        .and_then(|c| text(c, "vpnConnectionId"))
    else {
        tally.block("the create did not answer with an id that can be read");
        return tally.finish();
    };
    for (before, after) in [("described", "described-after"), ("listed", "listed-after")] {
        let earlier = granted(&mut tally, evidence, POISON.id, before);
        if earlier.is_none_or(|record| item(record, &id).is_none()) {
            tally.block(format!("the connection was not {before} before either"));
            continue;
        }
        let Some(record) = named(evidence, POISON.id, after) else {
            tally.block(format!("it was not {before} afterwards"));
            continue;
        };
        tally.judged();
        if let Some(error) = record.view().outer_error() {
            let mut gather = gather::Gather::new(POISON.id);
            let expected = "a list that is well-formed, as before the hostile values";
            let found = format!("not well-formed: {error}");
            gather.exchange(evidence, record).outer(
                error.offset,
                "not well-formed afterwards",
                expected,
                found,
            );
            return gather.finish(|| tally.finish());
        }
        if item(record, &id).is_none() {
            let kind = compare::kind_of(record).unwrap_or("rejected");
            let kind = format!("{before}: {kind}");
            tally.note(
                record,
                &kind,
                "the connection that was made before, as before the hostile values",
            );
        }
    }
    match named(evidence, POISON.id, dialogue::AFTER) {
        Some(record) if record.is_accepted() => tally.judged(),
        Some(record) => tally.note(record, "create", "accepted, as before the hostile values"),
        None => tally.block("no create was sent afterwards"),
    }
    tally.finish()
}
