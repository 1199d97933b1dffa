//! Documents in pieces, for parsers that take them so.

use std::num::NonZeroUsize;
use std::time::Duration;

use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::generate::document::field::{Target, differences};
use crate::generate::document::mutation::OfRule;
use crate::parser::Outcome;
use crate::rule::parser::Practice;
use crate::suite::parser::run::plan::example_id;
use crate::suite::parser::run::worker::Worker;
use crate::suite::parser::verdict::{Judged, compared};

/// The sizes of the pieces, in bytes, for a document that holds what sloppy code breaks.
pub(super) const SIZES: [usize; 6] = [1, 2, 3, 7, 64, 1000];

impl Worker<'_> {
    /// A document whole, and then in pieces of this size: the outcome has to be the same.
    pub(super) fn pieces(&mut self, document: Document, size: NonZeroUsize) -> Option<Document> {
        let check = Practice::Pieces.rule();
        if self.shared.skips(self.at, (check, None)) {
            return None;
        }
        let (whole, _) = self.ask(&document);
        if whole.is_abnormal() {
            // That is said by the rule that the document belongs to.
            self.parser.restart();
            return Some(document);
        }
        let (mut outcome, mut took) = self.in_pieces(&document, size);
        if outcome.is_abnormal() {
            self.parser.restart();
            (outcome, took) = self.in_pieces(&document, size);
        }
        let unanswered = outcome.is_abnormal();
        let judged = Self::without_keys(&document, judge(&whole, &outcome));
        let expect = whole.word();
        self.entry(&document, expect, &outcome, judged, took, unanswered);
        if unanswered {
            self.parser.restart();
            self.shared.note_unanswered(self.at, (check, None));
        }
        Some(document)
    }

    fn in_pieces(&mut self, document: &Document, size: NonZeroUsize) -> (Outcome, Duration) {
        let framing = self.shared.options.framing;
        self.deliver_by(document, framing, |parser, input| {
            parser.parse(&input.in_pieces(Some(size)))
        })
    }
}

/// The example of this target, or a mutation of it.
pub(super) fn document<'e>(
    examples: impl IntoIterator<Item = &'e Document>,
    mutation: Option<OfRule>,
    target: Target,
) -> Option<Document> {
    let mut examples = examples.into_iter();
    let example = examples.find(|example| example.target() == target)?;
    match mutation {
        Some(mutation) => example.deviate(mutation),
        None => Some(Document {
            id: example_id(example),
            ..example.clone()
        }),
    }
}

/// A document as it is named where it is given in pieces of this size.
pub(super) fn named(mut document: Document, size: NonZeroUsize) -> Document {
    let name = document.id.rsplit('/').next().unwrap_or_default();
    document.id = format!("{}/{name}-by-{size}", Practice::Pieces.rule());
    document.check = Practice::Pieces.rule();
    // What goes wrong with pieces is one defect, whatever document shows it.
    document.deviation = None;
    document
}

/// What a parser makes of a document in pieces, beside what it made of the whole.
pub fn judge(whole: &Outcome, parts: &Outcome) -> Judged {
    let say = |verdict, cause: &str| Judged {
        verdict,
        expected: format!("as the whole, which was {}", whole.describe()),
        found: parts.describe(),
        cause: cause.to_owned(),
        members: Vec::new(),
    };
    match (whole, parts) {
        (_, Outcome::AdapterError(_)) => say(
            Verdict::Blocked,
            &format!("the adapter {}", parts.describe()),
        ),
        (Outcome::Unsupported(_), _) | (_, Outcome::Unsupported(_)) => {
            say(Verdict::NotApplicable, "unsupported")
        }
        (_, Outcome::Hang(_)) => say(Verdict::Fail, "hang"),
        (_, Outcome::Crash(_)) => say(Verdict::Fail, "crash"),
        (Outcome::Accept(whole), Outcome::Accept(parts)) => {
            compared(&differences(whole, parts, None))
        }
        // The class of an error may depend on where it was seen.
        (Outcome::Reject { .. }, Outcome::Reject { .. }) => say(Verdict::Pass, ""),
        (whole, parts) if whole == parts => say(Verdict::Pass, ""),
        (_, Outcome::Accept(_)) => say(Verdict::Fail, "accepted"),
        (Outcome::Accept(_), _) => say(Verdict::Fail, "refused"),
        _ => say(Verdict::Fail, "another answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_to_the_same_as_the_whole() {
        let accepted = |text: &'static str| {
            let value = crate::generate::document::field::Value::text(text);
            Outcome::Accept([("state".into(), value)].into())
        };
        let rejected = |class: &str| Outcome::Reject {
            class: class.to_owned(),
        };
        let hung = Outcome::Hang("no answer".to_owned());
        let broken = Outcome::AdapterError("closed".to_owned());
        let cases = [
            (accepted("a"), accepted("a"), Verdict::Pass),
            (accepted("a"), accepted("b"), Verdict::Fail),
            (accepted("a"), rejected("E"), Verdict::Fail),
            (rejected("E"), rejected("F"), Verdict::Pass),
            (rejected("E"), accepted("a"), Verdict::Fail),
            (rejected("E"), hung, Verdict::Fail),
            (accepted("a"), broken, Verdict::Blocked),
        ];
        for (whole, parts, expected) in cases {
            assert_eq!(
                judge(&whole, &parts).verdict,
                expected,
                "{whole:?} {parts:?}"
            );
        }
    }
}
