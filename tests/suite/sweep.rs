//! One run of everything that the self-test is made of, which every proof reads.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

use vpnconform::evidence::Evidence;
use vpnconform::rule::Seeded;
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::outcome::Outcome;
use vpnconform::suite::selftest::{Breadth, Kind, Subject};

use crate::template::{both_ways, conforming};

/// A subject, its run, and whether its documents are judged alike with templates and without.
type Swept = (Subject, io::Result<Outcome>, Result<usize, String>);

/// The reference, the variants, two at once, and the faults, each with its run. Against a fault the rules that must find it are run.
pub static SWEEP: LazyLock<Vec<Swept>> = LazyLock::new(|| {
    let conforming = conforming();
    in_parallel(&subjects(), |subject| {
        let mut outcome = subject.run();
        let alike = match &outcome {
            Ok(outcome) => alike(outcome, &conforming),
            Err(_) => Ok(0),
        };
        if let Ok(outcome) = &mut outcome
            && !has_evidence(subject)
        {
            // All of it would be gigabytes.
            outcome.evidence = Evidence::default();
        }
        (*subject, outcome, alike)
    })
});

/// What is run: each variant once, beside another where one goes with it. The self-test of the command line runs each alone too.
fn subjects() -> Vec<Subject> {
    let mut paired = BTreeSet::new();
    let mut pairs = Vec::new();
    for pair in Subject::pairs() {
        if let Kind::Pair(first, second) = pair.kind
            && !paired.contains(first.id)
            && !paired.contains(second.id)
        {
            paired.extend([first.id, second.id]);
            pairs.push(pair);
        }
    }
    let mut all = Subject::all(Breadth::Named);
    all.retain(|s| !matches!(s.kind, Kind::Variant(variant) if paired.contains(variant.id)));
    all.extend(pairs);
    all
}

/// Judges documents of a run both ways, behind those of a conforming server.
fn alike(outcome: &Outcome, conforming: &[Vec<u8>]) -> Result<usize, String> {
    /// More of a run are like these.
    const DOCUMENTS: usize = 12;
    let records = outcome.evidence.records.iter();
    let answers = records.filter_map(|record| record.exchange.response.as_ref().ok());
    let bodies = answers
        .map(|answer| answer.body.as_slice())
        .filter(|body| body.len() > 1_000);
    let all: Vec<&[u8]> = conforming
        .iter()
        .map(Vec::as_slice)
        .chain(bodies.take(DOCUMENTS))
        .collect();
    both_ways(&all)
}

/// Whether the evidence of this run is kept: of the reference, and of faults of the documents, in which a key may stand.
pub fn has_evidence(subject: &Subject) -> bool {
    let document = |id: &&str| id.starts_with("configuration/") || id.starts_with("secret/");
    match subject.kind {
        Kind::Reference => {
            subject.signature.is_none() && subject.api_version == ApiVersion::default()
        }
        Kind::Variant(_) | Kind::Pair(..) => false,
        Kind::Fault(fault) => {
            !fault.needs_auth() && fault.detected_by.first().is_some_and(document)
        }
    }
}

/// The faults that show without signatures, each with its run.
pub fn faults() -> impl Iterator<Item = (&'static Seeded, &'static Outcome)> {
    SWEEP.iter().filter_map(|(subject, outcome, _)| {
        let fault = subject.fault().filter(|fault| !fault.needs_auth())?;
        Some((fault, outcome.as_ref().unwrap()))
    })
}

/// How many of a list are proven.
#[derive(Clone, Copy, Debug)]
pub enum Share {
    /// One in three: as many as a test run has time for.
    Third,
    /// Each: the night does.
    Whole,
}

impl Share {
    pub fn of<T>(self, all: impl Iterator<Item = T>) -> Vec<T> {
        let step = match self {
            Self::Third => 3,
            Self::Whole => 1,
        };
        all.step_by(step).collect()
    }
}

/// The results in the order of the items, by several threads a processor: some of them only wait.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let threads = 4 * std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((number, item)) = {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    items.get(number).map(|item| (number, item))
                } {
                    let result = act(item);
                    done.lock().unwrap().push((number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
