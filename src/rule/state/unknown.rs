//! Connections that were never there.

use crate::evidence::Evidence;
use crate::evidence::halt::Halt;
use crate::finding::{Judgement, Level};
use crate::rule::state::{granted, named};
use crate::rule::twin::Tally;
use crate::rule::{Check, steps, twin};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};

pub(super) static CHECKS: [Check; 1] = [Check {
    id: "state/unknown-id-rejected",
    level: Level::Must,
    summary: "To describe or delete a connection that does not exist is an error.",
    clauses: &["state/unknown-connection"],
    since: None,
    until: None,
    explain: "A client that waits for a connection to vanish waits for this error; one that deletes the wrong id is told. \
        Beside it stand the same requests with an id that exists.\n\
        Passes: 400 with InvalidVpnConnectionID.NotFound.\n\
        Fails: an empty set; success for a delete that deleted nothing.",
    probes: &[&UNKNOWN],
    judge: rejected,
}];

static UNKNOWN: Probe = Probe {
    id: "state/unknown-id-rejected",
    phase: Phase::Ordinary,
    run: ask,
};

/// An id in the form of every version, and one in that of later years.
const IDS: [(&str, &str); 2] = [("short", "vpn-0bad0bad"), ("long", "vpn-0badc0de0badc0de0")];

fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let Some(id) = steps::create(session, "twin", &fixtures)? else {
        return Ok(());
    };
    session.describe("twin-described", &id, &fixtures)?;
    for (name, unknown) in IDS {
        session.describe(&format!("{name}-described"), unknown, &fixtures)?;
        session.delete(&format!("{name}-deleted"), unknown, &fixtures)?;
    }
    session.delete("twin-deleted", &id, &fixtures)?;
    Ok(())
}

fn rejected(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(UNKNOWN.id, evidence);
    for (done, verb) in [("described", "describes"), ("deleted", "deletes")] {
        if granted(&mut tally, evidence, UNKNOWN.id, &format!("twin-{done}")).is_none() {
            continue;
        }
        for (name, _) in IDS {
            let Some(record) = named(evidence, UNKNOWN.id, &format!("{name}-{done}")) else {
                continue;
            };
            tally.judged();
            if let Some(kind) = twin::kind_of(record) {
                let kind = format!("{verb} what does not exist: {kind}");
                tally.note(record, &kind, "a client error: there is no such connection");
            }
        }
    }
    tally.finish()
}
