//! One shard of a run (`--shard`), and the run put together from all of them.
//!
//! Rules read what several shards have seen, so a shard cannot say everything. Its report holds what it has seen, without
//! secrets, and what the user has decided; the whole is judged once, from what all shards have seen.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::evidence::redact::Redacted;
use crate::evidence::shard::Shard;
use crate::rule::Rule;
use crate::rule::parser::{ParserRule, find};
use crate::suite::outcome::Outcome;
use crate::suite::parser::run::{Seen, conclude};
use crate::suite::plan;
use crate::suite::report::{Facts, ParserRun, Resources, RunReport};
use crate::suite::ruling::{self, Pinned};
use crate::untrusted::Untrusted;
use crate::{clock, rule};

/// Which shard, what else the shards of a run have in common, and what this one has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which shard, from 0, of how many.
    pub shard: Shard,
    /// How many requests or documents the whole run generates.
    pub cases: usize,
    /// How the requests were signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// At every so many bytes the examples are cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_every: Option<usize>,
    /// The names of the documents out of files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stored: Vec<String>,
    /// What the user has decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rulings: Vec<Pinned>,
    /// The text of the baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// The exchanges, of an endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Redacted<Evidence>>,
    /// What became of the documents, of a parser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// The whole run.
#[derive(Debug)]
pub struct Merged {
    /// What it has come to, with the rulings of its shards.
    pub report: RunReport,
    /// The exchanges, of an endpoint.
    pub evidence: Option<Redacted<Evidence>>,
    /// The text of the baseline of its shards, which is still to be applied.
    pub baseline: Option<String>,
}

/// Why reports are not the parts of one run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// Nothing to merge.
    #[error("there is no part to merge")]
    Nothing,
    /// They do not agree in what makes a run.
    #[error(
        "part {shard} is of another run: its {what} is {found}, that of the first part is {expected}"
    )]
    Different {
        /// The part.
        shard: Shard,
        /// What differs.
        what: &'static str,
        /// There.
        found: String,
        /// In the first one.
        expected: String,
    },
    /// A part is there twice.
    #[error("part {0} is there twice")]
    Twice(Shard),
    /// Parts are not there.
    #[error("these parts are missing: {}", .0.iter().map(Shard::to_string).collect::<Vec<_>>().join(", "))]
    Missing(Vec<Shard>),
    /// A report that is no shard, or has nothing to judge.
    #[error("{0}: this is not the JSON report of a shard (--shard)")]
    Whole(String),
    /// A check of another version of this program.
    #[error("part {0}: there is no check {1}")]
    Unknown(Shard, String),
}

/// What must be the same in all shards.
type Identity = Vec<(&'static str, String)>;

fn identity(run: &RunReport, part: &Part) -> Identity {
    let checks: Vec<&str> = run.checks.iter().map(|c| c.id.as_str()).collect();
    let optional = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let adapter = run.parser.as_ref().map(|parser| &parser.adapter);
    let rulings = part.rulings.iter().map(Pinned::to_string);
    vec![
        ("program", format!("{:?}", run.tool)),
        ("target", run.target.expose().to_owned()),
        (
            "parser",
            optional(&adapter.map(|a| [&*a.name, &a.version, &a.runtime].join(" "))),
        ),
        ("API version", run.api_version.terminal()),
        ("seed", run.seed.to_string()),
        ("level", format!("{:?}", run.level)),
        ("number of parts", part.shard.count().to_string()),
        ("number of cases", part.cases.to_string()),
        ("signature", optional(&part.auth)),
        (
            "--cut-every",
            optional(&part.cut_every.map(|every| every.to_string())),
        ),
        ("folder of documents", part.stored.join(" ")),
        ("list of checks", checks.join(" ")),
        ("list of rulings", rulings.collect::<Vec<_>>().join(" ")),
        ("baseline", optional(&part.baseline)),
    ]
}

/// Holds the parts against each other: [`MergeError`] unless they are all the parts of one run, each once.
fn complete(parts: &[(Shard, Identity)]) -> Result<(), MergeError> {
    let Some((first, expected)) = parts.first() else {
        return Err(MergeError::Nothing);
    };
    let mut seen = BTreeSet::new();
    for (shard, found) in parts {
        let differs = found.iter().zip(expected).find(|(a, b)| a != b);
        if let Some(((what, found), (_, expected))) = differs {
            return Err(MergeError::Different {
                shard: *shard,
                what,
                found: found.clone(),
                expected: expected.clone(),
            });
        }
        if !seen.insert(shard.index()) {
            return Err(MergeError::Twice(*shard));
        }
    }
    let missing: Vec<Shard> = (0..first.count())
        .filter(|index| !seen.contains(index))
        .filter_map(|index| Shard::new(index, first.count()))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(MergeError::Missing(missing))
    }
}

/// The whole run: what it has come to, and its exchanges.
///
/// Requests and resources are those of all shards together; the time is that of the shard that took longest.
///
/// # Errors
/// [`MergeError`] unless these are all the shards of one run.
pub fn merge(reports: Vec<RunReport>) -> Result<Merged, MergeError> {
    let mut shards: Vec<(RunReport, Part)> = Vec::new();
    for mut run in reports {
        let Some(part) = run.part.take() else {
            return Err(MergeError::Whole(run.target.terminal()));
        };
        shards.push((run, part));
    }
    let identities: Vec<_> = shards
        .iter()
        .map(|(run, part)| (part.shard, identity(run, part)))
        .collect();
    complete(&identities)?;
    shards.sort_by_key(|(_, part)| part.shard.index());
    let Some((first, part)) = shards.first() else {
        return Err(MergeError::Nothing);
    };
    let (rulings, baseline) = (part.rulings.clone(), part.baseline.clone());
    let (mut report, evidence) = match first.parser.clone() {
        Some(parser) => (parsers(&parser, &shards)?, None),
        None => {
            let (report, evidence) = endpoints(shards)?;
            (report, Some(evidence))
        }
    };
    ruling::apply(&rulings, &mut report);
    Ok(Merged {
        report,
        evidence,
        baseline,
    })
}

/// Judges what all shards have given the parser.
fn parsers(parser: &ParserRun, shards: &[(RunReport, Part)]) -> Result<RunReport, MergeError> {
    let mut seen = Seen::default();
    for (run, part) in shards {
        let of_shard = part.seen.clone();
        seen.join(of_shard.ok_or_else(|| MergeError::Whole(run.target.terminal()))?);
    }
    let Some((first, part)) = shards.first() else {
        return Err(MergeError::Nothing);
    };
    let known = |id: &str| find(id);
    let rules: Vec<&'static ParserRule> = selected(first, part.shard, known)?;
    let runs = || shards.iter().map(|(run, _)| run);
    let facts = Facts {
        target: first.target.expose().to_owned(),
        api_version: first.api_version.expose().to_owned(),
        seed: first.seed,
        started: runs()
            .filter_map(|run| run.started.clone())
            .min()
            .map(Untrusted::into_inner),
        elapsed_ms: runs().filter_map(|run| run.elapsed_ms).max(),
        level: Some(first.level),
        ..Facts::default()
    };
    Ok(conclude(seen, &rules).report_as(parser.adapter.clone(), facts))
}

/// The rules of the run, by their ids in the report of a shard.
fn selected<R>(
    run: &RunReport,
    shard: Shard,
    known: impl Fn(&str) -> Option<R>,
) -> Result<Vec<R>, MergeError> {
    let of = |id: &String| known(id).ok_or_else(|| MergeError::Unknown(shard, id.clone()));
    run.checks.iter().map(|check| of(&check.id)).collect()
}

/// Judges what all shards have seen of the server.
fn endpoints(
    shards: Vec<(RunReport, Part)>,
) -> Result<(RunReport, Redacted<Evidence>), MergeError> {
    let Some((first, part)) = shards.first() else {
        return Err(MergeError::Nothing);
    };
    let rules: Vec<&'static Rule> = selected(first, part.shard, rule::by_id)?;
    let (target, seed, level) = (first.target.expose().to_owned(), first.seed, first.level);
    let mut evidence = Evidence::default();
    let mut resources = Resources::default();
    let (mut requests, mut elapsed, mut started) = (0, Duration::ZERO, clock::now());
    for (run, part) in shards {
        let saved = part
            .evidence
            .ok_or_else(|| MergeError::Whole(run.target.terminal()))?;
        let of_part = saved.into_inner();
        evidence.api_version = of_part.api_version;
        evidence.auth = of_part.auth;
        evidence.records.extend(of_part.records);
        evidence.unsent.extend(of_part.unsent);
        for (probe, halt) in of_part.halts {
            evidence.halts.entry(probe).or_insert(halt);
        }
        requests += run.requests + run.not_sendable;
        resources.add(run.resources);
        elapsed = elapsed.max(Duration::from_millis(run.elapsed_ms.unwrap_or(0)));
        let of_shard = run
            .started
            .and_then(|s| s.expose().parse::<Timestamp>().ok());
        started = of_shard.map_or(started, |s| s.min(started));
    }
    let plan = plan::whole_plan(&rules, evidence.api_version);
    // Set-up and clean-up belong to no probe, and come last as in a run. The sort is stable.
    let place = |probe: &str| {
        plan.iter()
            .position(|p| p.id == probe)
            .unwrap_or(plan.len())
    };
    evidence
        .records
        .sort_by_key(|r| (place(&r.probe), r.ordinal));
    let outcome = Outcome {
        judged: Outcome::judged(&rules, &evidence),
        evidence,
        resources,
        requests,
        started,
        elapsed,
        ..Outcome::empty()
    };
    Ok(outcome.report(&target, seed, level))
}

impl Resources {
    fn add(&mut self, other: Self) {
        self.created += other.created;
        self.deleted += other.deleted;
        self.left += other.left;
        self.left_ids.extend(other.left_ids);
        self.open += other.open;
        self.notes.extend(other.notes);
    }
}
