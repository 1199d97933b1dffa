//! What the probes of requests, state and authentication have in common.

use crate::evidence::halt::Halt;
use crate::evidence::{Record, Role};
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::transit;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Form};
use crate::run::{Session, extract};
use crate::spec::grammar;
use crate::spec::grammar::IdForm;
use crate::spec::version::ApiVersion;

/// The page's example for these gateways.
pub(super) fn minimal(session: &Session<'_>, fixtures: &Fixtures) -> Draft {
    Draft {
        form: session.form(),
        ..Draft::create_vpn_connection(
            session.api_version(),
            &fixtures.customer_gateway_id,
            &fixtures.vpn_gateway_id,
        )
    }
}

/// The id of the connection that a create has made, also where its answer is broken.
pub(super) fn made(record: &Record) -> Option<String> {
    let response = record.exchange.response.as_ref().ok()?;
    if !(200..300).contains(&response.status) || !record.is_create() {
        return None;
    }
    extract::made(Some(b"CreateVpnConnection"), &response.body).map(|(_, id)| id)
}

/// Sends an ordinary create and keeps what it makes.
pub(super) fn create(
    session: &mut Session<'_>,
    name: &str,
    fixtures: &Fixtures,
) -> Result<Option<String>, Halt> {
    let draft = minimal(session, fixtures);
    Ok(made(session.send(Role::Twin, name, draft, fixtures)?))
}

/// Sends an ordinary create in this form and deletes what it makes.
pub(super) fn passing(
    session: &mut Session<'_>,
    name: &str,
    form: Form,
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    let draft = Draft {
        form,
        ..minimal(session, fixtures)
    };
    let id = made(session.send(Role::Twin, name, draft, fixtures)?);
    discard(session, name, id, fixtures)
}

/// Deletes a connection, if there is one.
pub(super) fn discard(
    session: &mut Session<'_>,
    name: &str,
    id: Option<String>,
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    if let Some(id) = id {
        session.delete(&format!("{name}-deleted"), &id, fixtures)?;
    }
    Ok(())
}

/// Sends the valid twin once for each form, then every mutation of the rule, with the same gateways, in the form that it has
/// and as a form.
pub(super) fn mutations(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    compare(session, &fixtures, Forms::Both)
}

/// As [`mutations`], each in one form, every other one as a form: for what has nothing to do with the form.
pub(super) fn mutations_once(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    compare(session, &fixtures, Forms::InTurn)
}

/// As [`mutations_once`], at a target that has transit gateways.
pub(super) fn transit_mutations(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.transit_fixtures()?;
    compare(session, &fixtures, Forms::InTurn)
}

/// As [`mutations`], with gateways of its own and an ordinary request at the end: for what may do harm.
pub(super) fn hostile_mutations(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    compare(session, &fixtures, Forms::AsTheyAre)?;
    let form = session.form();
    passing(session, AFTER, form, &fixtures)
}

/// The name of what is sent before the requests that may have an effect.
pub(super) const BEFORE: &str = "before";

/// The name of what is sent after them: of hostile ones, an ordinary request.
pub(super) const AFTER: &str = "after";

/// In which forms mutations are sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forms {
    AsTheyAre,
    /// Every other one as a form.
    InTurn,
    /// Each as it is, and as a form.
    Both,
}

fn compare(session: &mut Session<'_>, fixtures: &Fixtures, forms: Forms) -> Result<(), Halt> {
    let both_forms = forms == Forms::Both;
    let mutations: Vec<&Mutation> = session.mutations().collect();
    let mut drafts: Vec<Draft> = mutations
        .iter()
        .map(|mutation| mutated(session, mutation, fixtures))
        .collect();
    if forms == Forms::InTurn && session.takes_both_forms() {
        for draft in drafts.iter_mut().skip(1).step_by(2) {
            draft.form = Form::Post;
        }
    }
    let mut controls = Vec::new();
    for (number, (mutation, draft)) in mutations.into_iter().zip(&drafts).enumerate() {
        let mut sent = vec![(mutation.id.to_owned(), draft.clone(), Beside::Nothing)];
        let form = Draft {
            form: Form::Post,
            ..draft.clone()
        };
        if both_forms && session.takes_both_forms() && !drafts.contains(&form) {
            sent.push((format!("{}-as-form", mutation.id), form, Beside::Nothing));
        }
        // What is looked at in the minimal request may be forgotten in a larger one.
        let mut more = draft.clone();
        let must_reject = matches!(mutation.expect, Expectation::MustReject(_));
        let is_first = number == 0 && must_reject && mutation.control.is_none();
        if both_forms && is_first && add_optional(&mut more, session.api_version()) {
            sent.push((format!("{}-beside-more", mutation.id), more, Beside::More));
        }
        for (name, draft, beside) in sent {
            if !session.takes_form(draft.form)
                || !session.can_sign(&draft)
                || !is_one(session, mutation, &draft, fixtures)
            {
                continue;
            }
            let how = (draft.form, beside);
            let twin = control(session, mutation, how, fixtures, &mut controls)?;
            let id = mutate_as(session, &name, mutation, draft, &twin, fixtures)?;
            discard(session, &name, id, fixtures)?;
        }
    }
    Ok(())
}

/// What a request has besides its required parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// An optional parameter.
    More,
}

/// Adds an optional parameter that the version has, unless the request has it.
fn add_optional(draft: &mut Draft, version: ApiVersion) -> bool {
    let (name, value) = match version.is_modern() {
        true => ("Options.StaticRoutesOnly", "true"),
        false => ("AvailabilityZone", "us-east-1a"),
    };
    let is_absent = draft.value(name).is_none();
    if is_absent {
        draft.set(name, value);
    }
    is_absent
}

/// Sends the control request of a mutation, if it was not sent yet, and gives its name.
fn control(
    session: &mut Session<'_>,
    mutation: &Mutation,
    (form, beside): (Form, Beside),
    fixtures: &Fixtures,
    sent: &mut Vec<String>,
) -> Result<String, Halt> {
    let mut control = minimal(session, fixtures);
    let mut name = twin(form).to_owned();
    if mutation.at_transit {
        transit(&mut control, fixtures);
        name = format!("transit-{name}");
    }
    if let Some(change) = mutation.control {
        change(&mut control, fixtures);
        name = format!("{}-{name}", mutation.id);
    }
    if beside == Beside::More {
        add_optional(&mut control, session.api_version());
        name = format!("more-{name}");
    }
    control.form = form;
    if !sent.contains(&name) {
        let id = made(session.send(Role::Twin, &name, control, fixtures)?);
        discard(session, &name, id, fixtures)?;
        sent.push(name.clone());
    }
    Ok(name)
}

/// Whether the mutation is what its name says. Of ids in a form of the target's own, some changes make another id of that
/// form, or leave it as it is.
pub(super) fn is_one(
    session: &Session<'_>,
    mutation: &Mutation,
    draft: &Draft,
    fixtures: &Fixtures,
) -> bool {
    let is_usual = |prefix, id: &str| grammar::id_form(prefix, id) == IdForm::WellFormed;
    let usual = is_usual(grammar::CUSTOMER_GATEWAY, &fixtures.customer_gateway_id)
        && is_usual(grammar::VPN_GATEWAY, &fixtures.vpn_gateway_id);
    let foreseen = session.foresee(draft);
    let is_changed = *draft != minimal(session, fixtures);
    is_changed && (foreseen == mutation.expect || (usual && foreseen != Expectation::MustAccept))
}

/// Sends one mutation and keeps what it makes.
pub(super) fn mutate(
    session: &mut Session<'_>,
    mutation: &Mutation,
    twin: &str,
    fixtures: &Fixtures,
) -> Result<Option<String>, Halt> {
    let draft = mutated(session, mutation, fixtures);
    mutate_as(session, mutation.id, mutation, draft, twin, fixtures)
}

/// As [`mutate`], of this request under this name.
pub(super) fn mutate_as(
    session: &mut Session<'_>,
    name: &str,
    mutation: &Mutation,
    draft: Draft,
    twin: &str,
    fixtures: &Fixtures,
) -> Result<Option<String>, Halt> {
    let record = session.deviate_as(name, mutation.id, twin, draft, fixtures)?;
    if record.case.expectation != mutation.expect {
        return Err(Halt::Harness(format!(
            "{} is meant as {:?}, but the judge says {:?}",
            record.case.id, mutation.expect, record.case.expectation
        )));
    }
    Ok(made(record))
}

pub(super) fn mutated(session: &Session<'_>, mutation: &Mutation, fixtures: &Fixtures) -> Draft {
    let mut draft = minimal(session, fixtures);
    mutation.change(&mut draft, fixtures);
    draft
}

fn twin(form: Form) -> &'static str {
    match form {
        Form::Get => "twin",
        Form::Post => "twin-form",
    }
}
