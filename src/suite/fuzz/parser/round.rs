//! One round: the suite with other documents, and what is new in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::finding::Verdict;
use crate::generate::document::{Document, VALID};
use crate::parser::Outcome;
use crate::suite::fuzz::absorb;
use crate::suite::fuzz::kind::{self, Kinds};
use crate::suite::fuzz::parser::{Fuzzer, Parsers};
use crate::suite::parser::run::{Options, Origin, run_all};
use crate::suite::parser::verdict::Judged;
use crate::suite::report::{CaseResult, CheckResult};
use crate::suite::ruling;

/// After so many documents without an answer in one round, the documents of a check are left out: one costs seconds.
const ENOUGH: usize = 3;
/// The failing documents of a round that are remembered.
const FAILING: usize = 256;

/// What is noted while the parsers are at work.
#[derive(Default)]
struct Notes {
    kinds: Kinds,
    /// With a new kind of outcome.
    news: Vec<(Origin, Document)>,
    /// Failed, by id.
    failing: BTreeMap<String, Document>,
    shown: Vec<(usize, Origin, Vec<u64>)>,
    judged: usize,
}

impl Fuzzer<'_> {
    /// One round of the suite: how many documents were judged.
    pub(super) fn round(
        &mut self,
        parsers: &mut Parsers,
        stored: &[Document],
        choices: &[Vec<u8>],
        cases: usize,
    ) -> io::Result<usize> {
        let notes = Mutex::new(Notes {
            kinds: std::mem::take(&mut self.kinds),
            ..Notes::default()
        });
        let is_first = self.total.is_none();
        let observe = |origin: Origin, document: &Document, outcome: &Outcome, judged: &Judged| {
            let shown = kind::of_document(document, outcome, judged);
            let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
            notes.judged += usize::from(origin != Origin::Fixed);
            if judged.verdict == Verdict::Fail && notes.failing.len() < FAILING {
                notes.failing.insert(document.id.clone(), document.clone());
            }
            let is_new = notes.kinds.add(&shown);
            if is_first {
                notes.shown.push((document.body().len(), origin, shown));
            } else if is_new && origin != Origin::Fixed {
                notes.news.push((origin, document.clone()));
            }
        };
        let (spent, all) = (&self.spent, self.options.selects);
        let selects = |check: &str| all(check) && !spent.contains(check);
        let (seen, corpus, accepted) = (&self.seen, &*self.corpus, self.session.accepted);
        let known = |fingerprint: &str| {
            seen.contains(fingerprint) || corpus.knows(fingerprint) || accepted(fingerprint)
        };
        let options = Options {
            stored,
            choices,
            cases,
            first: self.next,
            selects: &selects,
            known: &known,
            ..self.options
        };
        let watched = Options {
            observe: Some(&observe),
            ..options
        };
        let mut results = run_all(parsers, &watched);
        let mut smallest = std::mem::take(&mut results.smallest);
        let notes = notes.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.kinds = notes.kinds;
        self.shown = notes.shown;
        self.status.executions += results.bodies as u64;
        let recipe = |origin| match origin {
            Origin::Generated(n) => Some(options.recipe(n)),
            Origin::Fixed | Origin::Stored(_) => None,
        };
        let news = notes.news.into_iter();
        let news: Vec<_> = news.map(|(origin, d)| (d, recipe(origin))).collect();
        for (document, choices) in news {
            let kept = match choices {
                Some(choices) => self
                    .corpus
                    .keep_choices(document.target().as_str(), choices)?,
                None => self.corpus.keep_document(&document)?,
            };
            if kept {
                self.status.last_new = Instant::now();
            }
        }
        self.next += cases as u64;
        let spent = spent_in(&results.cases);
        let broken = std::mem::take(&mut results.broken);
        let Some((first, _)) = parsers.split_first_mut() else {
            return Ok(0);
        };
        let mut report = results.report(first.hello(), self.facts.clone());
        ruling::apply(self.session.rulings, &mut report);
        for check in report.failures() {
            if spent.contains(&check.id) {
                self.spent.insert(check.id.clone());
            }
            for finding in &check.findings {
                let failing = notes.failing.get(&finding.case);
                let small = smallest
                    .iter()
                    .position(|(_, f)| f.fingerprint == finding.fingerprint);
                let small = small.map(|at| smallest.swap_remove(at));
                self.defect(first.as_mut(), check, finding, failing, small)?;
            }
        }
        if let Some(parser) = &mut report.parser {
            // They would be millions.
            parser.cases.clear();
        }
        let sticks = |check: &CheckResult| broken.contains(&check.id);
        self.total = Some(absorb(self.total.take(), report, &sticks));
        self.status.corpus = self.corpus.len();
        self.session.tell.status(&self.status);
        Ok(notes.judged)
    }
}

/// The checks with too many documents without an answer.
fn spent_in(cases: &[CaseResult]) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let unanswered = |outcome: &str| ["hang", "crash"].contains(&outcome);
    for case in cases.iter().filter(|case| unanswered(&case.outcome)) {
        let check = case.id.rsplit_once('/').map_or("", |(check, _)| check);
        *counts.entry(check).or_default() += 1;
    }
    // Of valid documents some are without an answer; the others are still wanted.
    let counts = counts
        .into_iter()
        .filter(|(check, count)| *check != VALID && *count >= ENOUGH);
    counts.map(|(check, _)| check.to_owned()).collect()
}
