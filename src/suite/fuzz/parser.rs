//! Fuzzing a parser: rounds of generated documents, of mutations of the corpus, and of splices.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::finding::{Finding, Verdict};
use crate::generate::document::mutation::Effect;
use crate::generate::document::{Document, VALID, cases};
use crate::parser::{Hello, Input, Outcome, Parser};
use crate::reference::random::Random;
use crate::rule;
use crate::suite::fuzz::corpus::Corpus;
use crate::suite::fuzz::kind::{self, Kinds};
use crate::suite::fuzz::{Defect, Session, Shown, Status, absorb, splice};
use crate::suite::mutate::place;
use crate::suite::parser::run::{Options, Origin, run_all};
use crate::suite::parser::verdict::{Judged, Twin, judge};
use crate::suite::report::{CheckResult, Facts, RunReport};
use crate::suite::ruling;

/// A parser in several processes.
pub type Parsers = [Box<dyn Parser + Send>];

/// So many documents of a round are spliced, of eight.
const SPLICED: usize = 1;
/// So many generated ones are mutations of the corpus, of eight.
const MUTATED: usize = 3;
/// The cases of a round, at least and at most.
const ROUND: (usize, usize) = (64, 1 << 14);
/// After so many documents without an answer in one round, the documents of a check are left out: one costs seconds.
const ENOUGH: usize = 3;
/// The failing documents of a round that are remembered.
const FAILING: usize = 256;
/// So many documents are given to make a spliced one smaller, in so much time.
const TRIES: (usize, Duration) = (4000, Duration::from_secs(30));

/// Fuzzes until the session is over; `documents` are those of the corpus, which are given first.
///
/// # Errors
/// When the corpus cannot be written.
pub fn run(
    parsers: &mut Parsers,
    options: Options<'_>,
    facts: &Facts,
    session: &Session<'_>,
    (corpus, documents): (&mut Corpus, &[Document]),
) -> io::Result<RunReport> {
    let mut fuzzer = Fuzzer::new(options, facts, session, corpus);
    fuzzer.replay(parsers, documents)?;
    let mut size = ROUND.0 * parsers.len();
    while !session.is_over(&fuzzer.status) {
        let left = session.cases.map_or(usize::MAX, |cases| {
            cases.saturating_sub(usize::try_from(fuzzer.status.cases).unwrap_or(usize::MAX))
        });
        let cases = size.min(left);
        let choices = fuzzer
            .corpus
            .mutated(&mut fuzzer.random, cases * MUTATED / 8);
        let spliced = fuzzer.spliced(cases * SPLICED / 8);
        let begin = Instant::now();
        let judged = fuzzer.round(parsers, &spliced, &choices, cases)?;
        fuzzer.status.cases += cases as u64;
        if judged == 0 {
            // The parser can be given nothing any more; the report says why.
            break;
        }
        size = session.next_size(size, begin.elapsed(), ROUND);
    }
    Ok(fuzzer.finish())
}

/// Gives the documents of the corpus, and removes those that show no kind of outcome that smaller ones do not show: how many
/// are left, and how many were removed.
///
/// # Errors
/// When the corpus cannot be written.
pub fn minimise(
    parsers: &mut Parsers,
    options: Options<'_>,
    facts: &Facts,
    session: &Session<'_>,
    (corpus, documents): (&mut Corpus, &[Document]),
) -> io::Result<(RunReport, usize)> {
    let mut fuzzer = Fuzzer::new(options, facts, session, corpus);
    let names: Vec<String> = fuzzer
        .corpus
        .choices()
        .map(|(name, _)| name.to_owned())
        .collect();
    fuzzer.replay(parsers, documents)?;
    let mut shown = std::mem::take(&mut fuzzer.shown);
    shown.sort_by_key(|(length, _, _)| *length);
    let mut kinds = Kinds::default();
    let wanted = shown.iter().filter(|(_, _, shown)| kinds.add(shown));
    let name = |origin: &Origin| match origin {
        Origin::Generated(n) => names.get(usize::try_from(*n).ok()?).cloned(),
        Origin::Stored(place) => documents.get(*place).map(name_of),
        Origin::Fixed => None,
    };
    let wanted: BTreeSet<String> = wanted.filter_map(|(_, origin, _)| name(origin)).collect();
    let removed = match session.stop.load(Ordering::Relaxed) {
        // Not all were given.
        true => 0,
        false => fuzzer.corpus.retain(&wanted)?,
    };
    Ok((fuzzer.finish(), removed))
}

/// The name of the files that a document was read from.
fn name_of(document: &Document) -> String {
    let name = document.id.rsplit('/').next();
    name.unwrap_or_default().to_owned()
}

struct Fuzzer<'f> {
    options: Options<'f>,
    facts: &'f Facts,
    session: &'f Session<'f>,
    corpus: &'f mut Corpus,
    random: Random,
    kinds: Kinds,
    /// What each document of the corpus has shown, with its length.
    shown: Vec<(usize, Origin, Vec<u64>)>,
    /// The number of the next generated document.
    next: u64,
    /// Checks whose documents are not given any more.
    spent: BTreeSet<String>,
    /// The fingerprints of the defects that were seen.
    seen: BTreeSet<String>,
    status: Status,
    total: Option<RunReport>,
}

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

impl<'f> Fuzzer<'f> {
    fn new(
        options: Options<'f>,
        facts: &'f Facts,
        session: &'f Session<'f>,
        corpus: &'f mut Corpus,
    ) -> Self {
        Self {
            random: Random::new(options.seed ^ 0x0005_EED0_F0F0_CAFE),
            options: Options {
                fixed: false,
                shrink: true,
                stop: Some(session.stop),
                ..options
            },
            facts,
            session,
            corpus,
            kinds: Kinds::default(),
            shown: Vec::new(),
            next: 0,
            spent: BTreeSet::new(),
            seen: BTreeSet::new(),
            status: Status::new(),
            total: None,
        }
    }

    /// Gives what is in the corpus.
    fn replay(&mut self, parsers: &mut Parsers, documents: &[Document]) -> io::Result<()> {
        let choices: Vec<_> = self.corpus.choices().map(|(_, c)| c.to_vec()).collect();
        self.round(parsers, documents, &choices, choices.len())?;
        Ok(())
    }

    /// Spliced documents of the selected checks.
    fn spliced(&mut self, count: usize) -> Vec<Document> {
        let all: Vec<&[u8]> = self.corpus.choices().map(|(_, choices)| choices).collect();
        let random = &mut self.random;
        let (pool, version) = (rule::document_mutations(), Some(self.options.api_version));
        let draw = |random: &mut Random| {
            let fresh = cases::noise(random.next());
            let kept = all.get(place(random, all.len().max(1) * 2));
            let bytes = kept.copied().unwrap_or(&fresh);
            let (valid, deviating) = cases::pair_of(bytes, 0, version, pool, |_| true);
            // Megabytes are no place to look for small things.
            deviating
                .filter(|d| d.deviation.is_none_or(|d| !d.heavy))
                .unwrap_or(valid)
        };
        let selects = self.options.selects;
        let documents = (0..count).map(|_| {
            let (base, other) = (draw(random), draw(random));
            splice::splice(random, &base, &other)
        });
        documents
            .filter(|document| selects(document.check))
            .collect()
    }

    /// One round of the suite: how many documents were judged.
    fn round(
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
        let (seen, corpus) = (&self.seen, &*self.corpus);
        let known = |fingerprint: &str| {
            seen.contains(fingerprint)
                || corpus.knows(fingerprint)
                || (self.session.accepted)(fingerprint)
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

    /// Tells of a defect that was not known, with the smallest document that shows it.
    fn defect(
        &mut self,
        parser: &mut dyn Parser,
        check: &CheckResult,
        finding: &Finding,
        failing: Option<&Document>,
        small: Option<(Document, Finding)>,
    ) -> io::Result<()> {
        if !self.seen.insert(finding.fingerprint.clone()) {
            return Ok(());
        }
        if self.corpus.knows(&finding.fingerprint) || (self.session.accepted)(&finding.fingerprint)
        {
            self.status.known += 1;
            return Ok(());
        }
        let (document, finding) = match (small, failing) {
            (Some((document, found)), _) => (Some(document), found),
            (None, Some(spliced))
                if spliced.stored.is_some() && spliced.effect() == Effect::Reject =>
            {
                (
                    Some(fewer_bytes(parser, spliced.clone(), self.session.stop)),
                    finding.clone(),
                )
            }
            // An answer that changes has no document of its own.
            (None, failing) => (failing.cloned(), finding.clone()),
        };
        let file = match &document {
            Some(document) => self.corpus.keep_defect(document, &finding)?,
            None => None,
        };
        self.status.defects += 1;
        self.status.last_new = Instant::now();
        self.session.tell.defect(&Defect {
            checks: vec![check.id.clone()],
            finding,
            summary: None,
            file,
            shown: Shown::Request,
        });
        Ok(())
    }

    fn finish(self) -> RunReport {
        let mut report = self
            .total
            .unwrap_or_else(|| RunReport::new(self.facts.clone(), Vec::new()));
        let took = self.status.started.elapsed().as_millis();
        report.elapsed_ms = u64::try_from(took).ok();
        report
    }
}

/// The checks with too many documents without an answer.
fn spent_in(cases: &[crate::suite::report::CaseResult]) -> BTreeSet<String> {
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

/// The document without the bytes that the defect does not need.
fn fewer_bytes(parser: &mut dyn Parser, mut best: Document, stop: &AtomicBool) -> Document {
    let (mut left, begin) = (TRIES.0, Instant::now());
    let fails = |parser: &mut dyn Parser, document: &Document| {
        let input = Input::of(document);
        let outcome = parser.parse(&input);
        if outcome.is_abnormal() {
            parser.restart();
        }
        let hello: &Hello = parser.hello();
        let reads = hello.reads(document.target());
        judge(document, &outcome, reads, &Twin::default()).verdict == Verdict::Fail
    };
    let mut length = best.body().len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < best.body().len() {
            let is_over = begin.elapsed() > TRIES.1 || stop.load(Ordering::Relaxed);
            left = match left.checked_sub(1).filter(|_| !is_over) {
                Some(left) => left,
                None => return best,
            };
            let mut body = best.body().to_vec();
            drop(body.drain(at..body.len().min(at + length)));
            let candidate = splice::expected(&best, body);
            let same = candidate.check == best.check && candidate.effect() == best.effect();
            if same && fails(parser, &candidate) {
                best = candidate;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    best
}
