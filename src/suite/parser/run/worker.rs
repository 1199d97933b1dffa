//! One process at work on the plan.

use std::time::{Duration, Instant};

use crate::evidence::redact::Redactor;
use crate::finding::Verdict;
use crate::generate::document::field::align;
use crate::generate::document::{Document, VALID};
use crate::parser::framing::Framing;
use crate::parser::oob_listener::Trap;
use crate::parser::{Input, Outcome, Parser};
use crate::suite::parser::run::Origin;
use crate::suite::parser::run::merge::{Case, Entry, Kind};
use crate::suite::parser::run::pieces;
use crate::suite::parser::run::plan::{Lot, Task};
use crate::suite::parser::run::shared::Shared;
use crate::suite::parser::verdict::{Judged, Twin, judge};

/// One process, and what it has seen.
pub(super) struct Worker<'w> {
    pub(super) parser: &'w mut dyn Parser,
    pub(super) shared: &'w Shared<'w>,
    pub(super) entries: Vec<Entry>,
    /// The step that is done.
    pub(super) at: usize,
    /// Bodies given since the last entry.
    pub(super) bodies: usize,
    /// Where the document comes from that is judged.
    origin: Origin,
    trap: Option<Trap>,
}

impl<'w> Worker<'w> {
    pub(super) fn new(parser: &'w mut dyn Parser, shared: &'w Shared<'w>) -> Self {
        Self {
            parser,
            shared,
            entries: Vec::new(),
            at: 0,
            bodies: 0,
            origin: Origin::Fixed,
            trap: None,
        }
    }

    pub(super) fn ask(&mut self, document: &Document) -> (Outcome, Duration) {
        self.deliver(document, self.shared.options.framing)
    }

    pub(super) fn deliver(&mut self, document: &Document, framing: Framing) -> (Outcome, Duration) {
        self.deliver_by(document, framing, |parser, input| parser.parse(input))
    }

    pub(super) fn deliver_by(
        &mut self,
        document: &Document,
        framing: Framing,
        parse: impl Fn(&mut dyn Parser, &Input<'_>) -> Outcome,
    ) -> (Outcome, Duration) {
        self.shared.pace();
        self.bodies += 1;
        let begin = Instant::now();
        let input = Input {
            framing,
            ..Input::of(document)
        };
        let mut outcome = parse(self.parser, &input);
        let took = begin.elapsed();
        if let Outcome::Accept(fields) = &mut outcome
            && !self.shared.unordered.is_empty()
        {
            let expected = document.fields();
            for list in &self.shared.unordered {
                align(list, &expected, fields);
            }
        }
        if outcome.is_abnormal() {
            self.shared.lose(self.at, took);
        }
        (outcome.without_keys_of(document.body()), took)
    }

    /// The outcome with a fresh parser.
    pub(super) fn alone(&mut self, document: &Document) -> Outcome {
        self.parser.restart();
        self.ask(document).0
    }

    pub(super) fn lot(&mut self, lot: &Lot) {
        let mut last = None;
        for (at, task) in (lot.first + 1..).zip(&lot.tasks) {
            self.at = at;
            self.origin = match task {
                Task::Generated(n) => Origin::Generated(*n),
                Task::Stored(n) => Origin::Stored(*n),
                _ => Origin::Fixed,
            };
            last = self.task(*task).or(last);
        }
        if let Some(document) = last {
            self.known_good(lot.first + 1, &document);
        }
    }

    /// Does one step: the document that was given last.
    fn task(&mut self, task: Task) -> Option<Document> {
        match task {
            Task::Deviation(deviation, target, place) => {
                let (example, _, twin) = self.shared.example(target)?;
                let document = match place {
                    Some(_) => example.deviate_at(deviation, place)?,
                    None => self.shared.where_it_is_read(example, deviation)?,
                };
                if !self.shared.reads_change(&document) {
                    return None;
                }
                self.document(document, Some(twin))
            }
            Task::Generated(n) => {
                let options = self.shared.options;
                let (valid, deviating) = options.pair(n);
                self.shared.example(valid.target())?;
                match deviating {
                    None if options.gives(VALID) => self.document(valid, None),
                    None => None,
                    Some(document) if !self.shared.reads_change(&document) => None,
                    Some(document) => self.pair(&valid, document),
                }
            }
            Task::Stored(n) => {
                let document = self.shared.options.stored.get(n)?.clone();
                let twin = self.shared.example(document.target()).map(|(_, _, t)| t);
                self.document(document, twin)
            }
            Task::Delivery(check, delivery) => self.delivery(check, delivery),
            Task::Pieces(mutation, target, size) => {
                let (example, ..) = self.shared.example(target)?;
                let document = pieces::document([example], mutation, target)?;
                self.pieces(pieces::named(document, size), size)
            }
            Task::Prefixes(target, from) => self.prefixes(target, from),
        }
    }

    /// A generated document: the valid one first, then what deviates from it.
    fn pair(&mut self, valid: &Document, deviating: Document) -> Option<Document> {
        if self.shared.skips(self.at, (deviating.check, None)) {
            return None;
        }
        let (outcome, _) = self.ask(valid);
        let twin = self.shared.seen(valid, &outcome);
        self.document(deviating, Some(&twin))
    }

    fn document(&mut self, mut document: Document, twin: Option<&Twin>) -> Option<Document> {
        if self.shared.skips(self.at, (document.check, None)) {
            return None;
        }
        let trapped = document.deviation.is_some_and(|d| d.trapped) && self.set_trap(&mut document);
        let (outcome, took) = self.ask(&document);
        if trapped && self.trap.as_ref().is_some_and(|trap| trap.hits() > 0) {
            let mut judged =
                Judged::fail("no connection to what an entity names", &outcome, "fetched");
            judged.found.push_str(", after it had connected there");
            let expect = document.effect().word();
            self.entry(&document, expect, &outcome, judged, took, false);
            return Some(document);
        }
        self.settle(&document, outcome, took, twin);
        Some(document)
    }

    /// Makes the entities of a document point at a listener of ours, if there can be one.
    fn set_trap(&mut self, document: &mut Document) -> bool {
        if self.trap.is_none() {
            self.trap = Trap::start().ok();
        }
        self.trap
            .as_ref()
            .is_some_and(|trap| trap.set(&mut document.wire.body))
    }

    /// Judges a document. One without an answer is given again, alone, to a fresh parser, and one that fails is given
    /// once more: an answer that changes is no answer.
    fn settle(&mut self, document: &Document, first: Outcome, took: Duration, twin: Option<&Twin>) {
        let heavy = document.deviation.is_some_and(|d| d.heavy);
        let mut last = (first.clone(), took);
        let mut changed = None;
        let mut judged = self.evaluate(document, &first, twin);
        if !first.is_abnormal() && !heavy && judged.verdict == Verdict::Fail {
            let (second, _) = self.ask(document);
            if second != first {
                changed = Some((second.clone(), "a second time"));
            }
            if second.is_abnormal() {
                // Whether the first answer was one to this document is not known.
                self.parser.restart();
                last = self.ask(document);
            }
        } else if first.is_abnormal() {
            self.parser.restart();
            let framing = self.shared.options.framing;
            let patiently =
                |parser: &mut dyn Parser, input: &Input<'_>| parser.parse_patiently(input);
            last = self.deliver_by(document, framing, patiently);
            if !last.0.is_abnormal() {
                self.shared.lose(self.at, last.1);
            }
            // A parser that only needs longer, beside others that want the processor, has not changed its mind.
            if !last.0.is_abnormal() && !matches!(first, Outcome::Hang(_)) {
                changed = Some((last.0.clone(), "alone"));
            }
        }
        let (outcome, took) = last;
        let unanswered = outcome.is_abnormal();
        if outcome != first {
            judged = self.evaluate(document, &outcome, twin);
        }
        self.judge(document, &outcome, judged, took, unanswered);
        if unanswered {
            self.parser.restart();
            self.shared.note_unanswered(self.at, (document.check, None));
        }
        if let Some((second, when)) = changed {
            self.unstable(document, &first, &second, when);
        }
    }

    pub(super) fn evaluate(
        &self,
        document: &Document,
        outcome: &Outcome,
        twin: Option<&Twin>,
    ) -> Judged {
        let none = Twin::default();
        let twin = twin.filter(|_| document.deviation.is_some());
        let reads = self.shared.reads(document.target());
        judge(document, outcome, reads, twin.unwrap_or(&none))
    }

    pub(super) fn judge(
        &mut self,
        document: &Document,
        outcome: &Outcome,
        mut judged: Judged,
        took: Duration,
        unanswered: bool,
    ) {
        if document.deviation.is_some_and(|d| d.heavy) {
            let took = format!(", after {:.1} s", took.as_secs_f64());
            judged.found.push_str(&took);
        }
        if matches!(outcome, Outcome::Accept(_)) {
            judged = Self::without_keys(document, judged);
        }
        if let Some(observe) = self.shared.options.observe {
            observe(self.origin, document, outcome, &judged);
        }
        let expect = document.effect().word();
        self.entry(document, expect, outcome, judged, took, unanswered);
    }

    /// A field may hold a key that is not its own.
    pub(super) fn without_keys(document: &Document, mut judged: Judged) -> Judged {
        if judged.verdict != Verdict::Pass {
            let mut redactor = Redactor::new();
            redactor.learn(document.body());
            judged.found = redactor.text(&judged.found);
            judged.expected = redactor.text(&judged.expected);
        }
        judged
    }

    pub(super) fn entry(
        &mut self,
        document: &Document,
        expect: &'static str,
        outcome: &Outcome,
        judged: Judged,
        took: Duration,
        unanswered: bool,
    ) {
        if judged.verdict == Verdict::Fail {
            self.shared.note_failed(self.at, document.check);
        }
        self.push(Kind::Case(Case {
            check: document.check.to_owned(),
            id: document.id.clone(),
            target: document.target(),
            deviation: document.deviation.map(|d| d.id.to_owned()),
            expect: expect.to_owned(),
            outcome: outcome.word().to_owned(),
            judged,
            took,
            unanswered,
            generated: match self.origin {
                Origin::Generated(n) => Some(n),
                _ => None,
            },
        }));
    }

    pub(super) fn push(&mut self, kind: Kind) {
        self.push_since(self.at, kind);
    }

    pub(super) fn push_since(&mut self, since: usize, kind: Kind) {
        self.entries.push(Entry {
            at: self.at,
            since,
            bodies: std::mem::take(&mut self.bodies),
            kind,
        });
    }
}
