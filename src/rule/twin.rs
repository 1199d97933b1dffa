//! What the answers to deviations say beside the answers to their valid twins.

use crate::evidence::{Evidence, Outcome, Record};
use crate::exchange::TransportError;
use crate::finding::{Finding, Judgement, Sighting};
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::rule::steps::AFTER;
use crate::rule::{Rule, findings};

/// What one check has seen of its deviations.
pub(super) struct Tally<'e> {
    rule: &'static Rule,
    evidence: &'e Evidence,
    seen: Vec<Seen<'e>>,
    judged: usize,
    blocked: Option<String>,
}

/// Answers of one kind that should not have come.
struct Seen<'e> {
    kind: String,
    expected: String,
    /// What came, where the outcome alone does not tell.
    found: Option<String>,
    records: Vec<&'e Record>,
}

/// How many deviations a finding names.
const NAMED: usize = 12;

impl<'e> Tally<'e> {
    pub(super) fn new(rule: &'static Rule, evidence: &'e Evidence) -> Self {
        Self {
            rule,
            evidence,
            seen: Vec::new(),
            judged: 0,
            blocked: None,
        }
    }

    /// Counts an answer as judged.
    pub(super) fn judged(&mut self) {
        self.judged += 1;
    }

    /// Notes an answer that should have been `expected`.
    pub(super) fn note(&mut self, record: &'e Record, kind: &str, expected: impl Into<String>) {
        self.add(record, kind, expected.into(), None);
    }

    /// As [`Tally::note`], with words for what came.
    pub(super) fn note_found(
        &mut self,
        record: &'e Record,
        kind: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.add(record, kind, expected.into(), Some(found.into()));
    }

    fn add(&mut self, record: &'e Record, kind: &str, expected: String, found: Option<String>) {
        match self.seen.iter_mut().find(|seen| seen.kind == kind) {
            Some(seen) => seen.records.push(record),
            None => self.seen.push(Seen {
                kind: kind.to_owned(),
                expected,
                found,
                records: vec![record],
            }),
        }
    }

    /// Notes why something could not be judged.
    pub(super) fn block(&mut self, cause: impl Into<String>) {
        self.blocked.get_or_insert_with(|| cause.into());
    }

    /// Fails where something was noted (an advisory rule only observes), is blocked where nothing could be judged.
    pub(super) fn finish(self) -> Judgement {
        let version = self.evidence.api_version;
        let mut own = self.rule.mutations.iter().peekable();
        if own.peek().is_some() && !own.any(|mutation| mutation.applies_to(version)) {
            return Judgement::not_applicable(format!("nothing of the kind exists in {version}"));
        }
        if !self.seen.is_empty() {
            let findings = self.seen.iter().map(|seen| seen.finding(self.rule.id));
            return self.rule.verdict(findings.collect());
        }
        if let Some(halt) = self.evidence.halts.get(self.rule.id) {
            return Judgement::blocked(halt.to_string());
        }
        match self.blocked {
            Some(cause) => Judgement::blocked(cause),
            None if self.judged == 0 => Judgement::blocked("nothing was sent"),
            None => Judgement::pass(),
        }
    }
}

impl Seen<'_> {
    fn finding(&self, check: &str) -> Finding {
        let Some(first) = self.records.first() else {
            return Finding::new(check, check, &self.kind, &*self.expected, &*self.kind);
        };
        let outcome = || findings::outcome(first);
        let mut found = self.found.clone().unwrap_or_else(outcome);
        if self.records.len() > 1 {
            let names = self.records.iter().skip(1).map(|r| name(r));
            let named: Vec<&str> = names.take(NAMED).collect();
            let rest = self.records.len() - 1 - named.len();
            found = format!("{found}; the same with {}", named.join(", "));
            if rest > 0 {
                found = format!("{found} and {rest} more");
            }
        }
        let mut finding = Finding::new(check, &first.case.id, &self.kind, &*self.expected, found);
        finding.deviation = first.case.deviation.clone();
        finding.count = self.records.len();
        let known = self.records.iter().filter(|r| !r.is_generated());
        finding.add_members(known.clone().map(|record| name(record).to_owned()));
        finding.sightings.extend(known.map(|record| Sighting {
            case: record.case.id.clone(),
            place: None,
        }));
        finding
    }
}

/// Every deviation must be a client error, and its twin must not.
pub(super) fn rejected(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    each(&mut tally, |tally, record| {
        if let Some(kind) = kind_of(record).filter(|_| !is_rejected(record)) {
            tally.note(record, kind, wanted(record.case.expectation));
        }
    });
    tally.finish()
}

/// Every deviation must be accepted as its twin is.
pub(super) fn accepted(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    each(&mut tally, |tally, record| {
        if let Some(cause) = findings::quota(record) {
            tally.block(cause);
        } else if !record.is_accepted() {
            let kind = kind_of(record).unwrap_or("rejected");
            tally.note(record, kind, "accepted, as without the change");
        }
    });
    tally.finish()
}

/// Every deviation must be answered, in any way but a server error, and an ordinary request after them accepted.
pub(super) fn survived(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    each(&mut tally, |tally, record| {
        let kind = match (&record.view().outcome, &record.exchange.response) {
            (Outcome::ServerError { .. }, _) => "a server error",
            (_, Err(TransportError::Timeout(_))) => "no answer in time",
            (_, Err(_)) => "no answer",
            (Outcome::Accepted, _) if refuses(record) => {
                return tally.note(record, "accepted", wanted(record.case.expectation));
            }
            _ => return,
        };
        tally.note(record, kind, "any answer that is not a server error");
    });
    let after = evidence
        .of(rule.id)
        .find(|r| r.case.id.rsplit('/').next() == Some(AFTER));
    match after {
        Some(after) if findings::quota(after).is_some() => {
            tally.block(findings::quota(after).unwrap_or_default());
        }
        Some(after) if !after.is_accepted() => {
            tally.note(
                after,
                "ill afterwards",
                "accepted, as before the hostile requests",
            );
        }
        Some(_) => {}
        None => tally.block("no ordinary request was sent afterwards"),
    }
    tally.finish()
}

/// Whether every reading of the request refuses it.
fn refuses(record: &Record) -> bool {
    matches!(record.case.expectation, Expectation::MustReject(_))
}

/// Judges the deviations whose twin was accepted.
pub(super) fn each<'e>(tally: &mut Tally<'e>, mut look: impl FnMut(&mut Tally<'e>, &'e Record)) {
    for (twin, record) in tally.evidence.pairs(tally.rule.id) {
        match (twin, &record.exchange.response) {
            (_, Err(error @ TransportError::Altered(_))) => {
                tally.block(format!("{}: {error}", record.case.id));
            }
            (Some(twin), _) if twin.is_accepted() => {
                tally.judged();
                look(tally, record);
            }
            // The same sent as a form too: that it takes no form is the affair of one rule.
            (Some(_), _) if record.case.deviation.as_deref() != Some(name(record)) => {}
            (Some(twin), _) => {
                tally.block(format!(
                    "the valid twin failed: {}",
                    findings::outcome(twin)
                ));
            }
            (None, _) => tally.block("the valid twin was not sent"),
        }
    }
}

fn is_rejected(record: &Record) -> bool {
    matches!(record.view().outcome, Outcome::Rejected { .. })
}

/// The kind of an answer that is no rejection.
pub(super) fn kind_of(record: &Record) -> Option<&'static str> {
    match &record.view().outcome {
        Outcome::Accepted => Some("accepted"),
        Outcome::Rejected { .. } => None,
        Outcome::ServerError { .. } => Some("a server error"),
        Outcome::Other { .. } => Some("another answer"),
        Outcome::NoResponse => Some("no answer"),
    }
}

fn name(record: &Record) -> &str {
    record.case.id.rsplit('/').next().unwrap_or(&record.case.id)
}

fn wanted(expectation: Expectation) -> String {
    let because = match expectation {
        Expectation::MustAccept => return "accepted".to_owned(),
        Expectation::MustReject(reason) => match reason {
            Reason::Action => "Action is absent or names no action",
            Reason::Missing => "a required parameter is absent",
            Reason::Type => "Type is not ipsec.1",
            Reason::Malformed => "an id is malformed",
            Reason::NotFound => "there is no such gateway",
            Reason::Deleted => "the gateway was deleted",
            Reason::UnknownParameter => "there is no such parameter",
            Reason::Padded => "there is white space around the value",
            Reason::Version => "there is no such version",
            Reason::DryRun => "DryRun is true",
            Reason::Exclusive => "two parameters exclude each other",
            Reason::Option => "the value of an option is none that it may have",
            Reason::Tag => "there may be no such tag",
        },
        Expectation::Unspecified(unknown) => match unknown {
            Ambiguity::Case => "an id is in upper case",
            Ambiguity::Duplicate => "a parameter stands twice",
            Ambiguity::Empty => "a required parameter is empty",
            Ambiguity::LaterParameter => "only later versions have the parameter",
            Ambiguity::Bytes | Ambiguity::OtherAction | Ambiguity::Other => {
                "it is not a valid request"
            }
        },
    };
    format!("a client error (status 400 to 499): {because}")
}

#[cfg(test)]
mod tests;
