//! What two recordings differ in: which checks say something else, and which answers are other ones.

mod attribution;
mod check;
mod exchange;
pub mod html;
pub mod markdown;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::{Level, Verdict};
use crate::rule::by_id;
use crate::snapshot::{Facts, FindingState, Snapshot};
use crate::suite::report::Tool;

/// The version of the JSON form; its schema is `schema/snapshot-diff.schema.json`.
pub const FORMAT_VERSION: u32 = 1;

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A check that passed fails or cannot be decided any more, or a failing check has a new finding.
    Regression,
    /// Wrong in both, in another way.
    StillWrong,
    /// A check that failed passes, or a finding of it is gone.
    Repair,
    /// No check minds.
    Variance,
}

/// The whole comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// This program.
    pub tool: Tool,
    /// The earlier one.
    pub before: Side,
    /// The later one.
    pub after: Side,
    /// The API version of both.
    pub api_version: String,
    /// The kinds of change that make the status 1.
    pub denied: Vec<Kind>,
    /// The exit status of the program.
    pub exit_status: u8,
    /// How many changes there are of each kind, of checks and of answers together.
    pub totals: BTreeMap<Kind, usize>,
    /// Checks that say something else, the worst first.
    pub checks: Vec<CheckChange>,
    /// Answers that are other ones, the worst first.
    pub answers: Vec<AnswerChange>,
}

/// One of the two recordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The target.
    pub name: String,
    /// Its version.
    pub version: String,
    /// How many exchanges were recorded.
    pub cases: usize,
    /// How many of them the other recording does not have: they follow from an answer that is another one.
    pub alone: usize,
}

/// A check that says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckChange {
    /// What the change is.
    pub kind: Kind,
    /// The check.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// What holds.
    pub summary: String,
    /// The clauses it rests on.
    pub clauses: Vec<String>,
    /// The verdict before; none if it was not recorded.
    pub before: Option<Verdict>,
    /// The verdict after.
    pub after: Option<Verdict>,
    /// What is found only after.
    pub new: Vec<FindingState>,
    /// What was found only before.
    pub gone: Vec<FindingState>,
}

/// A difference of answers to the same request, with all cases that show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerChange {
    /// What the change is.
    pub kind: Kind,
    /// Where in the answer.
    pub place: String,
    /// What stood there; none if nothing did.
    pub before: Option<String>,
    /// What stands there.
    pub after: Option<String>,
    /// The checks that look there.
    pub checks: Vec<String>,
    /// Their clauses.
    pub clauses: Vec<String>,
    /// The cases.
    pub cases: Vec<String>,
}

/// Why two recordings cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// They asked for different versions.
    #[error(
        "the recordings are of API versions {0} and {1}: record both with the same --api-version"
    )]
    ApiVersion(String, String),
}

impl Diff {
    /// Compares. Changes of the denied kinds make the exit status 1; regressions always do.
    ///
    /// # Errors
    /// [`Error`].
    pub fn of(before: &Snapshot, after: &Snapshot, denied: &[Kind]) -> Result<Self, Error> {
        let versions = [before, after].map(|s| s.facts.api_version.clone());
        if let [a, b] = &versions
            && a != b
        {
            return Err(Error::ApiVersion(a.clone(), b.clone()));
        }
        let denied: BTreeSet<Kind> = denied.iter().copied().chain([Kind::Regression]).collect();
        let checks = check::changes(before, after);
        let compared = exchange::compare(before, after);
        let answers = attribution::classify(compared.changes, &checks, before, after);
        let mut totals: BTreeMap<Kind, usize> = Kind::ALL.map(|kind| (kind, 0)).into();
        let kinds = checks.iter().map(|c| c.kind);
        for kind in kinds.chain(answers.iter().map(|a| a.kind)) {
            *totals.entry(kind).or_default() += 1;
        }
        let is_denied = |kind: &Kind| totals.get(kind).is_some_and(|n| *n > 0);
        Ok(Self {
            format_version: FORMAT_VERSION,
            tool: Tool::this(),
            before: Side::of(&before.facts, compared.alone.0),
            after: Side::of(&after.facts, compared.alone.1),
            api_version: before.facts.api_version.clone(),
            exit_status: u8::from(denied.iter().any(is_denied)),
            denied: denied.into_iter().collect(),
            totals,
            checks,
            answers,
        })
    }

    /// As JSON, ending in a line feed.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// How many changes are of this kind.
    pub fn total(&self, kind: Kind) -> usize {
        self.totals.get(&kind).copied().unwrap_or(0)
    }

    /// Everything in one line.
    pub fn summary(&self) -> String {
        let counts = Kind::ALL.map(|kind| format!("{} {}", self.total(kind), kind.word()));
        format!(
            "{}@{} -> {}@{}: {} (exit status {})",
            self.before.name,
            self.before.version,
            self.after.name,
            self.after.version,
            counts.join(", "),
            self.exit_status
        )
    }
}

impl Side {
    fn of(facts: &Facts, alone: usize) -> Self {
        Self {
            name: facts.name.clone(),
            version: facts.version.clone(),
            cases: facts.cases,
            alone,
        }
    }
}

impl Kind {
    /// Every kind, the worst first.
    pub const ALL: [Self; 4] = [
        Self::Regression,
        Self::StillWrong,
        Self::Repair,
        Self::Variance,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Regression => "regression",
            Self::StillWrong => "still wrong",
            Self::Repair => "repair",
            Self::Variance => "variance",
        }
    }

    /// The word for it in files and links.
    pub const fn id(self) -> &'static str {
        match self {
            Self::StillWrong => "still-wrong",
            _ => self.word(),
        }
    }

    /// What it means, for headlines.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Regression => "Regressions",
            Self::StillWrong => "Still wrong, in another way",
            Self::Repair => "Repairs",
            Self::Variance => "Allowed variance",
        }
    }
}

/// The clauses of these checks, each once.
fn clauses_of<'i>(checks: impl Iterator<Item = &'i String>) -> Vec<String> {
    let mut clauses: Vec<String> = Vec::new();
    for clause in checks
        .filter_map(|id| by_id(id))
        .flat_map(|c| c.requirements)
    {
        if !clauses.iter().any(|known| known == clause) {
            clauses.push((*clause).to_owned());
        }
    }
    clauses
}
