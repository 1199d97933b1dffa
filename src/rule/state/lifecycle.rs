//! One connection from its creation to its end.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record};
use crate::finding::{Judgement, Level};
use crate::rule::state::{granted, item, list, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Check, findings, steps, twin};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};
use crate::secret::Secret;
use crate::xml::{Document, Element, Limits};

pub(super) static CHECKS: [Check; 4] = [
    Check {
        id: "state/described-after-create",
        level: Level::Must,
        summary: "A connection that was just made is described under its id.",
        clauses: &["description/creates-new", "state/described", "wire/lists"],
        since: None,
        until: None,
        explain: "A create that answers with an id has made the connection, so DescribeVpnConnections with that id shows it. \
            A server that answers from a template makes clients wait for ever.\n\
            Passes: one item with the id, pending or available.\n\
            Fails: an empty set; NotFound; a document that cannot be read.",
        probes: &[&LIFECYCLE],
        judge: described,
    },
    Check {
        id: "state/describe-agrees",
        level: Level::Should,
        summary: "A description says of a connection what its create said.",
        clauses: &["state/described"],
        since: None,
        until: None,
        explain: "Type, both gateways and, where it is shown, the configuration with its keys stay what they were. A \
            configuration that is made anew at each description hands out keys that the other end does not know. The order of the tunnels may change.\n\
            Passes: the same values; a description without a configuration.\n\
            Fails: another type, another gateway, another configuration.",
        probes: &[&LIFECYCLE],
        judge: agrees,
    },
    Check {
        id: "state/deleted-gone",
        level: Level::Must,
        summary: "A deleted connection is deleting, deleted or no longer there.",
        clauses: &["state/deleted"],
        since: None,
        until: None,
        explain: "Connections cost money until they are deleted. The service shows them as deleted for a while.\n\
            Passes: state deleting or deleted; NotFound; an empty set.\n\
            Fails: state available or pending after DeleteVpnConnection was answered with success.",
        probes: &[&LIFECYCLE],
        judge: gone,
    },
    Check {
        id: "state/double-delete-rejected",
        level: Level::May,
        summary: "To delete a connection a second time is an error.",
        clauses: &["state/unknown-connection", "state/deleted"],
        since: None,
        until: None,
        explain: "After the first delete the connection does not exist any more. How soon the service says so is not public, \
            so this is a check of level may.\n\
            Passes: 400 with InvalidVpnConnectionID.NotFound.\n\
            Fails: success; a server error.",
        probes: &[&LIFECYCLE],
        judge: deleted_twice,
    },
];

/// One connection, described and listed, deleted, described and deleted again.
pub(super) static LIFECYCLE: Probe = Probe {
    id: "state/lifecycle",
    phase: Phase::Ordinary,
    run: live,
};

fn live(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let Some(id) = steps::create(session, "created", &fixtures)? else {
        return Ok(());
    };
    session.describe("described", &id, &fixtures)?;
    list(session, "listed", &fixtures)?;
    session.delete("deleted", &id, &fixtures)?;
    session.describe("described-after-delete", &id, &fixtures)?;
    session.delete("deleted-again", &id, &fixtures)?;
    Ok(())
}

/// The id that the create of the lifecycle answered with.
pub(super) fn id<'e>(tally: &mut Tally<'e>, evidence: &'e Evidence) -> Option<String> {
    let created = granted(tally, evidence, LIFECYCLE.id, "created")?;
    let id = created
        .view()
        .connection()
        .and_then(|c| text(c, "vpnConnectionId"));
    if id.is_none() {
        tally.block("the create did not answer with an id that can be read");
    }
    id
}

fn described(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new("state/described-after-create", evidence);
    if let Some(id) = id(&mut tally, evidence) {
        match named(evidence, LIFECYCLE.id, "described") {
            Some(record) if item(record, &id).is_some() => tally.judged(),
            Some(record) => absent(&mut tally, record),
            None => tally.block("it was not described"),
        }
    }
    tally.finish()
}

/// Notes that a connection that exists is not in a description.
pub(super) fn absent<'e>(tally: &mut Tally<'e>, record: &'e Record) {
    const EXPECTED: &str = "an item with the id of the connection that was made";
    if let Some(error) = record.view().outer_error() {
        let found = format!("a description that is not well-formed: {error}");
        tally.note_found(record, "not well-formed", EXPECTED, found);
    } else if record.is_accepted() {
        tally.note_found(record, "no item", EXPECTED, "a description without it");
    } else {
        tally.note(
            record,
            twin::kind_of(record).unwrap_or("rejected"),
            EXPECTED,
        );
    }
}

fn agrees(evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new("state/describe-agrees");
    let mut tally = Tally::new("state/describe-agrees", evidence);
    let id = id(&mut tally, evidence);
    let created = named(evidence, LIFECYCLE.id, "created").and_then(|r| r.view().connection());
    let described = named(evidence, LIFECYCLE.id, "described");
    let shown = described.zip(id).and_then(|(record, id)| item(record, &id));
    if let (Some(created), Some(record), Some(shown)) = (created, described, shown) {
        let mut scribe = gather.exchange(evidence, record);
        for name in ["type", "customerGatewayId", "vpnGatewayId"] {
            let (said, says) = (text(created, name), text(shown, name));
            if said != says {
                let quoted = |value: Option<String>| match value {
                    Some(value) => format!("{name} {}", findings::quote(&value)),
                    None => format!("no {name}"),
                };
                let at = shown.child(name).unwrap_or(shown).offset();
                let cause = format!("another {name}");
                scribe.outer(
                    at,
                    &cause,
                    format!("{} as created", quoted(said)),
                    quoted(says),
                );
            }
        }
        if let (Some(said), Some(says)) = (configuration(created), configuration(shown))
            && said != says
        {
            scribe.whole(
                "another configuration",
                "the configuration that the create answered with, its tunnels in any order",
                "another configuration",
            );
        }
    } else {
        tally.block("there is no description to compare with");
    }
    gather.finish(|| tally.finish())
}

/// What an inner document says: the values beside the tunnels, and each tunnel, in no order. `None` where it is absent or
/// cannot be read, which is the affair of other checks.
fn configuration(connection: Element<'_>) -> Option<Vec<Vec<Secret<'static>>>> {
    let element = connection.child("customerGatewayConfiguration")?;
    let document = Document::parse(element.text().trim().as_bytes(), &Limits::default()).ok()?;
    let mut rest = Vec::new();
    let mut parts = Vec::new();
    for child in document.root().children() {
        if child.name() == "ipsec_tunnel" {
            let mut leaves = Vec::new();
            gather_leaves(child, "", &mut leaves);
            leaves.sort_unstable();
            parts.push(leaves);
        } else {
            gather_leaves(child, "", &mut rest);
        }
    }
    rest.sort_unstable();
    parts.sort_unstable();
    parts.push(rest);
    let secret = |leaf: String| Secret::new(leaf);
    Some(
        parts
            .into_iter()
            .map(|part| part.into_iter().map(secret).collect())
            .collect(),
    )
}

/// Adds path and text of every element without children.
fn gather_leaves(element: Element<'_>, path: &str, leaves: &mut Vec<String>) {
    let path = format!("{path}/{}", element.name());
    if !element.has_children() {
        leaves.push(format!("{path}={}", element.text().trim()));
    }
    for child in element.children() {
        gather_leaves(child, &path, leaves);
    }
}

fn gone(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new("state/deleted-gone", evidence);
    let id = id(&mut tally, evidence);
    if let Some(id) = id
        && granted(&mut tally, evidence, LIFECYCLE.id, "deleted").is_some()
    {
        match named(evidence, LIFECYCLE.id, "described-after-delete") {
            None => tally.block("it was not described after its deletion"),
            Some(record) => {
                tally.judged();
                let state = item(record, &id).map(|item| text(item, "state").unwrap_or_default());
                match (&record.view().outcome, state.as_deref()) {
                    (Outcome::Rejected { .. }, _)
                    | (Outcome::Accepted, None | Some("deleting" | "deleted")) => {}
                    (Outcome::Accepted, Some(_)) => {
                        let found = format!(
                            "state {}",
                            findings::quote(state.as_deref().unwrap_or_default())
                        );
                        tally.note_found(
                            record,
                            "still there",
                            "state deleting or deleted, or nothing",
                            found,
                        );
                    }
                    _ => {
                        let kind = twin::kind_of(record).unwrap_or("rejected");
                        tally.note(record, kind, "a description, or a client error");
                    }
                }
            }
        }
    }
    tally.finish()
}

fn deleted_twice(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new("state/double-delete-rejected", evidence);
    if granted(&mut tally, evidence, LIFECYCLE.id, "deleted").is_some() {
        match named(evidence, LIFECYCLE.id, "deleted-again") {
            None => tally.block("it was not deleted again"),
            Some(record) => {
                tally.judged();
                if let Some(kind) = twin::kind_of(record) {
                    tally.note(
                        record,
                        kind,
                        "a client error: the connection is deleted already",
                    );
                }
            }
        }
    }
    tally.finish()
}
