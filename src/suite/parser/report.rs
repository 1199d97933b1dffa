//! The result of a run against a parser: the report of an endpoint run, with the adapter and every document.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::evidence::redact::redact;
use crate::finding::{Level, Verdict};
use crate::parser::Hello;
use crate::suite::parser::part::Part;
use crate::suite::parser::run::{CaseResult, Results};
use crate::suite::report::{
    CheckResult, FORMAT_VERSION, Resources, RunReport, Tool, VERDICTS, level_word, word,
};

/// The JSON report of `vpnconform parser`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParserReport {
    /// What every report says.
    #[serde(flatten)]
    pub run: RunReport,
    /// The parser.
    pub adapter: Adapter,
    /// Every document given, but the prefixes: those are one entry for each target.
    pub cases: Vec<CaseResult>,
    /// How long the parser took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// Which part of the run this is, where it was shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
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

/// What the report says beside the results.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The name in the report; the adapter's own where nothing is given.
    pub name: Option<String>,
    /// The API version asked for.
    pub api_version: String,
    /// The seed.
    pub seed: u64,
    /// The lowest level whose failures count.
    pub level: Level,
    /// When the run began.
    pub started: Option<String>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: Option<u64>,
}

impl ParserReport {
    /// Builds the report and decides the exit status.
    pub fn new(hello: &Hello, results: Results, facts: Facts) -> Self {
        let checks: Vec<CheckResult> = results
            .judged
            .into_iter()
            .map(|(check, judgement)| CheckResult {
                id: check.id.to_owned(),
                level: check.level,
                summary: check.summary.to_owned(),
                clauses: vec![check.source.to_owned()],
                verdict: judgement.verdict,
                cause: judgement.cause,
                findings: judgement.findings,
            })
            .collect();
        let count = |verdict| checks.iter().filter(|c| c.verdict == verdict).count();
        let run = RunReport {
            format_version: FORMAT_VERSION,
            tool: Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            target: facts.name.unwrap_or_else(|| redact(&hello.name)),
            api_version: facts.api_version,
            seed: facts.seed,
            started: facts.started,
            elapsed_ms: facts.elapsed_ms,
            level: facts.level,
            exit_status: exit_status(&checks, facts.level),
            totals: VERDICTS.map(|verdict| (verdict, count(verdict))).into(),
            checks,
            requests: results.bodies,
            not_sendable: 0,
            resources: Resources::default(),
            stale: Vec::new(),
            saved: None,
        };
        let adapter = Adapter {
            name: redact(&hello.name),
            version: redact(&hello.version),
            runtime: redact(&hello.runtime),
        };
        Self {
            run,
            adapter,
            cases: results.cases,
            timing: Timing::of(&results.took),
            part: None,
        }
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

    /// The report for a person: each failure with what was given and what came, then the totals. With `verbose`, what
    /// the parser makes of everything that is a matter of policy too.
    pub fn to_text(&self, verbose: bool) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_text(&mut out, verbose);
        out
    }

    fn write_text(&self, out: &mut String, verbose: bool) -> std::fmt::Result {
        const SHOWN: usize = 8;
        // One cause is told once, where it blocks many.
        let mut causes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for check in self
            .run
            .checks
            .iter()
            .filter(|c| c.verdict == Verdict::Blocked)
        {
            causes.entry(check.why()).or_default().push(&check.id);
        }
        for check in &self.run.checks {
            let name = word(check.verdict).to_uppercase();
            match check.verdict {
                Verdict::Fail => {
                    writeln!(
                        out,
                        "{name} {} ({}): {}",
                        check.id,
                        level_word(check.level),
                        check.summary
                    )?;
                    for finding in check.findings.iter().take(SHOWN) {
                        let what = finding.deviation.as_deref().unwrap_or(&finding.case);
                        if finding.waived.is_some() {
                            continue;
                        }
                        let times = if finding.count > 1 {
                            format!(" ({} times)", finding.count)
                        } else {
                            String::new()
                        };
                        writeln!(
                            out,
                            "  {what}: {}{times}; expected: {}",
                            finding.found, finding.expected
                        )?;
                    }
                    if check.findings.len() > SHOWN {
                        writeln!(out, "  and {} more", check.findings.len() - SHOWN)?;
                    }
                }
                Verdict::Blocked => {
                    let why = check.why();
                    let alike = causes.remove(why).unwrap_or_default();
                    match alike.len() {
                        0 => {}
                        1 => writeln!(out, "{name} {}: {why}", check.id)?,
                        n => writeln!(out, "{name} {} and {} more checks: {why}", check.id, n - 1)?,
                    }
                }
                Verdict::Waived => writeln!(out, "{name} {}: {}", check.id, check.why())?,
                _ => {}
            }
        }
        for line in &self.run.stale {
            writeln!(out, "STALE baseline, {line}")?;
        }
        if verbose {
            for case in self.cases.iter().filter(|c| c.expect == "policy") {
                writeln!(
                    out,
                    "POLICY {} ({}): {}",
                    case.id,
                    case.target.as_str(),
                    case.detail
                )?;
            }
        }
        let Adapter {
            name,
            version,
            runtime,
        } = &self.adapter;
        let median = self.timing.as_ref().map_or(0, |t| t.median_us);
        let median = Duration::from_micros(median).as_secs_f64() * 1000.0;
        let what = [name, version, runtime].map(String::as_str).join(" ");
        let what = what.trim();
        writeln!(
            out,
            "{} {}: {what}, {} checks, {} failed, {} blocked, {} documents, {median:.2} ms each in the median (seed {})",
            self.run.target,
            self.run.verdict_line(),
            self.run.checks.len(),
            self.run.total(Verdict::Fail),
            self.run.total(Verdict::Blocked),
            self.run.requests,
            self.run.seed
        )
    }
}

pub(crate) fn exit_status(checks: &[CheckResult], level: Level) -> u8 {
    let any = |verdict| {
        checks
            .iter()
            .any(|c| c.verdict == verdict && c.level >= level)
    };
    match () {
        () if checks.is_empty() => 4,
        () if any(Verdict::Fail) => 1,
        () if any(Verdict::Blocked) => 3,
        () => 0,
    }
}
