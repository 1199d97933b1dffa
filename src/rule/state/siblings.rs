//! Several connections on gateways of their own, of which one is deleted.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::generate::request::mutation::option::tag;
use crate::request::Form;
use crate::request::fixtures::Fixtures;
use crate::rule::state::{items, list, list_until, named, text};
use crate::rule::steps;
use crate::run::probe::Phase;
use crate::run::{Probe, Session};
use crate::spec::option::RESOURCE_TYPE;
use crate::xml::Element;

/// Nine creates with gateways of their own, one more with the deprecated zone or with a tag and an option, one with another customer
/// gateway, and one with other gateways. Then descriptions of some, a list, a deletion, a list, a description, and after a while a list
/// again.
pub(in crate::rule) static SIBLINGS: Probe =
    Probe::new("state/siblings", Phase::Ordinary, side_by_side);

/// How many creates are sent.
const MANY: usize = 9;

/// How long what must last is left alone.
const WHILE: Duration = Duration::from_millis(600);

/// With an optional parameter: the deprecated zone, or tag and option.
const ZONED: &str = "create-zoned";
const TAGGED: &str = "create-tagged";
/// With the virtual private gateway of the others and another customer gateway.
const CROSSED: &str = "create-crossed";
/// Creates that a server may refuse for what is special about them.
const SPECIAL: [&str; 3] = [ZONED, TAGGED, CROSSED];
/// The description of the first connection before there is another one.
pub(super) const ALONE: &str = "first-described-alone";
/// Its description after all creates.
pub(super) const FIRST: &str = "first-described";
/// A description of two connections by their ids.
pub(super) const BOTH: &str = "two-described";
/// Descriptions by id, of the last connection and of the first three, two of them again by POST.
pub(super) const DESCRIBED: [&str; 6] = [
    "last-described",
    FIRST,
    "second-described",
    "third-described",
    "last-described-as-form",
    "first-described-as-form",
];
pub(super) const LISTED: &str = "listed";
pub(super) const DELETED: &str = "one-deleted";
pub(super) const AFTER_DELETE: &str = "listed-after-delete";
const BETWEEN: &str = "described-between";
pub(super) const LATER: &str = "listed-later";

fn side_by_side(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let mut ids: Vec<String> = Vec::new();
    let modern = session.api_version().is_modern();
    if modern {
        let mut draft = steps::minimal(session, &fixtures);
        tag(&mut draft, RESOURCE_TYPE, &[("Name", "vpnconform")]);
        draft.set(
            "Options.TunnelOptions.1.PreSharedKey",
            "vpnconform.sibling_1",
        );
        let id = steps::made(session.send(Role::Twin, TAGGED, draft, &fixtures)?);
        if let Some(id) = &id {
            session.describe(ALONE, id, &fixtures)?;
        }
        ids.extend(id);
    }
    for number in 1..=MANY {
        let mut draft = steps::minimal(session, &fixtures);
        if number.is_multiple_of(2) && session.takes_both_forms() {
            draft.form = Form::Post;
        }
        let name = format!("create-{number}");
        let id = steps::made(session.send(Role::Twin, &name, draft, &fixtures)?);
        if let Some(id) = id.filter(|id| !ids.contains(id)) {
            if ids.is_empty() {
                session.describe(ALONE, &id, &fixtures)?;
            }
            ids.push(id);
        }
    }
    if !modern {
        let mut draft = steps::minimal(session, &fixtures);
        draft.set("AvailabilityZone", "us-east-1a");
        let id = steps::made(session.send(Role::Twin, ZONED, draft, &fixtures)?);
        ids.extend(id.filter(|id| !ids.contains(id)));
    }
    // A server that answers a second create for one pair with the same connection has another one for another pair.
    if let Ok(other) = session.second_fixtures() {
        let crossed = Fixtures {
            customer_gateway_id: other.customer_gateway_id.clone(),
            customer_address: other.customer_address.clone(),
            customer_asn: other.customer_asn,
            ..fixtures.clone()
        };
        let id = steps::create(session, CROSSED, &crossed)?;
        ids.extend(id.filter(|id| !ids.contains(id)));
        let id = steps::create(session, "create-other", &other)?;
        ids.extend(id.filter(|id| !ids.contains(id)));
    }
    let Some(last) = ids.last() else {
        return Ok(());
    };
    let [first, second, third] = [0, 1, 2].map(|number| ids.get(number).unwrap_or(last));
    let described = [last, first, second, third, last, first];
    for (name, id) in DESCRIBED.into_iter().zip(described) {
        match name.ends_with("-as-form") {
            false => session.describe(name, id, &fixtures)?,
            true if session.takes_both_forms() => {
                session.describe_as(Form::Post, name, id, &fixtures)?
            }
            true => break,
        };
    }
    let both = [
        ("VpnConnectionId.1", &**first),
        ("VpnConnectionId.2", &**third),
    ];
    let draft = session.action("DescribeVpnConnections", &both);
    session.send(Role::Observe, BOTH, draft, &fixtures)?;
    list_until(session, LISTED, &ids, &fixtures)?;
    // Neither the oldest nor the newest.
    let gone = ids.get(ids.len() / 2).unwrap_or(last);
    let form = match session.takes_both_forms() {
        true => Form::Post,
        false => session.form(),
    };
    session.delete_as(form, DELETED, gone, &fixtures)?;
    // The list may show the deletion late.
    let draft = session.action("DescribeVpnConnections", &[]);
    let none = BTreeSet::new();
    session.send_until(Role::Observe, AFTER_DELETE, draft, &fixtures, |record| {
        !record.is_accepted() || !self::ids(record, &none).contains(gone)
    })?;
    let rest: Vec<&String> = ids.iter().filter(|id| *id != gone).collect();
    if let Some(other) = rest.first() {
        session.describe(BETWEEN, other, &fixtures)?;
    }
    session.pause(WHILE);
    list(session, LATER, &fixtures)?;
    for (number, id) in (1..).zip(rest) {
        session.delete(&format!("rest-{number}-deleted"), id, &fixtures)?;
    }
    Ok(())
}

/// The ids that creates of the probe were answered with.
pub(super) fn created(evidence: &Evidence) -> BTreeSet<String> {
    let creates = evidence.of(SIBLINGS.id).filter(|r| r.is_create());
    creates.filter_map(steps::made).collect()
}

/// Whether every ordinary create was accepted: what was not answered as a success may have made something all the same.
pub(super) fn is_whole(evidence: &Evidence) -> bool {
    let special: Vec<&str> = special(evidence).map(|r| &*r.case.id).collect();
    let mut creates = evidence.of(SIBLINGS.id).filter(|r| r.is_create());
    creates.all(|r| r.is_accepted() || special.contains(&&*r.case.id))
}

/// How many connections nobody may know of: a server that fails at what is special about a create may have made one before.
pub(super) fn unclear(evidence: &Evidence) -> usize {
    let failed = special(evidence).filter(|record| {
        !matches!(
            record.view().outcome,
            Outcome::Accepted | Outcome::Rejected { .. }
        )
    });
    failed.count()
}

fn special(evidence: &Evidence) -> impl Iterator<Item = &Record> {
    let all = SPECIAL.into_iter();
    all.filter_map(|name| named(evidence, SIBLINGS.id, name))
}

/// A list of the probe, if it was answered with one.
pub(super) fn listed<'e>(evidence: &'e Evidence, name: &str) -> Option<&'e Record> {
    named(evidence, SIBLINGS.id, name).filter(|record| record.is_accepted())
}

/// The connections in a list that are not deleted, and belong to the gateways of the probe or are among these.
pub(super) fn live<'e>(record: &'e Record, made: &BTreeSet<String>) -> Vec<Element<'e>> {
    let gateways = &record.fixtures;
    let is_gone = |item: &Element<'_>| {
        text(*item, "state").is_some_and(|state| matches!(&*state, "deleted" | "deleting"))
    };
    items(record)
        .into_iter()
        .filter(|item| {
            text(*item, "customerGatewayId").as_ref() == Some(&gateways.customer_gateway_id)
                || text(*item, "vpnGatewayId").as_ref() == Some(&gateways.vpn_gateway_id)
                || text(*item, "vpnConnectionId").is_some_and(|id| made.contains(&id))
        })
        .filter(|item| !is_gone(item))
        .collect()
}

/// Their ids.
pub(super) fn ids(record: &Record, made: &BTreeSet<String>) -> BTreeSet<String> {
    let live = live(record, made).into_iter();
    live.filter_map(|item| text(item, "vpnConnectionId"))
        .collect()
}

/// The id that was deleted with success.
pub(super) fn deleted(evidence: &Evidence) -> Option<String> {
    let record = named(evidence, SIBLINGS.id, DELETED).filter(|record| record.is_accepted())?;
    record.sent("VpnConnectionId").map(str::to_owned)
}
