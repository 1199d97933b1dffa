//! The report of one part of a run (`--shard`), and the run put together from all of them.
//!
//! Checks read the exchanges of several probes, so a part cannot say everything. Its report holds the exchanges
//! too, without keys; the whole is judged anew from the exchanges of all parts in the order of the plan.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::file::SavedEvidence;
use crate::evidence::shard::Shard;
use crate::evidence::{Evidence, file};
use crate::rule;
use crate::rule::Rule;
use crate::suite::outcome::Outcome;
use crate::suite::plan;
use crate::suite::report::RunReport;

/// The JSON report of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartReport {
    /// What this part says alone.
    #[serde(flatten)]
    pub run: RunReport,
    /// Which part it is, and what it has seen.
    pub part: Part,
}

/// Which part, and what it has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which part, from 0, of how many.
    pub shard: Shard,
    /// How many requests the whole run generates.
    pub cases: usize,
    /// How the requests were signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// The exchanges.
    pub evidence: SavedEvidence,
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
    /// The exchanges of a part cannot be read.
    #[error("part {0}: {1}")]
    Evidence(Shard, file::Error),
    /// A check of another version of this program.
    #[error("part {0}: there is no check {1}")]
    Unknown(Shard, String),
}

impl PartReport {
    /// The report as JSON, ending in a line feed.
    ///
    /// # Errors
    /// None in practice: the data has no map with keys that are not text.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// What must be the same in all parts.
    fn identity(&self) -> [(&'static str, String); 9] {
        let run = &self.run;
        let checks: Vec<&str> = run.checks.iter().map(|c| c.id.as_str()).collect();
        let auth = self.part.auth.clone().unwrap_or_else(|| "none".to_owned());
        [
            ("program", format!("{} {}", run.tool.name, run.tool.version)),
            ("target", run.target.clone()),
            ("API version", run.api_version.clone()),
            ("seed", run.seed.to_string()),
            ("level", format!("{:?}", run.level)),
            ("number of parts", self.part.shard.count().to_string()),
            ("number of cases", self.part.cases.to_string()),
            ("signature", auth),
            ("list of checks", checks.join(" ")),
        ]
    }
}

/// Holds the parts against each other: [`MergeError`] unless they are all the parts of one run, each once.
pub(crate) fn complete<const N: usize>(
    parts: &[(Shard, [(&'static str, String); N])],
) -> Result<(), MergeError> {
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
/// Requests and resources are those of all parts together; the time is that of the part that took longest.
///
/// # Errors
/// [`MergeError`] unless these are all the parts of one run.
pub fn merge(mut parts: Vec<PartReport>) -> Result<(RunReport, SavedEvidence), MergeError> {
    let identities: Vec<_> = parts.iter().map(|p| (p.part.shard, p.identity())).collect();
    complete(&identities)?;
    parts.sort_by_key(|p| p.part.shard.index());
    let Some(first) = parts.first().map(|p| p.run.clone()) else {
        return Err(MergeError::Nothing);
    };
    let mut evidence = Evidence::default();
    let mut outcome = Outcome::empty();
    let mut checks: Vec<&'static Rule> = Vec::new();
    for part in parts {
        let shard = part.part.shard;
        let restored = part.part.evidence.restore();
        let restored = restored.map_err(|e| MergeError::Evidence(shard, e))?;
        evidence.api_version = restored.api_version;
        evidence.records.extend(restored.records);
        for (probe, halt) in restored.halts {
            evidence.halts.entry(probe).or_insert(halt);
        }
        let run = part.run;
        if checks.is_empty() {
            for check in &run.checks {
                let known = rule::by_id(&check.id);
                checks.push(known.ok_or_else(|| MergeError::Unknown(shard, check.id.clone()))?);
            }
        }
        outcome.requests += run.requests;
        outcome.resources.created += run.resources.created;
        outcome.resources.deleted += run.resources.deleted;
        outcome.resources.left += run.resources.left;
        outcome.resources.left_ids.extend(run.resources.left_ids);
        outcome.resources.open += run.resources.open;
        outcome.resources.notes.extend(run.resources.notes);
        let elapsed = Duration::from_millis(run.elapsed_ms.unwrap_or(0));
        outcome.elapsed = outcome.elapsed.max(elapsed);
        let started = run.started.and_then(|s| s.parse::<Timestamp>().ok());
        outcome.started = started.map_or(outcome.started, |s| s.min(outcome.started));
    }
    let plan = plan::whole_plan(&checks, evidence.api_version);
    // Set-up and clean-up belong to no probe, and come last as in a run. The sort is stable: of a probe that all parts
    // share the requests are in the order of their numbers, which follow the name of the probe.
    let place = |probe: &str| {
        plan.iter()
            .position(|p| p.id == probe)
            .unwrap_or(plan.len())
    };
    evidence.records.sort_by_key(|r| {
        (
            place(&r.probe),
            r.is_generated().then(|| number(&r.case.id)),
        )
    });
    outcome.judge(&checks, evidence);
    Ok(outcome.report(&first.target, first.seed, first.level))
}

/// The number in the id of a generated case; what has none comes first.
fn number(id: &str) -> u64 {
    let name = id.rsplit('/').next().unwrap_or_default();
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}
