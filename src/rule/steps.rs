//! What the probes of requests, state and authentication have in common.

use crate::evidence::halt::Halt;
use crate::evidence::{Record, Role};
use crate::generate::request::mutation::Mutation;
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Form};
use crate::run::{Session, extract};

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

/// Sends the valid twin once for each form, then every mutation of the rule, with the same gateways.
pub(super) fn mutations(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    compare(session, &fixtures)
}

/// As [`mutations`], with gateways of its own and an ordinary request at the end: for what may do harm.
pub(super) fn hostile_mutations(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    compare(session, &fixtures)?;
    passing(session, AFTER, Form::Get, &fixtures)
}

/// The name of the ordinary request after hostile ones.
pub(super) const AFTER: &str = "after";

fn compare(session: &mut Session<'_>, fixtures: &Fixtures) -> Result<(), Halt> {
    let mut sent = Vec::new();
    for mutation in session.mutations() {
        let form = mutated(session, mutation, fixtures).form;
        if !sent.contains(&form) {
            passing(session, twin(form), form, fixtures)?;
            sent.push(form);
        }
        let id = mutate(session, mutation, twin(form), fixtures)?;
        discard(session, mutation.id, id, fixtures)?;
    }
    Ok(())
}

/// Sends one mutation and keeps what it makes.
pub(super) fn mutate(
    session: &mut Session<'_>,
    mutation: &Mutation,
    twin: &str,
    fixtures: &Fixtures,
) -> Result<Option<String>, Halt> {
    let draft = mutated(session, mutation, fixtures);
    let record = session.deviate(mutation.id, twin, draft, fixtures)?;
    if record.case.expectation != mutation.expect {
        return Err(Halt::Harness(format!(
            "{} is meant as {:?}, but the judge says {:?}",
            record.case.id, mutation.expect, record.case.expectation
        )));
    }
    Ok(made(record))
}

fn mutated(session: &Session<'_>, mutation: &Mutation, fixtures: &Fixtures) -> Draft {
    let mut draft = minimal(session, fixtures);
    (mutation.apply)(&mut draft, fixtures);
    draft
}

fn twin(form: Form) -> &'static str {
    match form {
        Form::Get => "twin",
        Form::Post => "twin-form",
    }
}
