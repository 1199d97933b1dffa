//! The suite against one parser: twins, deviations, generated documents, truncation, and known good documents in between.
//!
//! The suite is a plan of lots. Each lot is done by one process alone and ends with a known good document, so several
//! processes can share the plan, and what they report does not depend on how many they are.

mod merge;
mod plan;
mod shared;
mod shrink;
mod tally;
mod truncation;
mod worker;

pub use merge::Seen;
pub(crate) use merge::conclude;
pub use shrink::smallest_of;

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::time::Duration;

use crate::evidence::redact::redact;
use crate::evidence::shard::Shard;
use crate::finding::{Finding, Judgement, Level};
use crate::generate::document::Document;
use crate::generate::document::field::Target;
use crate::parser::framing::Framing;
use crate::parser::{Hello, Parser};
use crate::rule::parser::ParserRule;
use crate::spec::version::ApiVersion;
use crate::suite::parser::run::shared::Shared;
use crate::suite::parser::run::shrink::Failure;
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
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            api_version: ApiVersion::default(),
            seed: 1,
            cases: 500,
            cut_every: 1,
            selects: &|_| true,
            fail_fast: None,
            shard: Shard::default(),
            pace: Duration::ZERO,
            framing: Framing::default(),
            stored: &[],
            shrink: false,
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
        results.smallest = shared.smallest(parser, &results.failures);
    }
    results
}

/// The documents that would be given, in their order, by id and target; all prefixes of an example are one.
pub fn list(targets: &[Target], http: bool, options: &Options<'_>) -> Vec<(String, Target)> {
    plan::list(targets, http, options)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
