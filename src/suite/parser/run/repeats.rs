//! What is read again: known good documents between the others, and a document that was answered otherwise the second time.

use crate::finding::Finding;
use crate::generate::document::Document;
use crate::parser::Outcome;
use crate::rule::parser::Practice;
use crate::suite::parser::run::merge::{Kind, finding};
use crate::suite::parser::run::worker::Worker;

impl Worker<'_> {
    /// Why nothing more can be given to a parser after the example: there is no answer, or none to the same document once
    /// more, also of a fresh parser. These are no documents of the suite.
    pub(super) fn broken(&mut self, document: &Document, outcome: &Outcome) -> Option<String> {
        let given = self.bodies;
        let mut again = outcome.clone();
        if !outcome.is_abnormal() {
            again = self.ask(document).0;
            if again.is_abnormal() && !self.alone(document).is_abnormal() {
                again = self.ask(document).0;
            }
        }
        self.bodies = given;
        if !again.is_abnormal() {
            return None;
        }
        self.parser.restart();
        let once_more = match outcome.is_abnormal() {
            true => "",
            false => " once more",
        };
        let hint = match (&again, outcome.is_abnormal()) {
            (Outcome::Crash(how), false) if how.contains("exit status") => {
                "; a parser that is started for each document is run with --one-shot"
            }
            _ => "",
        };
        let who = match again {
            Outcome::AdapterError(_) => "adapter",
            _ => "parser",
        };
        let how = again.describe();
        Some(format!(
            "given the page's example{once_more}, the {who} {how}{hint}"
        ))
    }

    /// Two answers to one document. An adapter that broke the protocol says nothing of its parser.
    pub(super) fn unstable(
        &mut self,
        document: &Document,
        first: &Outcome,
        second: &Outcome,
        when: &str,
    ) {
        let (one, two) = (first.describe(), second.describe());
        let kind = match (first, second) {
            (Outcome::AdapterError(_), _) | (_, Outcome::AdapterError(_)) => Kind::Broken(format!(
                "{}: the adapter {one}, but {when} {two}",
                document.id
            )),
            _ => {
                let fields = if one == two { " with other fields" } else { "" };
                let found = format!("{one}, but {when} it was {two}{fields}");
                Kind::Changed(finding(
                    Practice::Repeats.rule(),
                    document,
                    "flaky",
                    "the same answer again",
                    &found,
                ))
            }
        };
        self.push(kind);
    }

    /// The twin must be read as it was at first, whatever came before it.
    pub(super) fn known_good(&mut self, since: usize, after: &Document) {
        if !(self.shared.options.selects)(Practice::Repeats.rule()) {
            return;
        }
        let shared = self.shared;
        let Some((document, first, _)) = shared.example(after.target()) else {
            return;
        };
        if first.is_abnormal() {
            return;
        }
        // Twice, since a parser may be wrong every second time.
        let others = shared.known_good(after.target()).iter();
        let others = others.flat_map(|known| [known, known]);
        let all = [(document, first)]
            .into_iter()
            .chain(others.map(|(document, first)| (document, first)));
        let mut all = all.map(|(document, first)| (document, first, self.ask(document).0));
        let Some((document, first, now)) = all.find(|(_, first, now)| now != *first) else {
            return self.push_since(since, Kind::Same);
        };
        if now.is_abnormal() {
            let fresh = self.alone(document);
            if fresh.is_abnormal() {
                let why = format!(
                    "after {}, the page's example {}",
                    after.id,
                    fresh.describe()
                );
                self.shared.end(self.at, why);
            }
        }
        if matches!(now, Outcome::AdapterError(_)) {
            let why = format!("after {}: the adapter {}", after.id, now.describe());
            self.push_since(since, Kind::Broken(why));
        } else {
            let found: Finding = finding(
                Practice::Repeats.rule(),
                after,
                "poisoned",
                "a known good document is read as at first",
                &format!(
                    "first {}, later {} or with other fields",
                    first.describe(),
                    now.describe()
                ),
            );
            self.shared.note_failed(self.at, Practice::Repeats.rule());
            self.push_since(since, Kind::Changed(found));
        }
        self.parser.restart();
    }
}
