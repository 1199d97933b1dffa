//! What all processes of a run share: the plan, what the examples gave, and what is left out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::generate::document::field::{Target, Value};
use crate::generate::document::mutant::Place;
use crate::generate::document::mutation::{Effect, OfRule};
use crate::generate::document::{Document, VALID};
use crate::parser::{Hello, Outcome, Parser};
use crate::rule;
use crate::rule::parser::{Practice, find};
use crate::suite::parser::run::merge::Entry;
use crate::suite::parser::run::plan::{Lot, example_id, plan};
use crate::suite::parser::run::worker::Worker;
use crate::suite::parser::run::{ENOUGH, Options};
use crate::suite::parser::verdict::Twin;

/// What all processes of a run share.
pub(super) struct Shared<'s> {
    pub(super) options: &'s Options<'s>,
    hello: Hello,
    reads: BTreeMap<Target, Option<Vec<String>>>,
    /// The lists of which the parser does not keep the order.
    pub(super) unordered: Vec<String>,
    /// The page's examples with what the parser made of them at first.
    twins: BTreeMap<Target, (Document, Outcome, Twin)>,
    /// Documents that are given again and again, with what the parser made of them at first.
    known_good: BTreeMap<Target, Vec<(Document, Outcome)>>,
    lots: Vec<Lot>,
    next: AtomicUsize,
    /// Where in the plan documents were without an answer, by check (and target of prefixes).
    unanswered: Mutex<BTreeMap<Spent, Vec<usize>>>,
    /// The first step that has failed.
    failed: AtomicUsize,
    /// Checks with documents of a target whose example cannot be given at all, each with why.
    left_out: BTreeMap<&'static str, String>,
    /// The step after which the parser can no longer be given anything, with why.
    ended: Mutex<Option<(usize, String)>>,
    /// How many tries were without an answer in time, and how long that took.
    lost: Mutex<(usize, Duration)>,
    slot: Mutex<Option<Instant>>,
}

/// A run ends after so many tries without an answer in time that took so long: with a hang of two seconds, and four for the
/// second try, these are twelve documents.
const LOST: (usize, Duration) = (24, Duration::from_secs(60));

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
            hello: hello.clone(),
            unordered: hello.unordered.clone(),
            reads,
            twins: BTreeMap::new(),
            known_good: BTreeMap::new(),
            lots: Vec::new(),
            next: AtomicUsize::new(0),
            unanswered: Mutex::default(),
            failed: AtomicUsize::new(usize::MAX),
            left_out: BTreeMap::new(),
            ended: Mutex::default(),
            lost: Mutex::default(),
            slot: Mutex::default(),
        }
    }

    /// Gives both page examples, and remembers what the parser makes of them. Nothing more is given of a target whose
    /// example gets no answer, or no second one.
    pub(super) fn twins(&mut self, parser: &mut dyn Parser) -> Vec<Entry> {
        let mut worker = Worker::new(parser, self);
        let mut twins = BTreeMap::new();
        let mut dead = BTreeMap::new();
        for target in [Target::Response, Target::Configuration] {
            if !worker.shared.reads.contains_key(&target) {
                continue;
            }
            let mut document = Document::example_of(target, worker.shared.options.api_version);
            document.id = example_id(&document);
            let (first, took) = worker.ask(&document);
            let outcome = match first.is_abnormal() {
                true => worker.alone(&document),
                false => first.clone(),
            };
            if worker.shared.options.gives(VALID) && worker.shared.options.shard.index() == 0 {
                let judged = worker.evaluate(&document, &outcome, None);
                worker.judge(&document, &outcome, judged, took, false);
                if outcome != first && !outcome.is_abnormal() {
                    worker.unstable(&document, &first, &outcome, "alone");
                }
            }
            if let Some(why) = worker.broken(&document, &outcome) {
                dead.insert(target, why);
            }
            let twin = worker.shared.seen(&document, &outcome);
            twins.insert(target, (document, outcome, twin));
        }
        let mut known_good: BTreeMap<_, Vec<_>> = BTreeMap::new();
        if (worker.shared.options.selects)(Practice::Repeats.rule()) {
            let living = twins
                .iter()
                .filter(|(target, _)| !dead.contains_key(*target));
            for (target, (example, ..)) in living {
                let all = rule::document_mutations().iter();
                let documents = all
                    .filter(|mutation| mutation.known_good)
                    .filter_map(|mutation| example.deviate(mutation));
                for document in documents {
                    let (first, _) = worker.ask(&document);
                    if !first.is_abnormal() {
                        let known = known_good.entry(*target).or_default();
                        known.push((document, first));
                    }
                }
            }
        }
        let entries = std::mem::take(&mut worker.entries);
        if dead.len() == twins.len()
            && let Some(why) = dead.values().next().cloned()
        {
            // One cause for all that is not done.
            dead.values_mut().for_each(|other| other.clone_from(&why));
        }
        self.twins = twins;
        self.known_good = known_good;
        self.plan(&dead);
        entries
    }

    /// Lays out what is to be done, and what is not.
    fn plan(&mut self, dead: &BTreeMap<Target, String>) {
        let examples = |lives: bool| -> Vec<_> {
            let all = self.twins.iter();
            all.filter(|(target, _)| dead.contains_key(target) != lives)
                .map(|(_, (document, ..))| document.clone())
                .collect()
        };
        let lots = plan(&examples(true), &self.hello, self.options);
        let mut left_out = BTreeMap::new();
        for (target, why) in dead {
            let own: Vec<_> = examples(false)
                .into_iter()
                .filter(|document| document.target() == *target)
                .collect();
            let checks = plan(&own, &self.hello, self.options)
                .into_iter()
                .flat_map(|lot| lot.tasks)
                .flat_map(|task| task.checks(self.options))
                .chain([VALID, Practice::Repeats.rule()]);
            for check in checks {
                left_out.entry(check).or_insert_with(|| why.clone());
            }
        }
        self.lots = lots;
        self.left_out = left_out;
    }

    /// Nothing is given any more after this step.
    pub(super) fn end(&self, at: usize, why: String) {
        self.failed.fetch_min(at, Ordering::Relaxed);
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.as_ref().is_none_or(|(first, _)| at < *first) {
            *ended = Some((at, why));
        }
    }

    /// A try to get an answer was in vain, or succeeded only after one in vain, and took this long.
    pub(super) fn lose(&self, at: usize, time: Duration) {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.0 += 1;
        lost.1 += time;
        let (tries, time) = *lost;
        drop(lost);
        if tries >= LOST.0 && time > LOST.1 {
            let seconds = time.as_secs();
            let why = format!(
                "the run was ended: {tries} tries without an answer in time took {seconds} s"
            );
            self.end(at, why);
        }
    }

    /// The step after which nothing counts, and the checks with documents that were not given, each with why.
    pub(super) fn remainder(&self) -> (usize, BTreeMap<&'static str, String>) {
        let mut left_out = self.left_out.clone();
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((end, why)) = ended.as_ref() else {
            return (usize::MAX, left_out);
        };
        let steps = self
            .lots
            .iter()
            .flat_map(|lot| (lot.first + 1..).zip(&lot.tasks));
        let checks = steps
            .filter(|(at, _)| at > end)
            .flat_map(|(_, task)| task.checks(self.options))
            .chain([Practice::Repeats.rule()]);
        for check in checks {
            left_out.entry(check).or_insert_with(|| why.clone());
        }
        (*end, left_out)
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

    /// The deviation in the first place that the parser reads, or where it is the same in all places.
    pub(super) fn where_it_is_read(
        &self,
        example: &Document,
        deviation: OfRule,
    ) -> Option<Document> {
        let usual = example.deviate(deviation)?;
        if self.is_read(example.target(), usual.wire.place.path) {
            return Some(usual);
        }
        let places = Place::all(example.target()).iter();
        let read = places.filter(|place| self.is_read(example.target(), place.path));
        let mut others = read.filter_map(|place| example.deviate_at(deviation, Some(*place)));
        let other = others.find(|other| other.body() != usual.body());
        Some(match other {
            Some(mut other) => {
                other.id.clone_from(&usual.id);
                other
            }
            None => usual,
        })
    }

    /// Whether the parser reads what this document changes, if it changes single fields that must be read.
    pub(super) fn reads_change(&self, document: &Document) -> bool {
        let mut changes = document.wire.changes.iter();
        let is_about_fields =
            document.effect() == Effect::Accept && !document.wire.changes.is_empty();
        !is_about_fields || changes.any(|(path, _)| self.is_read(document.target(), path))
    }

    /// Whether the parser reads a field: one that it names, or where it names none one that it returned for the example.
    fn is_read(&self, target: Target, path: &str) -> bool {
        let (list, leaf) = match path.splitn(3, '/').collect::<Vec<_>>().as_slice() {
            [list, _, leaf] => ((*list).to_owned(), Some((*leaf).to_owned())),
            _ => (path.to_owned(), None),
        };
        if let Some(names) = self.reads(target) {
            let full = leaf.map(|leaf| format!("{list}/{leaf}"));
            return names
                .iter()
                .any(|name| *name == list || full.as_ref() == Some(name));
        }
        let Some((_, Outcome::Accept(fields), _)) = self.twins.get(&target) else {
            return true;
        };
        match (fields.get(list.as_str()), leaf) {
            (Some(Value::List(items)), Some(leaf)) => {
                items.iter().any(|item| item.contains_key(leaf.as_str()))
            }
            (found, _) => found.is_some(),
        }
    }

    /// The documents that must be read as at first, with how they were read.
    pub(super) fn known_good(&self, target: Target) -> &[(Document, Outcome)] {
        self.known_good.get(&target).map_or(&[], Vec::as_slice)
    }

    /// What a valid document says of the parser before one that deviates from it is given.
    pub(super) fn seen(&self, valid: &Document, outcome: &Outcome) -> Twin {
        Twin::of(valid, outcome, self.reads(valid.target()))
    }

    /// Whether a step before this one ends the run, or enough steps before it were without an answer: what is then left
    /// out is the same whoever did which step when.
    pub(super) fn skips(&self, at: usize, spent: Spent) -> bool {
        if self.failed.load(Ordering::Relaxed) < at || self.options.is_stopped() {
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
        let counts = |gate| find(check).is_some_and(|c| c.level >= gate);
        if (self.options.selects)(check) && gate.is_some_and(counts) {
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
