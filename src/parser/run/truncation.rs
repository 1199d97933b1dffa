//! The page's examples cut at every byte: no prefix is a document.

use crate::finding::Verdict;
use crate::parser::Outcome;
use crate::parser::judge::Judged;
use crate::parser::judge::Twin;
use crate::parser::run::ENOUGH;
use crate::parser::run::Suite;

const TRUNCATION: &str = "parser/truncation-rejected";

impl Suite<'_> {
    /// Every prefix of the page's examples.
    pub(super) fn truncation(&mut self) {
        if !(self.options.selects)(TRUNCATION) || self.options.cut_every == 0 {
            return;
        }
        for (target, (mut document, _, twin)) in self.twins.clone() {
            document.id = format!("{TRUNCATION}/{}", target.as_str());
            document.check = TRUNCATION;
            let whole = std::mem::take(&mut document.wire.body);
            let (mut accepted, mut given, mut first) = (0, 0, None);
            let mut unanswered: Vec<Outcome> = Vec::new();
            for cut in (0..whole.len()).step_by(self.options.cut_every) {
                document.wire.body = whole.get(..cut).unwrap_or_default().to_vec();
                let outcome = self.ask(&document);
                given += 1;
                if matches!(outcome, Outcome::Accept(_)) {
                    accepted += 1;
                    first.get_or_insert(cut);
                }
                if outcome.is_abnormal() {
                    unanswered.push(outcome);
                    if unanswered.len() >= ENOUGH {
                        break;
                    }
                }
            }
            let judged = prefixes(accepted, given, first, unanswered.first(), &twin);
            let outcome = if accepted > 0 {
                "accept"
            } else {
                unanswered.first().map_or("reject", Outcome::word)
            };
            self.entry(&document, "reject", outcome, judged);
        }
    }
}

fn prefixes(
    accepted: usize,
    given: usize,
    first: Option<usize>,
    unanswered: Option<&Outcome>,
    twin: &Twin,
) -> Judged {
    let say = |verdict, found: String, cause: &str| Judged {
        verdict,
        expected: "a rejection of every prefix".to_owned(),
        found,
        cause: cause.to_owned(),
    };
    match (first, unanswered, &twin.blocked) {
        (Some(at), ..) => {
            let percent = accepted * 100 / given.max(1);
            let found = format!(
                "{accepted} of {given} prefixes accepted ({percent} %), the first of {at} bytes"
            );
            say(Verdict::Fail, found, "accepted")
        }
        (None, Some(Outcome::AdapterError(why)), _) => say(Verdict::Blocked, why.clone(), why),
        (None, Some(outcome), _) => say(Verdict::Fail, outcome.describe(), outcome.word()),
        (None, None, Some(why)) => say(Verdict::Blocked, format!("{given} prefixes rejected"), why),
        (None, None, None) => say(Verdict::Pass, format!("{given} prefixes rejected"), ""),
    }
}
