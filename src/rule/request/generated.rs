//! Sending generated requests, and simpler ones where an answer is wrong.

use crate::evidence::Role;
use crate::evidence::halt::Halt;
use crate::generate::document::cases::noise;
use crate::generate::request::{Recipe, shrink};
use crate::request::Draft;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::rule;
use crate::rule::request::wrong::Wrong;
use crate::rule::steps;
use crate::run::Session;
use crate::run::stored::Stored;

/// Sends what earlier runs have kept, and as many generated requests as were asked for.
pub(super) fn generate(session: &mut Session<'_>) -> Result<(), Halt> {
    session.generates();
    let (seed, version) = (session.seed(), session.api_version());
    let fixtures = fixtures(session)?;
    // Those of earlier runs go with the first generated one.
    let ours = session.takes(1);
    let has_transit = !fixtures.transit_gateway_id.is_empty();
    let stored = session
        .stored()
        .iter()
        .filter(|s| ours && s.is_for(version) && (has_transit || !s.needs_transit()));
    for stored in stored.cloned().collect::<Vec<_>>() {
        let draft = stored.draft(&fixtures);
        let (role, is_as_kept) = match (stored.expectation, session.foresee(&draft)) {
            (Expectation::MustReject(_), now) => {
                (Role::Deviation, matches!(now, Expectation::MustReject(_)))
            }
            (_, now) => (Role::Twin, !matches!(now, Expectation::MustReject(_))),
        };
        if !is_as_kept {
            let name = &stored.name;
            let why =
                format!("{name}.json among the regressions is not what it says: it was changed");
            return Err(Halt::Setup(why));
        }
        send(session, role, &stored.name, draft, &fixtures)?;
    }
    let mut shown: Vec<Wrong> = Vec::new();
    for number in (1..).take(session.cases()) {
        if !session.takes(number) {
            continue;
        }
        let of_seed = noise(seed.wrapping_add(number));
        let choices = session.choices(number).unwrap_or(&of_seed);
        let recipe = Recipe::from_bytes(choices, rule::mutations()).of_version(version);
        let hostile = recipe.deviation.is_some_and(|d| d.hostile);
        let unspecified = matches!(recipe.expectation(), Expectation::Unspecified(_));
        let draft = recipe.draft(&fixtures);
        let as_meant = recipe.deviation.is_none_or(|d| {
            (has_transit || !d.transit) && steps::is_one(session, &d, &draft, &fixtures)
        });
        let can_be_sent = session.takes_form(draft.form) && session.can_sign(&draft);
        if hostile || unspecified || !as_meant || !can_be_sent {
            continue;
        }
        let Some(wrong) = ask(session, &number.to_string(), &recipe, &fixtures)? else {
            continue;
        };
        if !shown.iter().any(|other| other.explains(&wrong)) {
            shown.push(shrink(session, number, recipe, wrong, &fixtures)?);
        }
    }
    Ok(())
}

/// The gateways that all probes share, with a transit gateway where the target has any.
fn fixtures(session: &mut Session<'_>) -> Result<Fixtures, Halt> {
    let is_wanted = session.cases() > 0 || session.stored().iter().any(Stored::needs_transit);
    if is_wanted && session.api_version().is_modern() {
        match session.transit_fixtures() {
            Err(Halt::Without(_)) => {}
            made => return made,
        }
    }
    session.fixtures()
}

/// Sends a request. What is wrong with the answer.
fn ask(
    session: &mut Session<'_>,
    number: &str,
    recipe: &Recipe,
    fixtures: &Fixtures,
) -> Result<Option<Wrong>, Halt> {
    let (role, name) = match (recipe.deviation, recipe.expectation()) {
        (Some(deviation), Expectation::MustReject(_)) => {
            (Role::Deviation, format!("{number}-{}", deviation.id))
        }
        _ => (Role::Twin, number.to_owned()),
    };
    send(session, role, &name, recipe.draft(fixtures), fixtures)
}

fn send(
    session: &mut Session<'_>,
    role: Role,
    name: &str,
    draft: Draft,
    fixtures: &Fixtures,
) -> Result<Option<Wrong>, Halt> {
    let record = session.send(role, name, draft, fixtures)?;
    let refused = matches!(record.case.expectation, Expectation::MustReject(_));
    if refused != (role == Role::Deviation) {
        return Err(Halt::Harness(format!(
            "{} is meant as one that is {}, but the judge says {:?}",
            record.case.id,
            if refused { "accepted" } else { "refused" },
            record.case.expectation
        )));
    }
    let wrong = Wrong::of(record);
    let id = steps::made(record);
    steps::discard(session, name, id, fixtures)?;
    Ok(wrong)
}

/// Sends simpler requests as long as the same is wrong with the answer to them.
fn shrink(
    session: &mut Session<'_>,
    number: u64,
    mut recipe: Recipe,
    mut wrong: Wrong,
    fixtures: &Fixtures,
) -> Result<Wrong, Halt> {
    for (place, step) in shrink::STEPS.iter().enumerate() {
        let mut simpler = recipe.clone();
        let changed = step(&mut simpler);
        let same = simpler.version == recipe.version
            && simpler.deviation.map(|d| d.id) == recipe.deviation.map(|d| d.id);
        let draft = simpler.draft(fixtures);
        if !changed || !same || !session.takes_form(draft.form) || !session.can_sign(&draft) {
            continue;
        }
        let found = ask(session, &format!("{number}.{place}"), &simpler, fixtures)?;
        if let Some(found) = found.filter(|found| found.kind == wrong.kind) {
            (recipe, wrong) = (simpler, found);
        }
    }
    Ok(wrong)
}
