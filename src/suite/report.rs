//! The result of a run as plain data: one report for servers and for parsers.

mod check;
mod exit;
mod parser;
mod read;

pub use check::CheckResult;
pub use exit::BUG;
pub(crate) use exit::exit_status;
pub use parser::{Adapter, CaseResult, ParserRun, Timing};
pub use read::ReadError;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::evidence::redact::Redactor;
use crate::finding::{Level, Verdict};
use crate::suite::cause;
use crate::suite::cause::Cause;
use crate::suite::merge::Part;
use crate::suite::report::exit::NOTHING;
use crate::suite::tally::Tally;
use crate::untrusted::Untrusted;

/// The version of the JSON report; its schema is `schema/report.schema.json`.
pub const FORMAT_VERSION: u32 = 1;

/// The JSON report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// This program.
    pub tool: Tool,
    /// What was tested.
    pub target: Untrusted,
    /// The API version that was asked for.
    pub api_version: Untrusted,
    /// The seed of the run.
    pub seed: u64,
    /// When the run began, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Untrusted>,
    /// How long it took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u64>,
    /// The lowest level whose failures count (`--level`).
    pub level: Level,
    /// The exit status of the program.
    pub exit_status: u8,
    /// One entry for each selected check, in the order of the catalogue.
    pub checks: Vec<CheckResult>,
    /// How many checks have which verdict; every verdict is there.
    pub totals: BTreeMap<Verdict, usize>,
    /// What of the failures counts, and from how many causes.
    #[serde(default)]
    pub counts: Tally,
    /// What is wrong with the target, the most severe first: each failure has at least one cause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// Where the known failures are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived_by: Option<String>,
    /// How the run can be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invocation: Option<Invocation>,
    /// How many requests were sent.
    pub requests: usize,
    /// How many requests could not be carried unchanged, and were not sent.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_sendable: usize,
    /// What the run has made at the target.
    pub resources: Resources,
    /// What is no longer true of the baseline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
    /// What was judged, where nothing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<SavedInput>,
    /// What only the report of a parser has.
    #[serde(flatten)]
    pub parser: Option<ParserRun>,
    /// Which shard of a run this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

/// What `vpnconform check` was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedInput {
    /// How many responses and documents were judged.
    pub documents: usize,
    /// The options that bear on the judgement, as they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Whether it passed by, and is in no file.
    #[serde(default, skip_serializing_if = "is_false")]
    pub traffic: bool,
    /// The file in which what the findings show was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// The words of the command line that made a run what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invocation {
    /// The target, as it was typed.
    pub target: String,
    /// The options that reach it, which `replay` has too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<String>,
    /// The other options that a verdict depends on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub run: Vec<String>,
    /// The file of the exchanges, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

impl Invocation {
    /// Takes out what would run another command, for whoever pastes this one.
    fn distrust(&mut self) {
        const RUNS: &str = "--reset-command";
        for words in [&mut self.reach, &mut self.run] {
            while let Some(at) = words.iter().position(|word| word.starts_with(RUNS)) {
                let value = usize::from(words.get(at).is_some_and(|word| word == RUNS));
                words.drain(at..words.len().min(at + 1 + value));
            }
        }
    }
}

/// The program that made a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: Untrusted,
    /// Its version.
    pub version: Untrusted,
}

impl Tool {
    /// This one.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

/// What a run has made at the target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// Gateways and connections made.
    pub created: usize,
    /// Those deleted again.
    pub deleted: usize,
    /// Those still there.
    pub left: usize,
    /// The ids of those still there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_ids: Vec<Untrusted>,
    /// Creates of which it is not known what they have made.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub open: usize,
    /// Why something is left, and what was unusual about making and deleting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Resources {
    /// Whether something is left at the target, or may be.
    pub fn is_left(&self) -> bool {
        self.left > 0 || self.open > 0
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde asks for"
)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What the report says beside the judgements.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// See [`RunReport::target`].
    pub target: String,
    /// See [`RunReport::api_version`].
    pub api_version: String,
    /// See [`RunReport::seed`].
    pub seed: u64,
    /// See [`RunReport::started`].
    pub started: Option<String>,
    /// See [`RunReport::elapsed_ms`].
    pub elapsed_ms: Option<u64>,
    /// See [`RunReport::level`]; should, where nothing else is asked for.
    pub level: Option<Level>,
    /// Whether a bug of this program was found on the way.
    pub bug: bool,
    /// See [`RunReport::requests`].
    pub requests: usize,
    /// See [`RunReport::not_sendable`].
    pub not_sendable: usize,
    /// See [`RunReport::resources`].
    pub resources: Resources,
    /// See [`RunReport::parser`].
    pub parser: Option<ParserRun>,
}

/// Every verdict, the worst first.
pub const VERDICTS: [Verdict; 6] = [
    Verdict::Fail,
    Verdict::Blocked,
    Verdict::Waived,
    Verdict::Advisory,
    Verdict::NotApplicable,
    Verdict::Pass,
];

impl RunReport {
    /// Counts the verdicts and decides the exit status.
    pub fn new(facts: Facts, checks: Vec<CheckResult>) -> Self {
        let mut report = Self {
            format_version: FORMAT_VERSION,
            tool: Tool::this(),
            target: facts.target.into(),
            api_version: facts.api_version.into(),
            seed: facts.seed,
            started: facts.started.map(Untrusted::from),
            elapsed_ms: facts.elapsed_ms,
            level: facts.level.unwrap_or(Level::Should),
            exit_status: if facts.bug { BUG } else { 0 },
            checks,
            totals: BTreeMap::new(),
            counts: Tally::default(),
            causes: Vec::new(),
            waived_by: None,
            invocation: None,
            requests: facts.requests,
            not_sendable: facts.not_sendable,
            resources: facts.resources,
            stale: Vec::new(),
            saved: None,
            parser: facts.parser,
            part: None,
        };
        report.settle();
        report
    }

    /// Groups the failures by what the evidence shows of them.
    pub fn explain(&mut self, evidence: &Evidence, redactor: &mut Redactor) {
        self.causes = cause::group(&self.checks, evidence);
        for cause in &mut self.causes {
            // It may quote an answer, and a redactor of what was saved has learnt no key.
            cause.summary = redactor.text(&evidence.known().blot(&cause.summary));
        }
        for check in &mut self.checks {
            let took = evidence.of(&check.id).map(|record| record.exchange.elapsed);
            let took = took.sum::<std::time::Duration>().as_millis();
            check.elapsed_ms = u64::try_from(took).ok().filter(|ms| *ms > 0);
        }
        self.count();
    }

    /// Counts verdicts and causes.
    fn count(&mut self) {
        let count = |verdict| self.with(verdict).count();
        self.totals = VERDICTS.map(|verdict| (verdict, count(verdict))).into();
        cause::complete(&self.checks, &mut self.causes);
        self.counts = Tally::of(self);
    }

    /// The causes with a failure that counts.
    pub fn counted_causes(&self) -> impl Iterator<Item = &Cause> {
        let counts = |id: &String| self.failures().any(|check| check.id == **id);
        self.causes
            .iter()
            .filter(move |cause| cause.rules.iter().any(counts))
    }

    /// Counts anew and decides the exit status anew, after verdicts have changed.
    pub fn settle(&mut self) {
        self.count();
        self.exit_status = match self.exit_status {
            status @ (NOTHING | BUG) => status,
            _ => exit_status(
                self.checks.iter().map(|check| (check.level, check.verdict)),
                self.level,
                self.resources.is_left(),
                !self.stale.is_empty(),
            ),
        };
    }

    /// How many checks have this verdict.
    pub fn total(&self, verdict: Verdict) -> usize {
        self.totals.get(&verdict).copied().unwrap_or(0)
    }

    /// The checks with this verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &CheckResult> {
        self.checks.iter().filter(move |c| c.verdict == verdict)
    }

    /// The checks that make the run fail: at or above its level.
    pub fn failures(&self) -> impl Iterator<Item = &CheckResult> {
        self.checks
            .iter()
            .filter(|check| check.verdict == Verdict::Fail && check.level >= self.level)
    }

    /// The results family by family, in the order of the catalogue.
    pub fn families(&self) -> Vec<(&str, Vec<&CheckResult>)> {
        let mut families: Vec<(&str, Vec<&CheckResult>)> = Vec::new();
        for check in &self.checks {
            let family = check.family();
            match families.iter_mut().find(|(name, _)| *name == family) {
                Some((_, checks)) => checks.push(check),
                None => families.push((family, vec![check])),
            }
        }
        families
    }

    /// The report as JSON, ending in a line feed.
    ///
    /// # Errors
    /// None in practice: the data has no map with keys that are not text.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// The end of the run in one line.
    pub fn verdict_line(&self) -> String {
        match self.exit_status {
            0 if self.counts.waived > 0 => format!("no new failures: {}", self.counts.waivers()),
            0 => "conforms".to_owned(),
            1 => "does not conform".to_owned(),
            3 => "inconclusive: something blocked the run".to_owned(),
            4 => "nothing was selected".to_owned(),
            5 => "the baseline is stale".to_owned(),
            7 => "resources were left behind".to_owned(),
            70 => "a bug of this program".to_owned(),
            other => format!("ended with status {other}"),
        }
    }
}

/// The word for a verdict, as it stands in the JSON report.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Advisory => "advisory",
        Verdict::Blocked => "blocked",
        Verdict::NotApplicable => "not-applicable",
        Verdict::Waived => "waived",
    }
}

/// The word for a level, as it stands in the JSON report.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Advisory => "advisory",
        Level::May => "may",
        Level::Should => "should",
        Level::Must => "must",
    }
}
