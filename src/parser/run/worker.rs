//! One process at work on the plan.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use crate::check::parser::find;
use crate::finding::Finding;
use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::generate::document::VALID;
use crate::generate::document::field::Target;
use crate::generate::document::field::differences;
use crate::generate::document::suite;
use crate::parser::Hello;
use crate::parser::Input;
use crate::parser::Outcome;
use crate::parser::Parser;
use crate::parser::framing::Delivery;
use crate::parser::framing::Framing;
use crate::parser::judge::Judged;
use crate::parser::judge::Twin;
use crate::parser::judge::cause;
use crate::parser::judge::judge;
use crate::parser::run::ENOUGH;
use crate::parser::run::Options;
use crate::parser::run::POISONED;
use crate::parser::run::merge::Case;
use crate::parser::run::merge::Entry;
use crate::parser::run::merge::Kind;
use crate::parser::run::merge::finding;
use crate::parser::run::plan::Lot;
use crate::parser::run::plan::Task;
use crate::parser::run::plan::example_id;
use crate::parser::run::plan::plan;

/// What all processes of a run share.
pub(super) struct Shared<'s> {
    pub(super) options: &'s Options<'s>,
    http: bool,
    reads: BTreeMap<Target, Option<Vec<String>>>,
    /// The page's examples with what the parser made of them at first.
    twins: BTreeMap<Target, (Document, Outcome, Twin)>,
    lots: Vec<Lot>,
    next: AtomicUsize,
    /// Where in the plan documents were without an answer, by check (and target of prefixes).
    unanswered: Mutex<BTreeMap<Spent, Vec<usize>>>,
    /// The first step that has failed.
    failed: AtomicUsize,
    slot: Mutex<Option<Instant>>,
}

/// What is left out after so many documents without an answer.
pub(super) type Spent = (&'static str, Option<Target>);

/// One process, and what it has seen.
pub(super) struct Worker<'w> {
    pub(super) parser: &'w mut dyn Parser,
    pub(super) shared: &'w Shared<'w>,
    pub(super) entries: Vec<Entry>,
    /// The step that is done.
    pub(super) at: usize,
    /// Bodies given since the last entry.
    pub(super) bodies: usize,
    /// The number of the generated document that is judged.
    generated: Option<u64>,
}

impl<'s> Shared<'s> {
    pub(super) fn new(hello: &Hello, options: &'s Options<'s>) -> Self {
        let reads = hello
            .targets
            .iter()
            .map(|t| (*t, hello.reads(*t).map(<[String]>::to_vec)))
            .collect();
        Self {
            options,
            http: hello.http,
            reads,
            twins: BTreeMap::new(),
            lots: Vec::new(),
            next: AtomicUsize::new(0),
            unanswered: Mutex::default(),
            failed: AtomicUsize::new(usize::MAX),
            slot: Mutex::default(),
        }
    }

    /// Gives both page examples, and remembers what the parser makes of them.
    pub(super) fn twins(&mut self, parser: &mut dyn Parser) -> Vec<Entry> {
        let mut worker = Worker::new(parser, self);
        let mut twins = BTreeMap::new();
        for target in [Target::Response, Target::Configuration] {
            if !worker.shared.reads.contains_key(&target) {
                continue;
            }
            let mut document = Document::example_of(target, worker.shared.options.api_version);
            document.id = example_id(&document);
            let (outcome, took) = worker.ask(&document);
            if (worker.shared.options.selects)(VALID) && worker.shared.options.shard.0 == 0 {
                worker.judge(&document, &outcome, None, took, false);
            }
            let twin = worker.shared.seen(&document, &outcome);
            twins.insert(target, (document, outcome, twin));
        }
        let entries = std::mem::take(&mut worker.entries);
        self.twins = twins;
        entries
    }

    /// Lays out what is to be done.
    pub(super) fn plan(&mut self) {
        let examples: Vec<_> = self.twins.values().map(|(d, ..)| d.clone()).collect();
        self.lots = plan(&examples, self.http, self.options);
    }

    /// Does lots until none is left.
    pub(super) fn work(&self, parser: &mut dyn Parser) -> Vec<Entry> {
        let mut worker = Worker::new(parser, self);
        while let Some(lot) = self.lots.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            worker.lot(lot);
        }
        worker.entries
    }

    fn reads(&self, target: Target) -> Option<&[String]> {
        self.reads.get(&target).and_then(Option::as_deref)
    }

    pub(super) fn example(&self, target: Target) -> Option<&(Document, Outcome, Twin)> {
        self.twins.get(&target)
    }

    /// What a valid document says of the parser before one that deviates from it is given.
    pub(super) fn seen(&self, valid: &Document, outcome: &Outcome) -> Twin {
        match outcome {
            Outcome::Accept(fields) => {
                let found = differences(&valid.fields(), fields, self.reads(valid.target()));
                Twin {
                    blocked: None,
                    known: found.iter().map(cause).collect(),
                }
            }
            other => Twin {
                blocked: Some(format!("the valid twin was {}", other.describe())),
                known: Vec::new(),
            },
        }
    }

    /// Whether a step before this one ends the run, or enough steps before it were without an answer: what is then left
    /// out is the same whoever did which step when.
    pub(super) fn skips(&self, at: usize, spent: Spent) -> bool {
        if self.failed.load(Ordering::Relaxed) < at {
            return true;
        }
        let unanswered = self
            .unanswered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let before = |steps: &Vec<usize>| steps.iter().filter(|step| **step < at).count();
        unanswered.get(&spent).map_or(0, before) >= ENOUGH
    }

    pub(super) fn note_unanswered(&self, at: usize, spent: Spent) {
        let mut unanswered = self
            .unanswered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        unanswered.entry(spent).or_default().push(at);
    }

    pub(super) fn note_failed(&self, at: usize, check: &str) {
        let gate = self.options.fail_fast;
        if gate.is_some_and(|gate| find(check).is_some_and(|c| c.level >= gate)) {
            self.failed.fetch_min(at, Ordering::Relaxed);
        }
    }

    /// Waits for this document's turn.
    fn pace(&self) {
        if self.options.pace.is_zero() {
            return;
        }
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let turn = slot.map_or(now, |slot| slot.max(now));
        *slot = Some(turn + self.options.pace);
        drop(slot);
        std::thread::sleep(turn.saturating_duration_since(now));
    }
}

impl<'w> Worker<'w> {
    pub(super) fn new(parser: &'w mut dyn Parser, shared: &'w Shared<'w>) -> Self {
        Self {
            parser,
            shared,
            entries: Vec::new(),
            at: 0,
            bodies: 0,
            generated: None,
        }
    }

    pub(super) fn ask(&mut self, document: &Document) -> (Outcome, Duration) {
        self.deliver(document, self.shared.options.framing)
    }

    fn deliver(&mut self, document: &Document, framing: Framing) -> (Outcome, Duration) {
        self.shared.pace();
        self.bodies += 1;
        let begin = Instant::now();
        let outcome = self.parser.parse(&Input {
            target: document.target(),
            status: document.wire.status,
            body: document.body(),
            framing,
        });
        (outcome, begin.elapsed())
    }

    fn lot(&mut self, lot: &Lot) {
        let mut last = None;
        for (at, task) in (lot.first + 1..).zip(&lot.tasks) {
            self.at = at;
            self.generated = match task {
                Task::Generated(n) => Some(*n),
                _ => None,
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
            Task::Deviation(deviation, target) => {
                let (example, _, twin) = self.shared.example(target)?;
                let document = example.deviate(deviation)?;
                self.document(document, Some(twin))
            }
            Task::Generated(n) => {
                let options = self.shared.options;
                let (valid, deviating) = suite::pair(options.seed, n, Some(options.api_version));
                match deviating.filter(|d| (options.selects)(d.check)) {
                    None => self.document(valid, None),
                    Some(document) => self.pair(&valid, document),
                }
            }
            Task::Stored(n) => {
                let document = self.shared.options.stored.get(n)?.clone();
                let twin = self.shared.example(document.target()).map(|(_, _, t)| t);
                self.document(document, twin)
            }
            Task::Delivery(delivery) => self.delivery(delivery),
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

    fn document(&mut self, document: Document, twin: Option<&Twin>) -> Option<Document> {
        if self.shared.skips(self.at, (document.check, None)) {
            return None;
        }
        let (outcome, took) = self.ask(&document);
        self.settle(&document, outcome, took, twin);
        Some(document)
    }

    /// The example in a delivery that is itself what is tested.
    fn delivery(&mut self, delivery: &'static Delivery) -> Option<Document> {
        let (example, _, twin) = self.shared.example(Target::Response)?;
        let mut document = example.clone();
        document.check = delivery.check();
        document.id = format!("{}/{}", document.check, delivery.id);
        if self.shared.skips(self.at, (document.check, None)) {
            return None;
        }
        let (mut outcome, took) = self.deliver(&document, delivery.framing);
        if outcome.is_abnormal() {
            self.parser.restart();
            let (second, _) = self.deliver(&document, delivery.framing);
            if !second.is_abnormal() {
                self.unstable(&document, &outcome, &second, "alone");
            }
            outcome = second;
        }
        let judged = match (&outcome, delivery.framing.is_whole()) {
            (Outcome::Accept(_), false) => Judged::fail(
                "a rejection of what did not arrive whole",
                &outcome,
                "accepted",
            ),
            (Outcome::Reject { .. } | Outcome::ServiceError { .. }, false) => {
                Judged::rejected(&outcome, twin)
            }
            _ => judge(
                &document,
                &outcome,
                self.shared.reads(Target::Response),
                twin,
            ),
        };
        let expect = if delivery.framing.is_whole() {
            "accept"
        } else {
            "reject"
        };
        self.entry(&document, expect, &outcome, judged, took, false);
        if outcome.is_abnormal() {
            self.parser.restart();
        }
        Some(document)
    }

    /// Judges a document. One without an answer is given again, alone, to a fresh parser, and one that fails is given
    /// once more: an answer that changes is no answer.
    fn settle(&mut self, document: &Document, first: Outcome, took: Duration, twin: Option<&Twin>) {
        let heavy = document.deviation.is_some_and(|d| d.is_heavy());
        let mut last = (first.clone(), took);
        let mut changed = None;
        let fails = |worker: &Self, outcome: &Outcome| {
            worker.evaluate(document, outcome, twin).verdict == Verdict::Fail
        };
        if !first.is_abnormal() && !heavy && fails(self, &first) {
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
            last = self.ask(document);
            if !last.0.is_abnormal() {
                changed = Some((last.0.clone(), "alone"));
            }
        }
        let (outcome, took) = last;
        let unanswered = outcome.is_abnormal();
        self.judge(document, &outcome, twin, took, unanswered);
        if unanswered {
            self.parser.restart();
            self.shared.note_unanswered(self.at, (document.check, None));
        }
        if let Some((second, when)) = changed {
            self.unstable(document, &first, &second, when);
        }
    }

    /// Two answers to one document. An adapter that broke the protocol says nothing of its parser.
    fn unstable(&mut self, document: &Document, first: &Outcome, second: &Outcome, when: &str) {
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
                    POISONED,
                    document,
                    "flaky",
                    "the same answer again",
                    &found,
                ))
            }
        };
        self.push(kind);
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

    fn judge(
        &mut self,
        document: &Document,
        outcome: &Outcome,
        twin: Option<&Twin>,
        took: Duration,
        unanswered: bool,
    ) {
        let mut judged = self.evaluate(document, outcome, twin);
        if document.deviation.is_some_and(|d| d.is_heavy()) {
            let took = format!(", after {:.1} s", took.as_secs_f64());
            judged.found.push_str(&took);
        }
        let expect = document.effect().word();
        self.entry(document, expect, outcome, judged, took, unanswered);
    }

    fn entry(
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
            check: document.check,
            id: document.id.clone(),
            target: document.target(),
            deviation: document.deviation.map(|d| d.id),
            expect,
            outcome: outcome.word(),
            judged,
            took,
            unanswered,
            generated: self.generated,
        }));
    }

    pub(super) fn push(&mut self, kind: Kind) {
        self.push_since(self.at, kind);
    }

    fn push_since(&mut self, since: usize, kind: Kind) {
        self.entries.push(Entry {
            at: self.at,
            since,
            bodies: std::mem::take(&mut self.bodies),
            kind,
        });
    }

    /// The twin must be read as it was at first, whatever came before it.
    fn known_good(&mut self, since: usize, after: &Document) {
        if !(self.shared.options.selects)(POISONED) {
            return;
        }
        let Some((document, first, _)) = self.shared.example(after.target()) else {
            return;
        };
        if first.is_abnormal() {
            return;
        }
        let (now, _) = self.ask(document);
        if now == *first {
            return self.push_since(since, Kind::Same);
        }
        if matches!(now, Outcome::AdapterError(_)) {
            let why = format!("after {}: the adapter {}", after.id, now.describe());
            self.push_since(since, Kind::Broken(why));
        } else {
            let found: Finding = finding(
                POISONED,
                after,
                "poisoned",
                "the page's example is read as at first",
                &format!(
                    "first {}, later {} or with other fields",
                    first.describe(),
                    now.describe()
                ),
            );
            self.shared.note_failed(self.at, POISONED);
            self.push_since(since, Kind::Changed(found));
        }
        self.parser.restart();
    }
}
