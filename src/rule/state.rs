//! Checks of what the server keeps between requests.

mod lifecycle;

use std::collections::BTreeSet;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record, Role};
use crate::request::fixtures::Fixtures;
use crate::rule::twin::Tally;
use crate::rule::{Rule, findings, rules};
use crate::run::Session;
use crate::xml::Element;

mod filtered;
mod siblings;
mod siblings_apart;

pub(in crate::rule) use lifecycle::{LIFECYCLE, absent};
pub(in crate::rule) use siblings::SIBLINGS;

rules! {
    described_after_create,
    describe_agrees,
    deleted_gone,
    deleted_without_configuration,
    double_delete_rejected,
    unknown_id_rejected,
    rejected_creates_nothing,
    dry_run_makes_nothing,
    dry_run_deletes_nothing,
    in_use_gateway_kept,
    second_create_distinct,
    concurrent_creates_distinct,
    create_makes_one,
    create_keeps_others,
    describe_names_one,
    delete_takes_one,
    description_complete,
    inside_network_in_use,
    inside_networks_apart,
    outside_addresses_apart,
    transit_described,
    options_described,
    tunnel_order,
    filters_select,
    filters_combine,
    filter_wildcards,
    filter_unknown_refused,
    deletion_confirmed,
    lasting,
    not_poisoned,
    reused_connection,
}

/// Rules whose requests are refused by other actions than the create.
pub(in crate::rule) static REFUSED: &[&Rule] =
    &[&unknown_id_rejected::RULE, &in_use_gateway_kept::RULE];

/// Rules whose requests all go over one connection.
pub(in crate::rule) static ON_ONE_CONNECTION: &[&Rule] = &[&reused_connection::RULE];

/// The record of a probe with this name.
pub(in crate::rule) fn named<'e>(
    evidence: &'e Evidence,
    probe: &str,
    name: &str,
) -> Option<&'e Record> {
    evidence.of(probe).find(|r| {
        let id = r.case.id.strip_prefix(probe);
        id.and_then(|rest| rest.strip_prefix('/')) == Some(name)
    })
}

/// The record of a probe with this name, if the server accepted it. If not, nothing can be said.
pub(in crate::rule) fn granted<'e>(
    tally: &mut Tally<'e>,
    evidence: &'e Evidence,
    probe: &str,
    name: &str,
) -> Option<&'e Record> {
    match named(evidence, probe, name) {
        Some(record) if record.is_accepted() => return Some(record),
        Some(record) => tally.block(format!(
            "it needs {name}, but {}",
            findings::outcome(record)
        )),
        None => match evidence.halts.get(probe) {
            Some(halt) => tally.block(halt.to_string()),
            None => tally.block("nothing was sent"),
        },
    }
    None
}

/// Why the connection that was just made is not in a description from which something was to be learnt.
pub(in crate::rule) fn missing(record: &Record) -> String {
    match record.view().outer_error() {
        // Also what an earlier run did to the server can make the list unreadable.
        Some(error) => format!("{} cannot be read: {error}", record.case.id),
        None => format!("{} does not show the connection", record.case.id),
    }
}

/// Describes all connections; what is not about this run is not kept.
pub(in crate::rule) fn list(
    session: &mut Session<'_>,
    name: &str,
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    let draft = session.action("DescribeVpnConnections", &[]);
    session.send(Role::Observe, name, draft, fixtures)?;
    Ok(())
}

/// As [`list`], until these connections are in the list, as far as the run has patience: a list may show late what a description by
/// id shows at once.
pub(in crate::rule) fn list_until(
    session: &mut Session<'_>,
    name: &str,
    ids: &[String],
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    let draft = session.action("DescribeVpnConnections", &[]);
    session.send_until(Role::Observe, name, draft, fixtures, |record| {
        !record.is_accepted() || ids.iter().all(|id| item(record, id).is_some())
    })
}

/// The connections of a description that was answered with success.
pub(in crate::rule) fn items(record: &Record) -> Vec<Element<'_>> {
    let root = record.view().root().filter(|_| record.is_accepted());
    let set = root.and_then(|root| root.child("vpnConnectionSet"));
    set.map(|set| set.children().collect()).unwrap_or_default()
}

/// The connection with this id in a description.
pub(in crate::rule) fn item<'e>(record: &'e Record, id: &str) -> Option<Element<'e>> {
    items(record)
        .into_iter()
        .find(|item| text(*item, "vpnConnectionId").as_deref() == Some(id))
}

/// The ids of the connections in a description that have the customer gateway of the probe.
pub(in crate::rule) fn own_ids(record: &Record) -> BTreeSet<String> {
    let gateway = &record.fixtures.customer_gateway_id;
    let ours = items(record).into_iter();
    let ours = ours.filter(|item| text(*item, "customerGatewayId").as_ref() == Some(gateway));
    ours.filter_map(|item| text(item, "vpnConnectionId"))
        .collect()
}

/// The text of a child without the white space around it.
pub(in crate::rule) fn text(element: Element<'_>, name: &str) -> Option<String> {
    Some(element.child(name)?.text().trim().to_owned())
}
