//! What all processes of a run share: the plan, what the examples gave, and what is left out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::generate::document::field::{Target, differences};
use crate::generate::document::{Document, VALID};
use crate::parser::{Hello, Outcome, Parser};
use crate::rule::parser::find;
use crate::suite::parser::run::merge::Entry;
use crate::suite::parser::run::plan::{Lot, example_id, plan};
use crate::suite::parser::run::worker::Worker;
use crate::suite::parser::run::{ENOUGH, Options};
use crate::suite::parser::verdict::{Twin, cause};

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
            if (worker.shared.options.selects)(VALID) && worker.shared.options.shard.index() == 0 {
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

    pub(super) fn reads(&self, target: Target) -> Option<&[String]> {
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
    pub(super) fn pace(&self) {
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
