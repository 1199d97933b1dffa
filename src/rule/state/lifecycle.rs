//! One connection from its creation to its end.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record, Role};
use crate::rule::state::{granted, item, list_until, text};
use crate::rule::twin::Tally;
use crate::rule::{steps, twin};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};
use crate::xml::Element;

pub(in crate::rule) fn live(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let Some(id) = steps::create(session, "created", &fixtures)? else {
        return Ok(());
    };
    session.describe("described", &id, &fixtures)?;
    list_until(session, "listed", std::slice::from_ref(&id), &fixtures)?;
    session.delete("deleted", &id, &fixtures)?;
    // A description may show the deletion late.
    let draft = session.action("DescribeVpnConnections", &[("VpnConnectionId.1", &id)]);
    let name = "described-after-delete";
    session.send_until(Role::Observe, name, draft, &fixtures, |record| {
        !record.is_accepted() || item(record, &id).is_none_or(is_going)
    })?;
    session.delete("deleted-again", &id, &fixtures)?;
    Ok(())
}

fn is_going(item: Element<'_>) -> bool {
    matches!(text(item, "state").as_deref(), Some("deleting" | "deleted"))
}

/// The id that the create of the lifecycle answered with.
pub(in crate::rule) fn id<'e>(tally: &mut Tally<'e>, evidence: &'e Evidence) -> Option<String> {
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

/// Notes that a connection that exists is not in a description.
pub(in crate::rule) fn absent<'e>(tally: &mut Tally<'e>, record: &'e Record) {
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

/// One connection, described and listed, deleted, described and deleted again.
pub(in crate::rule) static LIFECYCLE: Probe = Probe::new("state/lifecycle", Phase::Ordinary, live);
