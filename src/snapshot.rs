//! Recorded answers of one version of a target, without all that a server makes up, so that two recordings of one version
//! are byte-equal and those of two versions can be compared.

mod answer;
mod canonical;
pub mod diff;
pub mod folder;
pub mod name;
pub mod normaliser;
mod placeholder;
pub mod record;
mod volatile;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evidence::Role;
use crate::finding::Verdict;
use crate::rule;
use crate::rule::Rule;
use crate::snapshot::normaliser::Normaliser;
use crate::suite::report::Tool;

/// The version of the files.
pub const FORMAT_VERSION: u32 = 1;

/// Whether a rule is recorded: not where what it sends depends on the seed and the number of cases, or what comes on time.
pub fn is_recorded(rule: &Rule) -> bool {
    !rule.is_seeded() && !rule.races
}

/// The ids of the rules that are not recorded.
pub fn left_out() -> impl Iterator<Item = &'static str> {
    let rules = rule::catalogue().filter(|rule| !is_recorded(rule));
    rules.map(|rule| rule.id)
}

/// A recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What was recorded.
    pub facts: Facts,
    /// What every check says.
    pub checks: Vec<CheckState>,
    /// The exchanges, probe by probe.
    pub probes: Vec<ProbeState>,
    /// Documents in canonical form, by the name that cases give them.
    pub documents: BTreeMap<String, String>,
}

/// What was recorded, without a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The name of the target.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The program that recorded it.
    pub tool: Tool,
    /// The API version that was asked for.
    pub api_version: String,
    /// Where addresses and numbers of gateways come from.
    pub seed: u64,
    /// How many exchanges there are.
    pub cases: usize,
    /// How many documents there are, each once.
    pub documents: usize,
    /// How many checks have which verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// How ids look.
    pub ids: BTreeMap<String, Vec<String>>,
    /// Whether request ids repeat, by where they stand.
    pub request_ids: BTreeMap<String, String>,
    /// What was left out or named beside the usual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub normalisers: Vec<Normaliser>,
}

/// What a check says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckState {
    /// The id.
    pub id: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is blocked or does not apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What is wrong, or was observed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingState>,
}

/// A finding, in words that are the same in every run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingState {
    /// See [`crate::Finding::fingerprint`].
    pub fingerprint: String,
    /// The first case that shows it.
    pub case: String,
    /// What the clause asks for.
    pub expected: String,
    /// What came.
    pub found: String,
    /// In which ways it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

/// The exchanges of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeState {
    /// The id.
    pub probe: String,
    /// Why it was not finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halt: Option<String>,
    /// In the order in which they were sent.
    pub cases: Vec<CaseState>,
}

/// One exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseState {
    /// The id of the case.
    pub id: String,
    /// Its part in the probe.
    pub role: Role,
    /// What the page says of the request.
    pub expected: String,
    /// The form, then the parameters in order.
    pub sent: Vec<String>,
    /// What became of it.
    pub outcome: String,
    /// The status; none without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers that matter, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The name of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outer: Option<String>,
    /// How the inner document is carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<String>,
    /// The name of the inner document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inner: Option<String>,
    /// What ids and keys of the answer are called in the whole probe; of those of the request, where that is something else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub called: BTreeMap<String, String>,
}
