//! On a connection that is kept open, each request is answered on its own.

use std::collections::BTreeSet;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record, Role};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Reason;
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Form};
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
        Fails: 200 for the first where the same alone is refused; the answer of the create before. Not applicable where the server \
        closes each connection.",
    dialogue: Dialogue::Own(Phase::Ordinary, converse),
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
            "connection-keeps-body",
            "reads the form of the request before it on the connection again",
            Hook::Rules(|r| r.keeps_body = true),
        ),
        Fault::new(
            "connection-repeats-answer",
            "answers each create on a connection as the first one there",
            Hook::Rules(|r| r.repeats_answers = true),
        ),
    ],
    ..Rule::SERVER
};

/// The name of the valid create as a form.
const TWIN_FORM: &str = "twin-form";

/// The name of the create for the second pair of gateways.
const OTHER: &str = "other";

/// Before the names of what is sent on connections of their own.
const ALONE: &str = "alone-";

fn converse(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let mut sent = Vec::new();
    session.over_one_connection(|session| talk(session, &fixtures, &mut sent))?;
    let is_refused = session
        .records()
        .iter()
        .any(|r| r.case.id.ends_with(TWIN_FORM) && !r.is_accepted());
    if is_refused {
        let draft = Draft {
            form: Form::Post,
            ..steps::minimal(session, &fixtures)
        };
        let name = format!("{ALONE}{TWIN_FORM}");
        let id = steps::made(session.send(Role::Observe, &name, draft, &fixtures)?);
        steps::discard(session, &name, id, &fixtures)?;
    }
    // Whether the target refuses such requests at all.
    for (mutation, form) in sent {
        let draft = Draft {
            form,
            ..steps::mutated(session, mutation, &fixtures)
        };
        let name = format!("{ALONE}{}", named_in(form, mutation));
        let id = steps::made(session.send(Role::Observe, &name, draft, &fixtures)?);
        steps::discard(session, &name, id, &fixtures)?;
    }
    Ok(())
}

/// What is sent over one connection; tells which mutations were.
fn talk(
    session: &mut Session<'_>,
    fixtures: &Fixtures,
    sent: &mut Vec<(&'static Mutation, Form)>,
) -> Result<(), Halt> {
    let other = session.second_fixtures()?;
    let mut made = vec![
        ("twin".to_owned(), steps::create(session, "twin", fixtures)?),
        (OTHER.to_owned(), steps::create(session, OTHER, &other)?),
    ];
    let mut forms = vec![session.form()];
    if session.takes_both_forms() {
        forms.push(Form::Post);
    }
    // A server that closes each connection has nothing to keep there.
    if !session.has_reused() {
        forms.clear();
    }
    for form in forms {
        let mut twin = "twin";
        if form == Form::Post {
            twin = TWIN_FORM;
            let draft = Draft {
                form,
                ..steps::minimal(session, fixtures)
            };
            let id = steps::made(session.send(Role::Twin, twin, draft, fixtures)?);
            made.push((twin.to_owned(), id));
        }
        for mutation in session.mutations() {
            let draft = Draft {
                form,
                ..steps::mutated(session, mutation, fixtures)
            };
            if steps::is_one(session, mutation, &draft, fixtures) {
                let name = named_in(form, mutation);
                let wrong = steps::mutate_as(session, &name, mutation, draft, twin, fixtures)?;
                made.push((name, wrong));
                sent.push((mutation, form));
            }
        }
    }
    let mut deleted = BTreeSet::new();
    for (name, id) in made {
        if deleted.insert(id.clone()) {
            steps::discard(session, &name, id, fixtures)?;
        }
    }
    Ok(())
}

/// The name of the mutated request in this form.
fn named_in(form: Form, mutation: &Mutation) -> String {
    match form {
        Form::Get => mutation.id.to_owned(),
        Form::Post => format!("{}-as-form", mutation.id),
    }
}

fn apart(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let is_sent = evidence
        .of(rule.id)
        .any(|record| record.case.deviation.is_some());
    if !is_sent && !evidence.halts.contains_key(rule.id) {
        return match named(evidence, rule.id, "twin") {
            Some(twin) if !twin.is_accepted() => {
                Judgement::blocked("the first create on the connection was not accepted")
            }
            _ => Judgement::not_applicable("the target keeps no connection open"),
        };
    }
    let mut tally = Tally::new(rule, evidence);
    let mut is_judged = false;
    each(&mut tally, |tally, record| {
        let name = record.case.id.rsplit('/').next().unwrap_or_default();
        let alone = named(evidence, rule.id, &format!("{ALONE}{name}"));
        let is_refused = alone.is_some_and(|alone| kind_of(alone).is_none());
        is_judged |= is_refused;
        if let Some(kind) = kind_of(record).filter(|_| is_refused) {
            let expected = "a client error (status 400 to 499), as on a connection of its own";
            tally.note(record, kind, expected);
        }
    });
    let form = named(evidence, rule.id, TWIN_FORM).filter(|record| !record.is_accepted());
    let alone = named(evidence, rule.id, &format!("{ALONE}{TWIN_FORM}"));
    if let Some(record) = form
        && alone.is_some_and(Record::is_accepted)
    {
        is_judged = true;
        let kind = kind_of(record).unwrap_or("rejected behind a GET");
        tally.note(record, kind, "accepted, as on a connection of its own");
    }
    let other = named(evidence, rule.id, OTHER).filter(|record| record.is_accepted());
    if let Some(record) = other
        && let Some(connection) = record.view().connection()
    {
        is_judged = true;
        let asked = &record.fixtures.customer_gateway_id;
        let shown = text(connection, "customerGatewayId");
        // A server that never shows the gateway of the request is the affair of another rule.
        let first = named(evidence, rule.id, "twin").map(|twin| &twin.fixtures);
        let of_first = first.map(|first| &first.customer_gateway_id);
        if shown.as_ref() != Some(asked) && shown.as_ref() == of_first {
            tally.note_found(
                record,
                "the answer of another request",
                "the connection between the gateways of this request",
                "the customer gateway of the create before",
            );
        }
    }
    if !is_judged {
        return Judgement::blocked(
            "no such request is refused on any connection, and the second create was not accepted",
        );
    }
    tally.finish()
}
