//! Fuzzing a parser: rounds of generated documents, of mutations of the corpus, and of splices.

mod defect;
mod round;

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::generate::document::{Document, cases};
use crate::parser::Parser;
use crate::reference::random::Random;
use crate::rule;
use crate::suite::fuzz::corpus::Corpus;
use crate::suite::fuzz::kind::Kinds;
use crate::suite::fuzz::{Session, Status, splice};
use crate::suite::mutate::place;
use crate::suite::parser::run::{Options, Origin};
use crate::suite::report::{Facts, RunReport};

/// A parser in several processes.
pub type Parsers = [Box<dyn Parser + Send>];

/// So many documents of a round are spliced, of eight.
const SPLICED: usize = 1;
/// So many generated ones are mutations of the corpus, of eight.
const MUTATED: usize = 3;
/// The cases of a round, at least and at most.
const ROUND: (usize, usize) = (64, 1 << 14);

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
        let cases = size.min(session.left(&fuzzer.status));
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

    fn finish(self) -> RunReport {
        let mut report = self
            .total
            .unwrap_or_else(|| RunReport::new(self.facts.clone(), Vec::new()));
        report.elapsed_ms = self.status.elapsed_ms();
        report
    }
}
