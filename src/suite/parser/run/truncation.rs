//! The page's examples cut at every byte: no prefix is a document.

use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::generate::document::field::Target;
use crate::parser::Outcome;
use crate::suite::parser::run::ENOUGH;
use crate::suite::parser::run::merge::Kind;
use crate::suite::parser::run::plan::PREFIXES;
use crate::suite::parser::run::worker::Worker;
use crate::suite::parser::verdict::{Judged, Twin};

pub(crate) const TRUNCATION: &str = "parser/truncation-rejected";

/// What was made of some prefixes of one example.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefixes {
    accepted: usize,
    given: usize,
    /// The length of the shortest that was accepted.
    first: Option<usize>,
    unanswered: Vec<Outcome>,
}

impl Worker<'_> {
    /// The next prefixes of an example.
    pub(super) fn prefixes(&mut self, target: Target, from: usize) -> Option<Document> {
        let (example, _, twin) = self.shared.example(target)?;
        let mut document = example.clone();
        document.check = TRUNCATION;
        document.id = format!("{TRUNCATION}/{}", target.as_str());
        let whole = std::mem::take(&mut document.wire.body);
        let spent = (TRUNCATION, Some(target));
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
            let (outcome, _) = self.ask(&document);
            seen.given += 1;
            if matches!(outcome, Outcome::Accept(_)) {
                seen.accepted += 1;
                seen.first.get_or_insert(cut);
            }
            if outcome.is_abnormal() {
                self.parser.restart();
                self.shared.note_unanswered(self.at, spent);
                seen.unanswered.push(outcome);
                if seen.unanswered.len() >= ENOUGH {
                    break;
                }
            }
        }
        if seen.accepted > 0 {
            self.shared.note_failed(self.at, TRUNCATION);
        }
        self.push(Kind::Prefixes(document.clone(), seen, twin.clone()));
        Some(document)
    }
}

impl Prefixes {
    /// Whether the rest is left out.
    pub(super) fn is_spent(&self) -> bool {
        self.unanswered.len() >= ENOUGH
    }

    /// Adds what was made of the prefixes that follow.
    pub(super) fn add(&mut self, next: Self) {
        self.accepted += next.accepted;
        self.given += next.given;
        self.first = self.first.or(next.first);
        self.unanswered.extend(next.unanswered);
    }

    /// The word of the report.
    pub(super) fn outcome(&self) -> &'static str {
        match (self.accepted, self.unanswered.first()) {
            (1.., _) => "accept",
            (0, Some(outcome)) => outcome.word(),
            (0, None) => "reject",
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
        match (self.first, self.unanswered.first(), &twin.blocked) {
            (Some(at), ..) => {
                let percent = self.accepted * 100 / self.given.max(1);
                let found = format!(
                    "{} of {} prefixes accepted ({percent} %), the first of {at} bytes",
                    self.accepted, self.given
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
            (None, Some(Outcome::AdapterError(why)), _) => say(Verdict::Blocked, why.clone(), why),
            (None, Some(outcome), _) => say(Verdict::Fail, outcome.describe(), outcome.word()),
            (None, None, Some(why)) => say(Verdict::Blocked, rejected, why),
            (None, None, None) => say(Verdict::Pass, rejected, ""),
        }
    }
}
