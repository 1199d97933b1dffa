//! Requests that nobody wrote down: the transformations together, some with one thing wrong.

use crate::check::Check;
use crate::check::compare;
use crate::check::compare::Tally;
use crate::check::dialogue;
use crate::finding::Judgement;
use crate::finding::Level;
use crate::generate::document::suite::noise;
use crate::generate::request::Recipe;
use crate::judge::Expectation;
use crate::run::Evidence;
use crate::run::Probe;
use crate::run::Session;
use crate::run::evidence::Record;
use crate::run::evidence::Role;
use crate::run::probe::Halt;
use crate::run::probe::Phase;

pub(super) static CHECKS: [Check; 1] = [Check {
    id: "request/generated-as-judged",
    level: Level::Must,
    summary: "Generated requests are accepted or refused as the judge says of their bytes.",
    clauses: &[
        "example/request",
        "wire/get-and-post",
        "wire/percent-encoding",
        "wire/order",
        "request/availability-zone",
    ],
    since: None,
    until: None,
    explain: "What the other checks change one at a time is changed together here: form, order, encodings, the deprecated zone, \
        and at most one thing that must be refused. Every request comes from the seed of the run, --cases says how many. A \
        defect that shows in a single change already is left to the check of that change.\n\
        Passes: 200 for a form in reverse order with every byte encoded; 400 for the same with Type=ipsec.2.\n\
        Fails: an error only where the gateways are swapped and a zone is named.",
    probes: &[&GENERATED],
    judge: as_judged,
}];

static GENERATED: Probe = Probe {
    id: "request/generated-as-judged",
    phase: Phase::Ordinary,
    run: generate,
};

fn generate(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let (seed, version) = (session.seed(), session.api_version());
    for number in (1..).take(session.cases()) {
        let recipe = Recipe::from_bytes(&noise(seed.wrapping_add(number))).of_version(version);
        let hostile = recipe.deviation.is_some_and(|d| d.is_hostile());
        if hostile || matches!(recipe.expectation(), Expectation::Unspecified(_)) {
            continue;
        }
        let (role, name) = match (recipe.deviation, recipe.expectation()) {
            (Some(deviation), Expectation::MustReject(_)) => {
                (Role::Deviation, format!("{number}-{}", deviation.id))
            }
            _ => (Role::Twin, number.to_string()),
        };
        let record = session.send(role, &name, recipe.draft(&fixtures), &fixtures)?;
        let refused = matches!(record.case.expectation, Expectation::MustReject(_));
        if refused != (role == Role::Deviation) {
            return Err(Halt::Harness(format!(
                "{} is meant as {:?}, but the judge says {:?}",
                record.case.id,
                recipe.expectation(),
                record.case.expectation
            )));
        }
        let id = dialogue::made(record);
        dialogue::discard(session, &name, id, &fixtures)?;
    }
    Ok(())
}

fn as_judged(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(GENERATED.id, evidence);
    let refused = alone(evidence).find(|r| is_valid(r) && !r.is_accepted());
    for record in evidence.of(GENERATED.id) {
        match record.role {
            Role::Twin => match refused {
                Some(other) => tally.block(format!("left to {}", other.case.id)),
                None if record.is_accepted() => tally.judged(),
                None => {
                    let kind = compare::kind_of(record).unwrap_or("rejected");
                    tally.note(record, kind, "accepted: every change alone is");
                }
            },
            Role::Deviation if !accepted_alone(evidence, record) => {
                tally.judged();
                if let Some(kind) = compare::kind_of(record) {
                    let expected = "a client error (status 400 to 499), as for this change alone";
                    tally.note(record, kind, expected);
                }
            }
            _ => {}
        }
    }
    tally.finish()
}

/// The requests of the other checks of this family.
fn alone(evidence: &Evidence) -> impl Iterator<Item = &Record> {
    evidence
        .records
        .iter()
        .filter(|r| r.probe.starts_with("request/") && r.probe != GENERATED.id)
        .filter(|r| r.is_create())
}

fn is_valid(record: &Record) -> bool {
    record.case.expectation == Expectation::MustAccept
}

/// Whether the deviation of a generated request was not refused without anything else either.
fn accepted_alone(evidence: &Evidence, generated: &Record) -> bool {
    let Some((_, name)) = generated
        .case
        .id
        .rsplit('/')
        .next()
        .and_then(|name| name.split_once('-'))
    else {
        return false;
    };
    evidence
        .records
        .iter()
        .filter(|r| r.case.deviation.as_deref() == Some(name))
        .any(|r| compare::kind_of(r).is_some())
}
