//! The suite against one parser: twins, deviations, generated documents, truncation, and known good documents in between.
//!
//! The suite is a plan of lots. Each lot is done by one process alone and ends with a known good document, so several
//! processes can share the plan, and what they report does not depend on how many they are.

mod delivery;
mod merge;
mod pieces;
mod plan;
mod repeats;
mod shared;
mod shrink;
mod tally;
mod truncation;
mod worker;

pub use merge::Seen;
pub(crate) use merge::conclude;
pub use pieces::judge as judge_pieces;
pub use plan::Given;
pub use shrink::smallest_of;

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::evidence::redact::redact;
use crate::evidence::shard::Shard;
use crate::finding::{Finding, Judgement, Level};
use crate::generate::document::field::Target;
use crate::generate::document::{Document, cases};
use crate::parser::framing::Framing;
use crate::parser::{Hello, Outcome, Parser};
use crate::rule;
use crate::rule::parser::{ParserRule, Practice};
use crate::spec::version::ApiVersion;
use crate::suite::parser::run::shared::Shared;
use crate::suite::parser::run::shrink::Failure;
use crate::suite::parser::verdict::Judged;
use crate::suite::report::{Adapter, CaseResult, CheckResult, Facts, ParserRun, RunReport, Timing};

/// What is run.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// The API version whose responses are given.
    pub api_version: ApiVersion,
    /// The seed of the generated documents.
    pub seed: u64,
    /// How many documents are generated.
    pub cases: usize,
    /// Every how many bytes the examples are cut; 0 for not at all.
    pub cut_every: usize,
    /// Whether documents of megabytes or thousands of levels are given.
    pub heavy: bool,
    /// Whether deviations are made in other places than the usual one too.
    pub places: bool,
    /// Which checks are run, by id.
    pub selects: &'o (dyn Fn(&str) -> bool + Sync),
    /// End after the first check of this level or above has failed.
    pub fail_fast: Option<Level>,
    /// The part of the plan that is done.
    pub shard: Shard,
    /// The least time from one document to the next.
    pub pace: Duration,
    /// How bodies are delivered to a client, where nothing else is tested.
    pub framing: Framing,
    /// Documents out of files, given before the generated ones.
    pub stored: &'o [Document],
    /// Look for a smaller document for each defect that generated ones show.
    pub shrink: bool,
    /// Defects, by fingerprint, of which a smaller document is not looked for.
    pub known: &'o (dyn Fn(&str) -> bool + Sync),
    /// Also what is the same in every run: mutations of the examples, ways of delivery, and prefixes.
    pub fixed: bool,
    /// The number of the first generated document.
    pub first: u64,
    /// What the first generated documents are made of; those behind are made of the seed.
    pub choices: &'o [Vec<u8>],
    /// Is told of every document that was judged.
    pub observe: Option<&'o Observe<'o>>,
    /// Nothing more is given once this is set.
    pub stop: Option<&'o AtomicBool>,
}

/// Is told what a document came to.
pub type Observe<'o> = dyn Fn(Origin, &Document, &Outcome, &Judged) + Sync + 'o;

/// Where a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It is the same in every run.
    Fixed,
    /// The generated one of this number.
    Generated(u64),
    /// The one of this place among [`Options::stored`].
    Stored(usize),
}

impl Options<'_> {
    /// What the generated document of this number is made of.
    pub(crate) fn recipe(&self, n: u64) -> Vec<u8> {
        let place = n.checked_sub(self.first);
        let place = place.and_then(|place| usize::try_from(place).ok());
        place
            .and_then(|place| self.choices.get(place).cloned())
            .unwrap_or_else(|| cases::recipe(self.seed, n).to_vec())
    }

    /// The valid document of this number, and the same with a mutation of a selected check.
    fn pair(&self, n: u64) -> (Document, Option<Document>) {
        let pool = rule::document_mutations();
        let version = Some(self.api_version);
        cases::pair_of(&self.recipe(n), n, version, pool, |check| self.gives(check))
    }

    /// Whether documents of this check are given: where it is selected, and where nothing is but what is read again after
    /// others.
    fn gives(&self, check: &str) -> bool {
        let repeats = Practice::Repeats.rule();
        let others = || rule::parser::catalogue().iter().map(|rule| rule.id);
        (self.selects)(check)
            || (self.selects)(repeats) && !others().any(|id| id != repeats && (self.selects)(id))
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            api_version: ApiVersion::default(),
            seed: 1,
            cases: 500,
            cut_every: 1,
            heavy: true,
            places: true,
            selects: &|_| true,
            fail_fast: None,
            shard: Shard::default(),
            pace: Duration::ZERO,
            framing: Framing::default(),
            stored: &[],
            shrink: false,
            known: &|_| false,
            fixed: true,
            first: 0,
            choices: &[],
            observe: None,
            stop: None,
        }
    }
}

/// What a run has seen.
#[derive(Debug)]
pub struct Results {
    /// Every document but the prefixes, which are one entry for each target.
    pub cases: Vec<CaseResult>,
    /// Each selected check with its judgement, in the order of the catalogue.
    pub judged: Vec<(&'static ParserRule, Judgement)>,
    /// How many bodies were given to the parser.
    pub bodies: usize,
    /// The checks of which an adapter broke the protocol, so that nothing is known of them.
    pub broken: Vec<String>,
    /// How long the documents took that are no prefix of another, the quickest first.
    pub took: Vec<Duration>,
    /// What they were judged from: shards are merged by joining it.
    pub seen: Seen,
    failures: Vec<Failure>,
    /// Where [`Options::shrink`] asks for it, the smallest generated document of each defect, with its finding.
    pub smallest: Vec<(Document, Finding)>,
}

impl Results {
    /// The report.
    pub fn report(self, hello: &Hello, facts: Facts) -> RunReport {
        let name = redact(&hello.name);
        let adapter = Adapter {
            name: name.clone(),
            version: redact(&hello.version),
            runtime: redact(&hello.runtime),
        };
        self.report_as(
            adapter,
            Facts {
                target: if facts.target.is_empty() {
                    name
                } else {
                    facts.target.clone()
                },
                ..facts
            },
        )
    }

    pub(crate) fn report_as(self, adapter: Adapter, facts: Facts) -> RunReport {
        let parser = ParserRun {
            adapter,
            cases: self.cases,
            timing: Timing::of(&self.took),
        };
        let judged = self.judged.into_iter();
        RunReport::new(
            Facts {
                requests: self.bodies,
                parser: Some(parser),
                ..facts
            },
            judged
                .map(|(rule, judgement)| CheckResult::of_parser(rule, judgement))
                .collect(),
        )
    }
}

/// After so many documents of a check without an answer, its other documents are left out.
const ENOUGH: usize = 3;

/// The word of the report for an adapter that broke the protocol.
const ADAPTER_ERROR: &str = "adapter_error";

/// Runs the suite.
pub fn run(parser: &mut dyn Parser, options: &Options<'_>) -> Results {
    let mut shared = Shared::new(parser.hello(), options);
    let mut entries = shared.twins(parser);
    entries.extend(shared.work(parser));
    finish(&shared, parser, entries)
}

/// Runs the suite with several processes of the same parser: the same report as [`run`], sooner.
pub fn run_all(parsers: &mut [Box<dyn Parser + Send>], options: &Options<'_>) -> Results {
    let Some((first, others)) = parsers.split_first_mut() else {
        return merge::run(Vec::new(), options, (usize::MAX, BTreeMap::new()));
    };
    let mut shared = Shared::new(first.hello(), options);
    let mut entries = shared.twins(first.as_mut());
    let shared = &shared;
    let all = std::thread::scope(|scope| {
        let workers: Vec<_> = others
            .iter_mut()
            .map(|parser| scope.spawn(|| shared.work(parser.as_mut())))
            .collect();
        let mut all = shared.work(first.as_mut());
        for worker in workers {
            // What a worker has seen must not get lost with it.
            all.extend(worker.join().unwrap_or_else(|cause| resume_unwind(cause)));
        }
        all
    });
    entries.extend(all);
    finish(shared, first.as_mut(), entries)
}

fn finish(shared: &Shared<'_>, parser: &mut dyn Parser, entries: Vec<merge::Entry>) -> Results {
    let mut results = merge::run(entries, shared.options, shared.remainder());
    if shared.options.shrink {
        let is_new = |failure: &Failure| !(shared.options.known)(&failure.fingerprint);
        results.failures.retain(is_new);
        results.smallest = shared.smallest(parser, &results.failures);
    }
    results
}

/// The documents that would be given, in their order, by id and target; all prefixes of an example are one.
pub fn list(hello: &Hello, options: &Options<'_>) -> Vec<(String, Target)> {
    plan::list(hello, options)
}

/// The documents of this id that a run would give: one for each target.
pub fn find(id: &str, options: &Options<'_>) -> Vec<Given> {
    plan::find(id, options)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
