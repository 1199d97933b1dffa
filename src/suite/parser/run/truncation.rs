//! The page's examples cut at every byte: no prefix is a document.

use serde::{Deserialize, Serialize};

use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::generate::document::field::Target;
use crate::parser::Outcome;
use crate::rule::parser::Practice;
use crate::suite::parser::run::merge::Kind;
use crate::suite::parser::run::plan::PREFIXES;
use crate::suite::parser::run::worker::Worker;
use crate::suite::parser::run::{ADAPTER_ERROR, ENOUGH};
use crate::suite::parser::verdict::{Judged, Twin};

/// What was made of some prefixes of one example.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Prefixes {
    accepted: usize,
    given: usize,
    /// The length of the shortest that was accepted.
    first: Option<usize>,
    unanswered: usize,
    /// The first without an answer: the word of the report, and what happened.
    no_answer: Option<(String, String)>,
}

/// The id of the prefixes of an example.
pub(super) fn id(target: Target) -> String {
    format!("{}/{}", Practice::Prefixes.rule(), target.as_str())
}

impl Worker<'_> {
    /// The next prefixes of an example.
    pub(super) fn prefixes(&mut self, target: Target, from: usize) -> Option<Document> {
        let (example, _, twin) = self.shared.example(target)?;
        let mut document = example.clone();
        let check = Practice::Prefixes.rule();
        document.check = check;
        document.id = id(target);
        let whole = std::mem::take(&mut document.wire.body);
        let spent = (check, Some(target));
        if self.shared.skips(self.at, spent) {
            return None;
        }
        let mut seen = Prefixes::default();
        let step = self.shared.options.cut_every.max(1);
        for cut in (from..whole.len()).step_by(step).take(PREFIXES) {
            document.wire.body.clear();
            document
                .wire
                .body
                .extend_from_slice(whole.get(..cut).unwrap_or_default());
            let (mut outcome, _) = self.ask(&document);
            if outcome.is_abnormal() {
                // What one prefix did may show with the next.
                outcome = self.alone(&document);
            }
            seen.given += 1;
            if matches!(outcome, Outcome::Accept(_)) {
                seen.accepted += 1;
                seen.first.get_or_insert(cut);
            }
            if outcome.is_abnormal() {
                self.parser.restart();
                self.shared.note_unanswered(self.at, spent);
                seen.unanswered += 1;
                seen.no_answer.get_or_insert_with(|| {
                    let how = match &outcome {
                        Outcome::AdapterError(why) => why.clone(),
                        other => other.describe(),
                    };
                    (outcome.word().to_owned(), how)
                });
                if seen.is_spent() {
                    break;
                }
            }
        }
        if seen.accepted > 0 {
            self.shared.note_failed(self.at, check);
        }
        self.push(Kind::Prefixes(target, seen, twin.clone()));
        Some(document)
    }
}

impl Prefixes {
    /// Whether the rest is left out.
    pub(super) fn is_spent(&self) -> bool {
        self.unanswered >= ENOUGH
    }

    /// Adds what was made of the prefixes that follow.
    pub(super) fn add(&mut self, next: Self) {
        self.accepted += next.accepted;
        self.given += next.given;
        self.first = self.first.or(next.first);
        self.unanswered += next.unanswered;
        self.no_answer = self.no_answer.take().or(next.no_answer);
    }

    /// The word of the report.
    pub(super) fn outcome(&self) -> &str {
        match (self.accepted, &self.no_answer) {
            (1.., _) => "accept",
            (0, Some((word, _))) => word,
            (0, None) => "reject",
        }
    }

    /// What there is to say of prefixes without an answer.
    fn unanswered(&self) -> String {
        let rest = match self.is_spent() {
            true => "; those that follow were not given",
            false => "",
        };
        match self.unanswered {
            0 => String::new(),
            n => format!("; {n} without an answer{rest}"),
        }
    }

    pub(super) fn judge(&self, twin: &Twin) -> Judged {
        let say = |verdict, found: String, cause: &str| Judged {
            verdict,
            expected: "a rejection of every prefix".to_owned(),
            found,
            cause: cause.to_owned(),
            members: Vec::new(),
        };
        let rejected = format!("{} prefixes rejected", self.given);
        match (self.first, &self.no_answer, &twin.blocked) {
            (Some(at), ..) => {
                let percent = self.accepted * 100 / self.given.max(1);
                let found = format!(
                    "{} of {} prefixes accepted ({percent} %), the first of {at} bytes{}",
                    self.accepted,
                    self.given,
                    self.unanswered()
                );
                // One prefix too many is not most of them.
                let share = match percent {
                    0 => "up to 1 %",
                    1..10 => "up to 10 %",
                    10..50 => "up to 50 %",
                    _ => "most",
                };
                Judged {
                    members: vec![share.to_owned()],
                    ..say(Verdict::Fail, found, "accepted")
                }
            }
            (None, Some((word, why)), _) if word == ADAPTER_ERROR => {
                say(Verdict::Blocked, why.clone(), why)
            }
            (None, Some((word, how)), _) => {
                say(Verdict::Fail, format!("{how}{}", self.unanswered()), word)
            }
            (None, None, Some(_)) if twin.unsupported => say(Verdict::NotApplicable, rejected, ""),
            (None, None, Some(why)) => say(Verdict::Blocked, rejected, why),
            (None, None, None) => say(Verdict::Pass, rejected, ""),
        }
    }
}
