//! Markdown for the summary of a CI job.

use std::fmt;
use std::fmt::Write;

use crate::finding::Verdict;
use crate::suite::cause::Cause;
use crate::suite::report::{CheckResult, RunReport, VERDICTS, level_word, word};
use crate::untrusted::literal;

/// The most findings shown of one check.
const SHOWN: usize = 5;

/// A headline, a table of families, and a table for each kind of verdict that needs a look.
pub fn render(report: &RunReport) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &RunReport) -> fmt::Result {
    let target = report.target.markdown();
    writeln!(out, "# vpnconform: {target} {}\n", report.verdict_line())?;
    write!(
        out,
        "{} {}, API version {}, ",
        report.tool.name.markdown(),
        report.tool.version.markdown(),
        report.api_version.markdown()
    )?;
    let (checks, status) = (report.checks.len(), report.exit_status);
    if let Some(saved) = &report.saved {
        let documents = saved.documents;
        writeln!(
            out,
            "{checks} checks of {documents} saved documents; exit status {status}. Nothing was sent.\n"
        )?;
        families(out, report)?;
        return sections(out, report);
    }
    write!(
        out,
        "seed {}, {checks} checks, {} requests; exit status {status}",
        report.seed, report.requests
    )?;
    if let Some(started) = &report.started {
        write!(out, "; run of {}", started.markdown())?;
    }
    let resources = &report.resources;
    writeln!(
        out,
        ". Resources: {} created, {} deleted, {} left.\n",
        resources.created, resources.deleted, resources.left
    )?;
    let sentence = report.counts.sentence(report.level);
    if !sentence.is_empty() {
        writeln!(out, "**{}**\n", literal(&sentence))?;
    }
    families(out, report)?;
    causes(out, report)?;
    sections(out, report)
}

fn sections(out: &mut String, report: &RunReport) -> fmt::Result {
    let counted: Vec<&CheckResult> = report.failures().collect();
    section(out, &counted, "Failed")?;
    let failed = report.with(Verdict::Fail);
    let below: Vec<&CheckResult> = failed.filter(|c| c.level < report.level).collect();
    section(out, &below, "Failed, not counted")?;
    stale(out, report)?;
    for (verdict, title) in [
        (Verdict::Blocked, "Blocked"),
        (Verdict::Waived, "Waived"),
        (Verdict::Advisory, "Advisory"),
    ] {
        section(out, &report.with(verdict).collect::<Vec<_>>(), title)?;
    }
    Ok(())
}

fn causes(out: &mut String, report: &RunReport) -> fmt::Result {
    let causes: Vec<&Cause> = report.counted_causes().collect();
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Causes ({})\n", causes.len())?;
    writeln!(
        out,
        "| cause | level | checks | explains | case |\n|---|---|---:|---|---|"
    )?;
    for cause in causes {
        let rules: Vec<String> = cause.rules.iter().map(|id| format!("`{id}`")).collect();
        let (summary, level) = (literal(&cause.summary), level_word(cause.level));
        writeln!(
            out,
            "| {summary} | {level} | {} | {} | `{}` |",
            rules.len(),
            rules.join(", "),
            cause.case
        )?;
    }
    Ok(())
}

fn stale(out: &mut String, report: &RunReport) -> fmt::Result {
    if !report.stale.is_empty() {
        writeln!(
            out,
            "\n## No longer true of the baseline ({})\n",
            report.stale.len()
        )?;
    }
    for line in &report.stale {
        writeln!(out, "- {}", literal(line))?;
    }
    Ok(())
}

fn families(out: &mut String, report: &RunReport) -> fmt::Result {
    write!(out, "| family |")?;
    for verdict in VERDICTS {
        write!(out, " {} |", word(verdict))?;
    }
    writeln!(out, "\n|---|{}", "---:|".repeat(VERDICTS.len()))?;
    for (family, checks) in report.families() {
        write!(out, "| {} |", literal(family))?;
        for verdict in VERDICTS {
            let count = checks.iter().filter(|c| c.verdict == verdict).count();
            write!(out, " {count} |")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn section(out: &mut String, checks: &[&CheckResult], title: &str) -> fmt::Result {
    if checks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {title} ({})\n", checks.len())?;
    writeln!(
        out,
        "| check | level | expected | actual | case |\n|---|---|---|---|---|"
    )?;
    for check in checks {
        let head = format!("| {} | {} ", code(&check.id), level_word(check.level));
        if check.findings.is_empty() {
            let (summary, why) = (literal(&check.summary), literal(check.why()));
            writeln!(out, "{head}| {summary} | {why} | |")?;
        }
        for (index, finding) in check.findings.iter().take(SHOWN).enumerate() {
            let head = if index == 0 { &head } else { "| | " };
            let (expected, found) = (literal(&finding.expected), literal(&finding.found));
            writeln!(
                out,
                "{head}| {expected} | {found} | {} |",
                code(&finding.case)
            )?;
        }
        if check.findings.len() > SHOWN {
            writeln!(out, "| | | | and {} more | |", check.findings.len() - SHOWN)?;
        }
    }
    Ok(())
}

/// An id in the type of code; one with other characters than ids have, which a file may hold, as text.
fn code(id: &str) -> String {
    let is_id = |b: u8| b.is_ascii_alphanumeric() || b"/-_.:#@+".contains(&b);
    match id.bytes().all(is_id) {
        true => format!("`{id}`"),
        false => literal(id),
    }
}
