//! The result of a [`Harness`](crate::Harness).

use std::fmt;

use crate::evidence::Evidence;
use crate::evidence::redact::Redacted;
use crate::finding::{Level, Verdict};
use crate::report::command::Commands;
use crate::report::failure;
use crate::report::failure::Look;
use crate::spec::clause;
use crate::suite::report::{CheckResult, RunReport};
use crate::suite::tally::counted;
use crate::untrusted::Untrusted;

/// What a run has found.
#[derive(Debug)]
pub struct Report {
    run: Option<RunReport>,
    evidence: Option<Redacted<Evidence>>,
    problems: Vec<String>,
    /// Known failures that are none, by rule.
    stale: Vec<(String, String)>,
    /// What runs one trial again.
    commands: Commands,
}

impl Report {
    pub(super) fn new(
        run: RunReport,
        evidence: Option<Redacted<Evidence>>,
        stale: Vec<(String, String)>,
    ) -> Self {
        Self {
            run: Some(run),
            evidence,
            problems: Vec::new(),
            stale,
            commands: Commands::silent(),
        }
    }

    /// With the commands of the test program that makes it.
    pub(super) fn with_commands(self, commands: Commands) -> Self {
        Self { commands, ..self }
    }

    /// A run that did not take place.
    pub(super) fn failed(problems: Vec<String>) -> Self {
        Self {
            run: None,
            evidence: None,
            problems,
            stale: Vec::new(),
            commands: Commands::silent(),
        }
    }

    /// Whether nothing is wrong: no failure at or above the level of the run that is not known, nothing blocked, no known
    /// failure that no longer fails, and nothing left behind.
    pub fn conforms(&self) -> bool {
        self.exit_status() == 0
    }

    /// The exit status that the command line would have: 0 conforms, 1 does not, 2 the run is not what was meant, 3
    /// blocked, 5 a known failure no longer fails, 7 resources left, 70 a bug of this crate.
    pub fn exit_status(&self) -> u8 {
        self.run.as_ref().map_or(2, |run| run.exit_status)
    }

    /// Why the run did not take place.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Each selected rule with its verdict and findings, in the order of the catalogue.
    pub fn checks(&self) -> &[CheckResult] {
        self.run.as_ref().map_or(&[], |run| &run.checks)
    }

    /// The result of one rule.
    pub fn check(&self, id: &str) -> Option<&CheckResult> {
        self.checks().iter().find(|result| result.id == id)
    }

    /// The rules that make the run fail.
    pub fn failures(&self) -> impl Iterator<Item = &CheckResult> {
        self.run.iter().flat_map(RunReport::failures)
    }

    /// How many rules have this verdict.
    pub fn total(&self, verdict: Verdict) -> usize {
        self.run.as_ref().map_or(0, |run| run.total(verdict))
    }

    /// How many requests the endpoint could not carry unchanged; they decide nothing.
    pub fn not_sendable(&self) -> usize {
        self.run.as_ref().map_or(0, |run| run.not_sendable)
    }

    /// The JSON report of the command line (`schema/report.schema.json`); none where the run did not take place.
    pub fn to_json(&self) -> Option<String> {
        self.run.as_ref().and_then(|run| run.to_json().ok())
    }

    pub(super) fn level(&self) -> Level {
        self.run.as_ref().map_or(Level::Should, |run| run.level)
    }

    pub(super) fn left(&self) -> &[Untrusted] {
        self.run.as_ref().map_or(&[], |run| &run.resources.left_ids)
    }

    /// Why an entry for this rule is no longer true.
    pub(super) fn stale(&self, id: &str) -> Option<&str> {
        let mut stale = self.stale.iter();
        stale
            .find(|(of, _)| of == id)
            .map(|(_, line)| line.as_str())
    }

    /// A failure for a person.
    pub(super) fn explain(&self, result: &CheckResult) -> String {
        // What a parser did not read is many documents, each in a line.
        const SHOWN: usize = 20;
        let (Some(run), Some(evidence)) = (&self.run, &self.evidence) else {
            let mut text = result.summary.clone();
            for finding in result.findings.iter().take(SHOWN) {
                let what = finding.deviation.as_deref().unwrap_or(&finding.case);
                text.push_str(&format!(
                    "\n  {what}: expected: {}; actual: {}",
                    finding.expected, finding.found
                ));
            }
            if result.findings.len() > SHOWN {
                text.push_str(&format!("\n  and {} more", result.findings.len() - SHOWN));
            }
            return text;
        };
        let words = |id: &str| clause::find(id).map(|clause| clause.text.to_owned());
        let mut text = failure::headline(result);
        let look = Look {
            width: failure::WIDTH,
            compact: false,
            clauses: &words,
            commands: &self.commands,
        };
        let cause = run.causes.iter().find(|c| c.rules.contains(&result.id));
        for line in failure::lines(result, cause, Some(evidence), look) {
            text.push_str(&format!("\n{:>10}  {}", line.label, line.text));
        }
        text
    }
}

impl fmt::Display for Report {
    /// Everything that is wrong, and the totals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(f, "{problem}")?;
        }
        let Some(run) = &self.run else { return Ok(()) };
        for result in run.failures() {
            writeln!(f, "FAIL {}\n", self.explain(result))?;
        }
        for result in run.with(Verdict::Blocked) {
            writeln!(f, "BLOCKED {}: {}", result.id, result.why())?;
        }
        for (_, line) in &self.stale {
            writeln!(f, "STALE {line}")?;
        }
        if !run.resources.left_ids.is_empty() {
            writeln!(f, "LEFT {}", Untrusted::list(&run.resources.left_ids))?;
        }
        write!(
            f,
            "{} {}: {}, {}, {} not sendable",
            run.target.terminal(),
            run.verdict_line(),
            counted(run.checks.len(), "rule"),
            run.counts,
            counted(run.not_sendable, "request")
        )
    }
}
