//! Probes that belong to no single check.

use crate::evidence::Role;
use crate::evidence::halt::Halt;
use crate::request::fixtures::{Fixtures, Shape};
use crate::request::{Draft, Form};
use crate::rule::steps;
use crate::rule::steps::{made, minimal};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};

/// Two creates with one pair of gateways, one with another pair, and one with the second customer gateway at the first virtual
/// private gateway, by GET and as a form, with and without the deprecated zone, each looked up and deleted: all that the document
/// checks need.
pub static ORDINARY: Probe = Probe::new("ordinary", Phase::Ordinary, ordinary);

/// The names of its creates, each with that of the description of what it made.
pub static ORDINARY_CREATES: [(&str, &str); 4] = [
    ("first", "first-described"),
    ("second", "second-described"),
    ("third", "third-described"),
    ("fourth", "fourth-described"),
];

/// A create with a customer gateway whose ASN takes more than 16 bits: one of those for documentation (RFC 5398).
pub static WIDE_ASN: Probe = Probe::new("wide-asn", Phase::Ordinary, wide_asn);

/// A create whose `AvailabilityZone`, which is ignored, holds markup.
pub static MARKUP: Probe = Probe::new("response/markup-escaped", Phase::Hostile, markup);

/// Creates that must be rejected, so that there are errors to read: each lacks one required parameter or names a gateway
/// that does not exist.
pub static REJECTED: Probe = Probe::new("rejected", Phase::Ordinary, rejected);

/// Creates, a description and a deletion with markup in an id or in the version: an error message that repeats it has to escape it.
pub static REJECTED_MARKUP: Probe =
    Probe::new("error/markup-escaped", Phase::Hostile, rejected_markup);

fn ordinary(session: &mut Session<'_>) -> Result<(), Halt> {
    let shared = session.fixtures()?;
    let other = match session.second_fixtures() {
        Ok(other) => other,
        // With fixed gateways there are no others; creates with the same ones are evidence enough.
        Err(Halt::Setup(_)) => shared.clone(),
        Err(halt) => return Err(halt),
    };
    let post = match session.takes_both_forms() {
        true => Form::Post,
        false => session.form(),
    };
    let mut made = Vec::new();
    // The second customer gateway at the first virtual private gateway.
    let crossed = Fixtures {
        customer_gateway_id: other.customer_gateway_id.clone(),
        customer_address: other.customer_address.clone(),
        customer_asn: other.customer_asn,
        ..shared.clone()
    };
    let how = [
        (&shared, session.form(), false),
        (&shared, post, false),
        (&other, post, true),
        (&crossed, session.form(), false),
    ];
    for ((name, described), (fixtures, form, zone)) in ORDINARY_CREATES.into_iter().zip(how) {
        let mut draft = minimal(session, fixtures);
        draft.form = form;
        if zone && !session.api_version().is_modern() {
            draft.set("AvailabilityZone", "us-east-1a");
        }
        let id = steps::made(session.send(Role::Twin, name, draft, fixtures)?);
        made.push((name, described, id, fixtures, form));
    }
    // All of them first: then each description comes behind one of another connection.
    for (_, _, id, ..) in &made {
        if let Some(id) = id {
            session.prove(id);
        }
    }
    for (at, (name, described, id, fixtures, form)) in made.iter().enumerate() {
        let Some(id) = id else { continue };
        session.describe_as(*form, described, id, fixtures)?;
        // An idempotent server has made one connection of two creates: it is described twice before it goes.
        let again = made
            .iter()
            .skip(at + 1)
            .any(|later| later.2.as_ref() == Some(id));
        if !again {
            session.delete(&format!("{name}-deleted"), id, fixtures)?;
        }
    }
    Ok(())
}

fn wide_asn(session: &mut Session<'_>) -> Result<(), Halt> {
    // The first versions have no such numbers.
    if !session.api_version().is_modern() {
        return Ok(());
    }
    let fixtures = session.fixtures_with_asn(65_546)?;
    let id = create(session, "created", &fixtures)?;
    delete(session, "deleted", id, &fixtures)
}

fn markup(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let id = create(session, "twin", &fixtures)?;
    delete(session, "twin-deleted", id, &fixtures)?;
    for (name, value) in [
        ("start-tag", "<vpnconform>"),
        ("end-tags", "</vpnConnection><vpnconform/>"),
        ("ampersand", "a&lt;vpnconform&gt;&b;"),
        ("cdata-end", "]]><vpnconform/>"),
    ] {
        let mut draft = minimal(session, &fixtures);
        draft.set("AvailabilityZone", value);
        let record = session.deviate(name, "twin", draft, &fixtures)?;
        let id = made(record);
        delete(session, &format!("{name}-deleted"), id, &fixtures)?;
    }
    Ok(())
}

fn rejected(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    // Its keys must not turn up in an error.
    let id = create(session, "twin", &fixtures)?;
    for name in ["Type", "CustomerGatewayId", "VpnGatewayId"] {
        let mut draft = minimal(session, &fixtures);
        draft.remove(name);
        refused(session, missing(name), draft, &fixtures)?;
    }
    let mut draft = minimal(session, &fixtures);
    let absent = fixtures.absent.customer_gateway(Shape::Drawn);
    draft.set("CustomerGatewayId", absent);
    refused(session, "customer-gateway-unknown", draft, &fixtures)?;
    delete(session, "twin-deleted", id, &fixtures)
}

fn rejected_markup(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let id = create(session, "twin", &fixtures)?;
    for (name, value) in [
        ("start-tag", "cgw-<vpnconform>"),
        ("end-tags", "cgw-</Message><vpnconform/>"),
        ("ampersand", "cgw-&lt;vpnconform&gt;&b;"),
        ("cdata-end", "cgw-]]><vpnconform/>"),
    ] {
        let mut draft = minimal(session, &fixtures);
        draft.set("CustomerGatewayId", value);
        refused(session, name, draft, &fixtures)?;
    }
    let mut draft = minimal(session, &fixtures);
    draft.set("Version", "<vpnconform>");
    refused(session, "version", draft, &fixtures)?;
    let unknown = "vpn-<vpnconform>";
    session.describe("described", unknown, &fixtures)?;
    session.delete("deleted", unknown, &fixtures)?;
    delete(session, "twin-deleted", id, &fixtures)
}

fn missing(name: &str) -> &'static str {
    match name {
        "Type" => "type-absent",
        "CustomerGatewayId" => "customer-gateway-absent",
        _ => "vpn-gateway-absent",
    }
}

fn create(
    session: &mut Session<'_>,
    name: &str,
    fixtures: &Fixtures,
) -> Result<Option<String>, Halt> {
    let draft = minimal(session, fixtures);
    let record = session.send(Role::Twin, name, draft, fixtures)?;
    Ok(made(record))
}

/// Sends a deviation and deletes what a careless server makes of it.
fn refused(
    session: &mut Session<'_>,
    deviation: &'static str,
    draft: Draft,
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    let record = session.deviate(deviation, "twin", draft, fixtures)?;
    let id = made(record);
    delete(session, &format!("{deviation}-deleted"), id, fixtures)
}

fn delete(
    session: &mut Session<'_>,
    name: &str,
    id: Option<String>,
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    if let Some(id) = id {
        session.delete(name, &id, fixtures)?;
    }
    Ok(())
}
