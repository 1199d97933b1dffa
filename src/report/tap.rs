//! The Test Anything Protocol, version 14: a line for each check.

use std::fmt;
use std::fmt::Write;

use crate::finding::Verdict;
use crate::report::printable::printable_text;
use crate::suite::report::{CheckResult, RunReport};

/// Blocked is `not ok`; waived, and failures below the level, are `not ok` with TODO; not applicable is SKIP; advisory is
/// `ok` with its observation.
pub fn render(report: &RunReport) -> String {
    let mut out = format!("TAP version 14\n1..{}\n", report.checks.len());
    for (index, check) in report.checks.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = point(&mut out, index + 1, check, report);
    }
    out
}

fn point(out: &mut String, number: usize, check: &CheckResult, report: &RunReport) -> fmt::Result {
    let ok = match check.verdict {
        Verdict::Pass | Verdict::Advisory | Verdict::NotApplicable => "ok",
        Verdict::Fail | Verdict::Blocked | Verdict::Waived => "not ok",
    };
    write!(
        out,
        "{ok} {number} - {}",
        printable_text(&check.id).replace('#', "\\#")
    )?;
    let why = printable_text(check.why()).replace('#', "\\#");
    match check.verdict {
        Verdict::NotApplicable => writeln!(out, " # SKIP {why}")?,
        Verdict::Waived => writeln!(out, " # TODO {why}")?,
        Verdict::Fail if check.level < report.level => writeln!(out, " # TODO below the level")?,
        _ => writeln!(out)?,
    }
    if check.findings.is_empty() && check.cause.is_none() {
        return Ok(());
    }
    writeln!(out, "  ---")?;
    if let Some(cause) = &check.cause {
        writeln!(out, "  cause: {}", quoted(cause))?;
    }
    if !check.findings.is_empty() {
        writeln!(out, "  findings:")?;
    }
    for finding in &check.findings {
        writeln!(out, "    - case: {}", quoted(&finding.case))?;
        writeln!(out, "      expected: {}", quoted(&finding.expected))?;
        writeln!(out, "      actual: {}", quoted(&finding.found))?;
        writeln!(out, "      fingerprint: {}", quoted(&finding.fingerprint))?;
    }
    writeln!(out, "  ...")
}

/// A YAML scalar: JSON strings are among them.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
