//! Failures a line each, for people in a hurry and for the annotations of CI services.

use serde_json::{Value, json};

use crate::finding::{Level, Verdict};
use crate::report::printable::printable_text;
use crate::suite::report::{CheckResult, RunReport, level_word, word};
use crate::untrusted::workflow_command;

/// What one line says of a check: what was expected and what came.
fn message(check: &CheckResult) -> String {
    match check.findings.first() {
        Some(finding) if check.verdict == Verdict::Fail => printable_text(&format!(
            "expected {}; actual {} [{}]",
            finding.expected, finding.found, finding.case
        )),
        _ => printable_text(check.why()),
    }
}

/// The checks that need a look: those that fail, and those that could not be decided.
fn notable(report: &RunReport) -> impl Iterator<Item = &CheckResult> {
    let is_notable =
        |check: &&CheckResult| matches!(check.verdict, Verdict::Fail | Verdict::Blocked);
    report.checks.iter().filter(is_notable)
}

fn counts(check: &CheckResult, report: &RunReport) -> bool {
    check.verdict == Verdict::Fail && check.level >= report.level
}

/// The last line: verdict and counts.
fn summary(report: &RunReport) -> String {
    let verdict = report.verdict_line();
    format!("{} {verdict}: {}", report.target.terminal(), report.counts)
}

/// `TARGET: CHECK LEVEL VERDICT: what was expected and what came`, a line each, and a line with the counts.
pub fn concise(report: &RunReport) -> String {
    let target = report.target.terminal();
    let mut out = String::new();
    for check in notable(report) {
        let note = match check.verdict == Verdict::Fail && !counts(check, report) {
            true => " (not counted)",
            false => "",
        };
        let (level, verdict) = (level_word(check.level), word(check.verdict));
        let (id, message) = (printable_text(&check.id), message(check));
        out.push_str(&format!(
            "{target}: {id} {level} {verdict}{note}: {message}\n"
        ));
    }
    out + &summary(report) + "\n"
}

/// Workflow commands of GitHub Actions: an error for each failure that counts, a warning for the rest.
pub fn github(report: &RunReport) -> String {
    let mut out = String::new();
    for check in notable(report) {
        let kind = match counts(check, report) {
            true => "error",
            false => "warning",
        };
        let title = format!("{} ({})", check.id, level_word(check.level));
        let (title, message) = (property(&title), workflow_command(&message(check)));
        out.push_str(&format!("::{kind} title={title}::{message}\n"));
    }
    let kind = if report.exit_status == 0 {
        "notice"
    } else {
        "error"
    };
    out + &format!(
        "::{kind} title=vpnconform::{}\n",
        workflow_command(&summary(report))
    )
}

fn property(text: &str) -> String {
    workflow_command(text)
        .replace(':', "%3A")
        .replace(',', "%2C")
}

/// A Code Quality report of GitLab: an entry for each failure.
///
/// # Errors
/// None in practice: the data has no map with keys that are not text.
pub fn gitlab(report: &RunReport) -> Result<String, serde_json::Error> {
    let failed = report
        .checks
        .iter()
        .filter(|check| check.verdict == Verdict::Fail);
    let entries: Vec<Value> = failed
        .flat_map(|check| {
            let severity = match check.level {
                _ if !counts(check, report) => "info",
                Level::Must => "critical",
                Level::Should => "major",
                Level::May | Level::Advisory => "minor",
            };
            check.findings.iter().map(move |finding| {
                json!({
                    "description": format!("expected {}; actual {}", finding.expected, finding.found),
                    "check_name": check.id,
                    "fingerprint": finding.fingerprint,
                    "severity": severity,
                    "location": {
                        "path": finding.case,
                        "lines": { "begin": finding.position.as_ref().map_or(1, |p| p.line.max(1)) },
                    },
                })
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&entries)? + "\n")
}
