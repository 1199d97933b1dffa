//! Generated requests are accepted or refused as the judge says of their bytes.

use std::sync::LazyLock;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::{Judgement, Level};
use crate::generate::document::cases::noise;
use crate::generate::request::{Recipe, shrink};
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Encoding, Form, Parameter};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::stored::Stored;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/generated-as-judged",
    level: Level::Must,
    summary: "Generated requests are accepted or refused as the judge says of their bytes.",
    requirements: &[
        "example/request",
        "wire/get-and-post",
        "wire/percent-encoding",
        "wire/order",
        "request/availability-zone",
    ],
    explain: "What the other checks change one at a time is changed together here: form, order, encodings, the deprecated zone, \
        and at most one thing that must be refused. Every request comes from the seed of the run, --cases says how many. A \
        defect that shows in a single change already is left to the check of that change.\n\
        Passes: 200 for a form in reverse order with every byte encoded; 400 for the same with Type=ipsec.2.\n\
        Fails: an error only where the gateways are swapped and a zone is named.",
    dialogue: Dialogue::Seeded(generate),
    with: singly,
    judge: as_judged,
    faults: &[
        Fault::new(
            "zone-before-swapped-gateways",
            "refuses a create that has a zone and names the virtual private gateway first",
            Hook::Rules(|r| r.order = no_zone_with_swapped_gateways),
        )
        .until(ApiVersion::V2013_08_15),
        Fault::new(
            "action-between-gateways",
            "refuses a create with the action between the two gateways",
            Hook::Rules(|r| r.order = no_action_between_gateways),
        ),
        Fault::new(
            "zone-before-late-type",
            "makes what was asked for, but says that it did not, where there is a zone and the type stands after a gateway",
            Hook::Wire(Scope::Created, |response, context| {
                let place =
                    |wanted: &str| context.query.pairs.iter().position(|(n, _)| n == wanted);
                let late = place("Type") > place("CustomerGatewayId");
                if !late || place("AvailabilityZone").is_none() {
                    return Ok(response);
                }
                let refusal = format!(
                    "<Response><Errors><Error><Code>Unsupported</Code><Message>Not here</Message></Error></Errors>\
                <RequestID>{}</RequestID></Response>",
                    context.request_id
                );
                let mut response = with_body(response, refusal);
                response.status = 400;
                Ok(response)
            }),
        )
        .until(ApiVersion::V2013_08_15),
    ],
    ..Rule::SERVER
};

fn generate(session: &mut Session<'_>) -> Result<(), Halt> {
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
        let recipe = Recipe::from_bytes(choices, crate::rule::mutations()).of_version(version);
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

/// A wrong answer to a generated request.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wrong {
    /// With the status or the code of the answer, since one cause as a rule gives one.
    kind: String,
    changes: Changes,
}

impl Wrong {
    fn of(record: &Record) -> Option<Self> {
        let kind = match record.role {
            Role::Twin if record.is_accepted() => None,
            Role::Twin => twin::kind_of(record).or(Some("rejected")),
            _ => twin::kind_of(record),
        };
        let kind = match answered(record) {
            Some(with) => format!("{} with {with}", kind?),
            None => kind?.to_owned(),
        };
        Some(Self {
            kind,
            changes: Changes::of(&record.case.draft),
        })
    }

    /// Whether one cause may be behind both: what is changed here is changed there too.
    fn explains(&self, other: &Self) -> bool {
        self.kind == other.kind && self.changes.0 & !other.changes.0 == 0
    }
}

/// What tells one wrong answer from another of its kind: a code that is a word, or else the status.
fn answered(record: &Record) -> Option<String> {
    let is_word = |code: &&String| {
        (1..=64).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    match &record.view().outcome {
        Outcome::Accepted | Outcome::NoResponse => None,
        Outcome::Rejected { code, .. } => code.as_ref().filter(is_word).cloned(),
        Outcome::Other { status, .. } | Outcome::ServerError { status } => {
            Some(format!("status {status}"))
        }
    }
}

/// What is done to a request besides its deviation, a bit for each of [`Changes::WORDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Changes(u8);

impl Changes {
    const WORDS: [&str; 7] = [
        "sent as a form",
        "in another order",
        "in another encoding",
        "with a zone",
        "with options",
        "with tags",
        "for a transit gateway",
    ];

    fn of(draft: &Draft) -> Self {
        const ORDER: [&[u8]; 6] = [
            b"Action",
            b"Version",
            b"Type",
            b"CustomerGatewayId",
            b"VpnGatewayId",
            b"AvailabilityZone",
        ];
        let rank = |p: &Parameter| ORDER.iter().position(|name| *name == p.name);
        let usual = [Encoding::Canonical, Encoding::Raw];
        let has = |start: &[u8]| draft.parameters.iter().any(|p| p.name.starts_with(start));
        let changes = [
            draft.form == Form::Post,
            !draft.parameters.iter().filter_map(rank).is_sorted(),
            draft
                .parameters
                .iter()
                .any(|p| !usual.contains(&p.encoding) || !usual.contains(&p.name_encoding)),
            draft.value("AvailabilityZone").is_some(),
            has(b"Options."),
            has(b"TagSpecification."),
            has(b"TransitGatewayId"),
        ];
        let bits = changes
            .iter()
            .rev()
            .fold(0, |bits, set| bits << 1 | u8::from(*set));
        Self(bits)
    }
}

impl std::fmt::Display for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut words = Self::WORDS.iter().enumerate();
        let all = words.by_ref().filter(|(bit, _)| self.0 >> bit & 1 == 1);
        let all: Vec<&str> = all.map(|(_, word)| *word).collect();
        match all.as_slice() {
            [] => f.write_str("in the form of the page"),
            all => f.write_str(&all.join(", ")),
        }
    }
}

fn as_judged(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    if evidence.of(rule.id).next().is_none() && evidence.halted(&[rule.id]).is_none() {
        return Judgement::not_applicable("no generated request was asked for (--cases 0)");
    }
    let mut tally = Tally::new(rule, evidence);
    let refused = alone(evidence).find(|r| is_valid(r) && !r.is_accepted());
    let mut wrong = Vec::new();
    for record in evidence.of(rule.id) {
        match (record.role, refused) {
            (Role::Twin, Some(other)) => tally.block(format!("left to {}", other.case.id)),
            // It may have stumbled over the same valid change.
            (Role::Deviation, Some(other))
                if !record.is_accepted() && Wrong::of(record).is_some() =>
            {
                tally.block(format!("left to {}", other.case.id));
            }
            (Role::Deviation, _) if accepted_alone(evidence, record) => {}
            (Role::Twin | Role::Deviation, _) => {
                tally.judged();
                wrong.extend(Wrong::of(record).map(|wrong| (wrong, record)));
            }
            _ => {}
        }
    }
    // The least that shows a cause comes first, and stands for all that the same cause explains.
    wrong.sort_by_key(|(wrong, record)| {
        let request = &record.case.request;
        (
            wrong.changes.0.count_ones(),
            request.target.len() + request.body.len(),
        )
    });
    for (found, record) in &wrong {
        let cause = wrong.iter().find(|(cause, _)| cause.explains(found));
        let changes = cause.map_or(found.changes, |(cause, _)| cause.changes);
        let kind = format!("{}, {changes}", found.kind);
        let expected = match record.role {
            Role::Twin => format!("accepted, {changes}: every change alone is"),
            _ => format!(
                "a client error (status 400 to 499), {changes}: as for what is wrong with it alone"
            ),
        };
        tally.note(record, &kind, expected);
    }
    tally.finish()
}

/// The rules that make one change at a time.
fn singly() -> &'static [&'static Rule] {
    static RULES: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
        let makes_changes =
            |rule: &Rule| rule.family() == RULE.family() || !rule.mutations.is_empty();
        crate::rule::catalogue()
            .filter(|rule| rule.id != RULE.id && !rule.is_hostile() && makes_changes(rule))
            .collect()
    });
    &RULES
}

/// The requests of the other checks of this family.
fn alone(evidence: &Evidence) -> impl Iterator<Item = &Record> {
    evidence
        .records
        .iter()
        .filter(|r| r.probe.starts_with("request/") && !r.is_generated())
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
        .any(|r| twin::kind_of(r).is_some())
}

fn no_action_between_gateways(pairs: &[(String, String)]) -> bool {
    let place = |wanted: &str| pairs.iter().position(|(name, _)| name == wanted);
    let (Some(action), Some(customer), Some(side)) = (
        place("Action"),
        place("CustomerGatewayId"),
        place("VpnGatewayId"),
    ) else {
        return true;
    };
    !(customer.min(side)..customer.max(side)).contains(&action)
}

fn no_zone_with_swapped_gateways(pairs: &[(String, String)]) -> bool {
    let place = |wanted: &str| pairs.iter().position(|(name, _)| name == wanted);
    let swapped = place("VpnGatewayId") < place("CustomerGatewayId");
    !(swapped && place("AvailabilityZone").is_some())
}
