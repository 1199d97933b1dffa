//! After creates with hostile values, descriptions can be read and creates are accepted as before.

use crate::evidence::Evidence;
use crate::evidence::halt::Halt;
use crate::exchange::TransportError;
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Context, Hook, Scope};
use crate::reference::query::is_clean;
use crate::request::Parameter;
use crate::request::expectation::{Expectation, Reason};
use crate::rule::state::lifecycle::LIFECYCLE;
use crate::rule::state::{granted, item, lifecycle, list, list_until, missing, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/not-poisoned",
    level: Level::Must,
    summary: "After creates with hostile values, descriptions can be read and creates are accepted as before.",
    requirements: &["state/robust", "wire/body-xml", "state/described"],
    explain: "A server that stores what it was sent shows it to everybody who lists connections afterwards. Markup and \
        characters that XML cannot hold make that list unreadable for every client, until somebody deletes the connection \
        by an id that nobody can read.\n\
        Passes: the connection that was made before is in the list, and the list is well-formed.\n\
        Fails: a list that is not well-formed, a server error, or a create that is no longer accepted.",
    dialogue: Dialogue::Own(Phase::Hostile, poison),
    reads: &[&LIFECYCLE],
    mutations: &[
        Mutation::new("zone-markup", Expectation::MustAccept, |d, _| {
            d.parameters.push(Parameter::new(
                "AvailabilityZone",
                "<vpnconform attribute='&",
            ));
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::reject("type-markup", Reason::Type, |d, _| {
            d.set("Type", "</type><vpnconform>");
        }),
        Mutation::reject("type-control", Reason::Type, |d, _| {
            d.set("Type", "\u{1}\u{1B}")
        }),
        Mutation::reject("type-not-a-character", Reason::Type, |d, _| {
            d.set("Type", "\u{FFFF}");
        }),
        Mutation::reject("type-beyond-ffff", Reason::Type, |d, _| {
            d.set("Type", "ipsec.1\u{1F310}");
        }),
        Mutation::reject("vpn-gateway-markup", Reason::Malformed, |d, _| {
            d.set("VpnGatewayId", "vgw-]]><&\u{2}");
        }),
        Mutation::reject("customer-gateway-control", Reason::Malformed, |d, _| {
            d.set("CustomerGatewayId", "cgw-\u{1F}<");
        }),
    ],
    judge: healthy,
    faults: &[
        Fault::new(
            "poisoned-describe-500",
            "answers every description with status 500 once it was sent markup",
            Hook::Wire(Scope::Any, |mut response, context| {
                if poisoned(context) {
                    response.status = 500;
                }
                Ok(response)
            }),
        ),
        Fault::new(
            "poisoned-describe-unreadable",
            "describes with control characters once it was sent some (moto 5.2.5)",
            Hook::Answer(Scope::Any, |root, context| {
                if poisoned(context) {
                    root.children.push(element::Node::Raw("\u{1b}".to_owned()));
                }
            }),
        ),
        Fault::new(
            "poisoned-by-astral",
            "answers every create with status 500 once it was sent a character above U+FFFF",
            Hook::Wire(Scope::Any, |mut response, context| {
                let values = context.query.pairs.iter();
                let is_astral = values
                    .flat_map(|(_, value)| value.chars())
                    .any(|c| c > '\u{FFFF}');
                let mut state = context.lock();
                state.poisoned |= is_astral && response.status >= 400;
                if state.poisoned && context.action() == "CreateVpnConnection" {
                    response.status = 500;
                }
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};

fn healthy(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    if !was_healthy(&mut tally, evidence) {
        return tally.finish();
    }
    let created = |name| {
        let record = named(evidence, rule.id, name)?;
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
        .filter_map(|name| named(evidence, rule.id, name))
    {
        tally.judged();
        // A list is read whatever its length: this is something else.
        if let Err(TransportError::TooLarge(_)) = &record.exchange.response {
            let expected = "a description, as before hostile values";
            tally.note_found(record, "no list", expected, "more than can be read");
            continue;
        }
        if let Some(error) = record.view().outer_error() {
            let mut gather = findings::Gather::new(rule);
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
        Some((record, _)) => match findings::quota(record) {
            Some(cause) => tally.block(cause),
            None => tally.note(record, "create", "accepted, as before hostile values"),
        },
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

/// Remembers a hostile value, and says whether this is a description after one.
fn poisoned(context: &Context<'_>) -> bool {
    let hostile = context.query.pairs.is_empty()
        || context
            .query
            .pairs
            .iter()
            .any(|(_, value)| value.contains('<') || !is_clean(value));
    let mut state = context.lock();
    state.poisoned |= hostile;
    state.poisoned && context.action() == "DescribeVpnConnections"
}

fn poison(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let Some(id) = steps::create(session, "twin", &fixtures)? else {
        return Ok(());
    };
    session.describe("described", &id, &fixtures)?;
    list_until(session, "listed", std::slice::from_ref(&id), &fixtures)?;
    let mut kept = Vec::new();
    for mutation in session.mutations() {
        if !steps::is_one(
            session,
            mutation,
            &steps::mutated(session, mutation, &fixtures),
            &fixtures,
        ) {
            continue;
        }
        let made = steps::mutate(session, mutation, "twin", &fixtures)?;
        kept.push((mutation.id, made));
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
