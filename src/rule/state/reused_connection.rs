//! On a connection that is kept open, each request is answered on its own.

use std::collections::BTreeSet;

use crate::evidence::Evidence;
use crate::evidence::halt::Halt;
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Reason;
use crate::rule::state::{named, text};
use crate::rule::twin::{Tally, each, kind_of};
use crate::rule::{Dialogue, Rule, steps};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/reused-connection",
    level: Level::Must,
    summary: "On a connection that is kept open, each request is answered on its own.",
    requirements: &[
        "request/type",
        "request/customer-gateway-id",
        "state/robust",
    ],
    explain: "Clients keep connections open. A server that keeps what it parsed, or what it wrote, with the connection gives one \
        request the parameters or the answer of another.\n\
        Passes: 400 for a create without Type right behind one that has it; for another pair of gateways an answer with these.\n\
        Fails: 200 for the first; the answer of the create before. Not applicable where the server closes each connection.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| session.over_one_connection(talk)),
    mutations: &[
        Mutation::reject("no-type", Reason::Missing, |d, _| d.remove("Type")),
        Mutation::reject("no-customer-gateway", Reason::Missing, |d, _| {
            d.remove("CustomerGatewayId");
        }),
        Mutation::reject("no-vpn-gateway", Reason::Missing, |d, _| {
            d.remove("VpnGatewayId")
        })
        .until(ApiVersion::V2013_08_15),
    ],
    judge: apart,
    faults: &[
        Fault::new(
            "connection-keeps-parameters",
            "takes parameters that are absent from the request before it on the connection",
            Hook::Rules(|r| r.keeps_parameters = true),
        ),
        Fault::new(
            "connection-repeats-answer",
            "answers each create on a connection as the first one there",
            Hook::Rules(|r| r.repeats_answers = true),
        ),
    ],
    ..Rule::SERVER
};

/// The pair of gateways that only the last create names.
const OTHER: &str = "other";

fn talk(session: &mut Session<'_>) -> Result<(), Halt> {
    let (fixtures, other) = (session.fixtures()?, session.second_fixtures()?);
    let mut made = vec![
        ("twin", steps::create(session, "twin", &fixtures)?),
        (OTHER, steps::create(session, OTHER, &other)?),
    ];
    // A server that closes each connection has nothing to keep there.
    let mutations = session.mutations().filter(|_| session.has_reused());
    for mutation in mutations.collect::<Vec<_>>() {
        let draft = steps::mutated(session, mutation, &fixtures);
        if steps::is_one(session, mutation, &draft, &fixtures) {
            let wrong = steps::mutate(session, mutation, "twin", &fixtures)?;
            made.push((mutation.id, wrong));
        }
    }
    let mut deleted = BTreeSet::new();
    for (name, id) in made {
        if deleted.insert(id.clone()) {
            steps::discard(session, name, id, &fixtures)?;
        }
    }
    Ok(())
}

fn apart(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let deviations = evidence.of(rule.id).filter(|r| r.case.deviation.is_some());
    if deviations.count() == 0 && !evidence.halts.contains_key(rule.id) {
        return match named(evidence, rule.id, "twin") {
            Some(twin) if !twin.is_accepted() => {
                Judgement::blocked("the first create on the connection was not accepted")
            }
            _ => Judgement::not_applicable("the target keeps no connection open"),
        };
    }
    let mut tally = Tally::new(rule, evidence);
    each(&mut tally, |tally, record| {
        if let Some(kind) = kind_of(record) {
            let expected = "a client error (status 400 to 499), as on a connection of its own";
            tally.note(record, kind, expected);
        }
    });
    let other = named(evidence, rule.id, OTHER).filter(|record| record.is_accepted());
    if let Some(record) = other
        && let Some(connection) = record.view().connection()
    {
        let asked = &record.fixtures.customer_gateway_id;
        let shown = text(connection, "customerGatewayId");
        if shown.as_ref().is_some_and(|shown| shown != asked) {
            tally.note_found(
                record,
                "the answer of another request",
                "the connection between the gateways of this request",
                "the customer gateway of the create before",
            );
        }
    }
    tally.finish()
}
