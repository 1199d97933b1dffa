//! The ordinary request, and what may be changed in it without changing what it asks for.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record};
use crate::finding::Judgement;
use crate::request::Form;
use crate::rule::request::minimal_accepted;
use crate::rule::twin::Tally;
use crate::rule::{Rule, findings, steps, twin};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};

pub(in crate::rule) fn both(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    steps::passing(session, GET, Form::Get, &fixtures)?;
    steps::passing(session, POST, Form::Post, &fixtures)
}

pub(in crate::rule) const GET: &str = "get";

pub(in crate::rule) const POST: &str = "post";

pub(in crate::rule) fn sent<'e>(evidence: &'e Evidence, name: &str) -> Option<&'e Record> {
    let mut records = evidence.of(MINIMAL_ACCEPTED.id);
    records.find(|r| r.case.id.rsplit('/').next() == Some(name))
}

/// Accepted in this form, where it is in the other.
pub(in crate::rule) fn one(
    rule: &'static Rule,
    evidence: &Evidence,
    form: &str,
    other: &str,
) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    match (sent(evidence, form), sent(evidence, other)) {
        (Some(record), _) if record.is_accepted() => tally.judged(),
        (Some(record), Some(twin)) if twin.is_accepted() => {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(
                record,
                kind,
                format!("accepted, as it is by {}", other.to_uppercase()),
            );
        }
        (Some(record), _) => tally.block(format!(
            "neither form is accepted: {}",
            findings::outcome(record)
        )),
        (None, _) => match evidence.halts.get(MINIMAL_ACCEPTED.id) {
            Some(halt) => tally.block(halt.to_string()),
            None => tally.block("nothing was sent"),
        },
    }
    tally.finish()
}

pub(crate) static MINIMAL_ACCEPTED: Probe =
    Probe::new(minimal_accepted::RULE.id, Phase::Ordinary, both);
