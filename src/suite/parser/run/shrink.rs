//! The smallest document that shows a defect: the choices that made it are cut off, or made the ordinary ones, as long as
//! the parser still does the same wrong thing.

use std::time::{Duration, Instant};

use arbitrary::Unstructured;

use crate::finding::{Finding, Verdict};
use crate::generate::document::Document;
use crate::generate::document::mutation::OfRule;
use crate::parser::Parser;
use crate::rule;
use crate::spec::version::ApiVersion;
use crate::suite::parser::run::Options;
use crate::suite::parser::run::merge::finding;
use crate::suite::parser::run::shared::Shared;
use crate::suite::parser::run::worker::Worker;

/// A generated document that failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// Its number.
    pub(super) n: u64,
    pub(super) fingerprint: String,
}

/// So many documents are given to find a smaller one.
const TRIES: usize = 2000;

/// No more are given after this time: a parser that hangs takes seconds for each.
const TIME: Duration = Duration::from_secs(60);

impl Shared<'_> {
    /// The smallest document of each failure, with its finding.
    pub(super) fn smallest(
        &self,
        parser: &mut dyn Parser,
        failures: &[Failure],
    ) -> Vec<(Document, Finding)> {
        let mut worker = Worker::new(parser, self);
        failures
            .iter()
            .filter_map(|failure| worker.shrink(failure))
            .collect()
    }
}

/// The smallest document that fails as the one of these bytes does, with its finding; `None` where that does not fail.
pub fn smallest_of(parser: &mut dyn Parser, bytes: &[u8]) -> Option<(Document, Finding)> {
    let options = Options::default();
    let shared = Shared::new(parser.hello(), &options);
    let mut worker = Worker::new(parser, &shared);
    let pool = rule::document_mutations();
    let (_, deviation) = Document::draw_with_deviation(&mut Unstructured::new(bytes), None, pool);
    // Where the valid document fails by itself, the deviation has no part in it.
    let mut seed = |deviation| {
        let (_, found) = worker.failure(bytes, deviation, None)?;
        Some((deviation, found.fingerprint))
    };
    let (deviation, fingerprint) = seed(None).or_else(|| seed(deviation))?;
    worker.smaller(bytes.to_vec(), deviation, None, &fingerprint)
}

impl Worker<'_> {
    fn shrink(&mut self, failure: &Failure) -> Option<(Document, Finding)> {
        let options = self.shared.options;
        let version = Some(options.api_version);
        let (_, deviating) = options.pair(failure.n);
        let deviation = deviating.and_then(|d| d.deviation);
        let bytes = options.recipe(failure.n);
        self.smaller(bytes, deviation, version, &failure.fingerprint)
    }

    /// The smallest that fails with this fingerprint, from these choices on.
    fn smaller(
        &mut self,
        mut bytes: Vec<u8>,
        deviation: Option<OfRule>,
        version: Option<ApiVersion>,
        fingerprint: &str,
    ) -> Option<(Document, Finding)> {
        let (mut left, begin) = (TRIES, Instant::now());
        let mut fails = |worker: &mut Self, bytes: &[u8]| {
            let is_over = begin.elapsed() > TIME || worker.shared.options.is_stopped();
            left = left.checked_sub(1).filter(|_| !is_over)?;
            let (document, found) = worker.failure(bytes, deviation, version)?;
            (found.fingerprint == fingerprint).then_some((document, found))
        };
        let mut best = fails(self, &bytes)?;
        // A prefix first: without bytes every choice is the ordinary one.
        for length in [0, 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64] {
            let shorter = bytes.get(..length).unwrap_or_default().to_vec();
            if let Some(found) = fails(self, &shorter) {
                (bytes, best) = (shorter, found);
                break;
            }
        }
        loop {
            let before = bytes.clone();
            for at in (0..bytes.len()).rev() {
                let Some(&byte) = bytes.get(at) else { continue };
                for candidate in simpler(&bytes.clone(), at, byte) {
                    if let Some(found) = fails(self, &candidate) {
                        (bytes, best) = (candidate, found);
                        break;
                    }
                }
            }
            if bytes == before {
                return Some(best);
            }
        }
    }

    /// The valid document of these bytes, with the deviation where there is one, and how it fails beside its twin.
    fn failure(
        &mut self,
        bytes: &[u8],
        deviation: Option<OfRule>,
        version: Option<ApiVersion>,
    ) -> Option<(Document, Finding)> {
        let (valid, _) = Document::draw_with_deviation(
            &mut Unstructured::new(bytes),
            version,
            rule::document_mutations(),
        );
        let (document, twin) = match deviation {
            Some(deviation) => {
                let document = valid.deviate(deviation)?;
                let (outcome, _) = self.ask(&valid);
                (document, Some(self.shared.seen(&valid, &outcome)))
            }
            None => (valid, None),
        };
        let (outcome, _) = self.ask(&document);
        if outcome.is_abnormal() {
            self.parser.restart();
        }
        let judged = self.evaluate(&document, &outcome, twin.as_ref());
        let failed = judged.verdict == Verdict::Fail;
        failed.then(|| {
            let found = finding(
                document.check,
                &document,
                &judged.cause,
                &judged.expected,
                &judged.found,
            );
            (document, found)
        })
    }
}

/// The same choices with a more ordinary one at this place; also without some that follow, which may have been about what
/// is then no longer there.
fn simpler(bytes: &[u8], at: usize, byte: u8) -> impl Iterator<Item = Vec<u8>> {
    let values = [0, 1, byte / 2, byte.saturating_sub(1)];
    let values = values.into_iter().filter(move |value| *value < byte);
    values.flat_map(move |value| {
        (0..=8).map(move |removed| {
            let head = bytes.iter().take(at).copied();
            let tail = bytes.iter().skip(at + 1 + removed).copied();
            head.chain([value]).chain(tail).collect()
        })
    })
}
