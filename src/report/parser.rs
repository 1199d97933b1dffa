//! The report of a parser for a person.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use crate::finding::Verdict;
use crate::report::printable::printable_text;
use crate::report::terminal::Detail;
use crate::suite::report::{Adapter, ParserRun, RunReport, level_word, word};

/// Each failure with what was given and what came, then the totals; in detail also what the parser makes of everything
/// that is a matter of policy.
pub(super) fn write(
    out: &mut String,
    report: &RunReport,
    parser: &ParserRun,
    detail: Detail,
) -> std::fmt::Result {
    if detail > Detail::Quiet {
        checks(out, report)?;
    }
    if detail == Detail::Verbose {
        for case in parser.cases.iter().filter(|c| c.expect == "policy") {
            writeln!(
                out,
                "POLICY {} ({}): {}",
                printable_text(&case.id),
                case.target.as_str(),
                printable_text(&case.detail)
            )?;
        }
    }
    summary(out, report, parser)
}

fn checks(out: &mut String, report: &RunReport) -> std::fmt::Result {
    const SHOWN: usize = 8;
    // One cause is told once, where it blocks many.
    let mut causes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for check in report.with(Verdict::Blocked) {
        causes.entry(check.why()).or_default().push(&check.id);
    }
    for check in &report.checks {
        let name = word(check.verdict).to_uppercase();
        match check.verdict {
            Verdict::Fail => {
                writeln!(
                    out,
                    "{name} {} ({}): {}",
                    check.id,
                    level_word(check.level),
                    printable_text(&check.summary)
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
                        "  {}: {}{times}; expected: {}",
                        printable_text(what),
                        printable_text(&finding.found),
                        printable_text(&finding.expected)
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
    for line in &report.stale {
        writeln!(out, "STALE baseline, {line}")?;
    }
    Ok(())
}

fn summary(out: &mut String, report: &RunReport, parser: &ParserRun) -> std::fmt::Result {
    let Adapter {
        name,
        version,
        runtime,
    } = &parser.adapter;
    let median = parser.timing.as_ref().map_or(0, |t| t.median_us);
    let median = Duration::from_micros(median).as_secs_f64() * 1000.0;
    let what = [name, version, runtime].map(String::as_str).join(" ");
    let what = printable_text(what.trim());
    writeln!(
        out,
        "{} {}: {what}, {} checks, {}, {} documents, {median:.2} ms each in the median (seed {})",
        report.target.terminal(),
        report.verdict_line(),
        report.checks.len(),
        report.counts,
        report.requests,
        report.seed
    )
}
