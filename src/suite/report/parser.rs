//! What only the report of a parser has: the adapter and every document.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::finding::Verdict;
use crate::generate::document::field::Target;

/// What a run against a parser adds to the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParserRun {
    /// The parser.
    pub adapter: Adapter,
    /// Every document given, but the prefixes: those are one entry for each target.
    pub cases: Vec<CaseResult>,
    /// How long the parser took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
}

/// How long the parser took for a document, through its adapter and the harness, in microseconds. Prefixes are not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// How many documents.
    pub documents: usize,
    /// Half of them took no longer.
    pub median_us: u64,
    /// Nineteen of twenty took no longer.
    pub p95_us: u64,
    /// The longest.
    pub max_us: u64,
}

impl Timing {
    /// Of these times, the shortest first.
    pub fn of(took: &[Duration]) -> Option<Self> {
        let at = |share: usize| {
            let time = took.get((took.len().saturating_sub(1)) * share / 100)?;
            u64::try_from(time.as_micros()).ok()
        };
        Some(Self {
            documents: took.len(),
            median_us: at(50)?,
            p95_us: at(95)?,
            max_us: at(100)?,
        })
    }
}

/// The parser as it names itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adapter {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it runs on.
    pub runtime: String,
}

/// One document of the run, as the report lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseResult {
    /// `check id/name`
    pub id: String,
    /// Which document it was.
    pub target: Target,
    /// accept, reject or policy
    pub expect: String,
    /// accept, reject, service_error, unsupported, adapter_error, hang or crash
    pub outcome: String,
    /// What that is worth.
    pub verdict: Verdict,
    /// What was found, in words.
    pub detail: String,
}
