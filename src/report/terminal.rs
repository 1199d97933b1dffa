//! The report for a person at a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::evidence::file::SavedEvidence;
use crate::finding::Verdict;
use crate::report::failure::{Clauses, Kind, printable_text};
use crate::report::{failure, parser};
use crate::suite::report::{CheckResult, RunReport, VERDICTS, word};

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// The last line only (`-q`).
    Quiet,
    /// Cards of failures, a line for each blocked or advisory check, families.
    #[default]
    Ordinary,
    /// Every check in a line too (`-v`).
    Verbose,
}

impl Detail {
    /// By `-q` and `-v`.
    pub fn of(quiet: bool, verbose: bool) -> Self {
        match (quiet, verbose) {
            (true, _) => Self::Quiet,
            (_, true) => Self::Verbose,
            _ => Self::Ordinary,
        }
    }
}

const LABEL: Style = AnsiColor::BrightBlack.on_default();
const BOLD: Style = Style::new().bold();

/// The report with escape codes for colours; print it through `anstream`, which takes them out where they do not belong.
pub fn render(
    report: &RunReport,
    evidence: Option<&SavedEvidence>,
    clauses: Clauses<'_>,
    detail: Detail,
) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report, evidence, clauses, detail);
    out
}

fn write(
    out: &mut String,
    report: &RunReport,
    evidence: Option<&SavedEvidence>,
    clauses: Clauses<'_>,
    detail: Detail,
) -> std::fmt::Result {
    if let Some(parser) = &report.parser {
        return parser::write(out, report, parser, detail);
    }
    if detail > Detail::Quiet {
        for check in report.with(Verdict::Fail) {
            failure(out, report, check, evidence, clauses)?;
        }
        remarks(out, report)?;
        stale(out, report)?;
        families(out, report, detail)?;
    }
    summary(out, report)
}

fn failure(
    out: &mut String,
    report: &RunReport,
    check: &CheckResult,
    evidence: Option<&SavedEvidence>,
    clauses: Clauses<'_>,
) -> std::fmt::Result {
    let red = style(Verdict::Fail);
    let headline = failure::headline(check);
    writeln!(out, "{red}FAIL{red:#} {BOLD}{headline}{BOLD:#}")?;
    for line in failure::lines(report, check, evidence, clauses) {
        let style = match line.kind {
            Kind::Text => Style::new(),
            Kind::Mark => red,
            Kind::Command => BOLD,
        };
        let (label, text) = (line.label, line.text);
        writeln!(out, "  {LABEL}{label:<9}{LABEL:#} {style}{text}{style:#}")?;
    }
    writeln!(out)
}

/// Blocked, waived and advisory checks: a line each, or one for all that have the same cause.
fn remarks(out: &mut String, report: &RunReport) -> std::fmt::Result {
    let mut any = false;
    for verdict in [Verdict::Blocked, Verdict::Waived, Verdict::Advisory] {
        for (why, checks) in by_reason(report, verdict) {
            let style = style(verdict);
            let name = word(verdict).to_uppercase();
            let why = printable_text(why);
            let who = match checks.as_slice() {
                [one, two, three, _, ..] => {
                    let more = checks.len() - 3;
                    format!("{}, {}, {} and {more} more", one.id, two.id, three.id)
                }
                few => few
                    .iter()
                    .map(|c| c.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            writeln!(out, "{style}{name:<8}{style:#} {who}: {why}")?;
            any = true;
        }
    }
    if any { writeln!(out) } else { Ok(()) }
}

/// What is no longer true of the baseline.
fn stale(out: &mut String, report: &RunReport) -> std::fmt::Result {
    let style = style(Verdict::Waived);
    for line in &report.stale {
        writeln!(
            out,
            "{style}STALE   {style:#} baseline, {}",
            printable_text(line)
        )?;
    }
    if report.stale.is_empty() {
        Ok(())
    } else {
        writeln!(out)
    }
}

fn by_reason(report: &RunReport, verdict: Verdict) -> Vec<(&str, Vec<&CheckResult>)> {
    let mut reasons: Vec<(&str, Vec<&CheckResult>)> = Vec::new();
    for check in report.with(verdict) {
        match reasons.iter_mut().find(|(why, _)| *why == check.why()) {
            Some((_, checks)) => checks.push(check),
            None => reasons.push((check.why(), vec![check])),
        }
    }
    reasons
}

fn families(out: &mut String, report: &RunReport, detail: Detail) -> std::fmt::Result {
    for (family, checks) in report.families() {
        let undecided = checks.iter().all(|c| c.verdict == Verdict::NotApplicable);
        if report.saved.is_some() && undecided && detail < Detail::Verbose {
            continue;
        }
        let mut counts = Vec::new();
        for verdict in VERDICTS.iter().rev() {
            let count = checks.iter().filter(|c| c.verdict == *verdict).count();
            if count > 0 {
                let style = style(*verdict);
                counts.push(format!("{style}{count} {}{style:#}", word(*verdict)));
            }
        }
        writeln!(out, "{BOLD}{family:<14}{BOLD:#} {}", counts.join(", "))?;
        if detail == Detail::Verbose {
            for check in checks {
                let style = style(check.verdict);
                let (verdict, id) = (word(check.verdict), &check.id);
                let summary = &check.summary;
                writeln!(
                    out,
                    "  {style}{verdict:<14}{style:#} {id}  {LABEL}{summary}{LABEL:#}"
                )?;
            }
        }
    }
    Ok(())
}

fn summary(out: &mut String, report: &RunReport) -> std::fmt::Result {
    let style = match report.exit_status {
        0 => style(Verdict::Pass),
        1 | 70 => style(Verdict::Fail),
        _ => style(Verdict::Blocked),
    }
    .bold();
    let target = printable_text(&report.target);
    write!(
        out,
        "{BOLD}{target}{BOLD:#} {style}{}{style:#}",
        report.verdict_line()
    )?;
    if let Some(saved) = &report.saved {
        let decided = report.checks.len() - report.total(Verdict::NotApplicable);
        let (failed, blocked) = (report.total(Verdict::Fail), report.total(Verdict::Blocked));
        let documents = saved.documents;
        let s = if documents == 1 { "" } else { "s" };
        return writeln!(
            out,
            ": {documents} document{s}, {decided} checks, {failed} failed, {blocked} blocked (API version {})",
            report.api_version
        );
    }
    write!(
        out,
        ": {} checks, {} failed, {} blocked, {} requests",
        report.checks.len(),
        report.total(Verdict::Fail),
        report.total(Verdict::Blocked),
        report.requests
    )?;
    if let Some(ms) = report.elapsed_ms {
        write!(out, " in {}.{:02} s", ms / 1000, ms % 1000 / 10)?;
    }
    writeln!(
        out,
        " (API version {}, seed {})",
        report.api_version, report.seed
    )?;
    let resources = &report.resources;
    if resources.left > 0 {
        let ids = printable_text(&resources.left_ids.join(", "));
        writeln!(
            out,
            "{} of {} resources are left at the target ({ids}); `vpnconform sweep` deletes them",
            resources.left, resources.created
        )?;
    }
    if resources.open > 0 {
        writeln!(
            out,
            "{} creates got no usable answer and may have made something; `vpnconform sweep` looks for it",
            resources.open
        )?;
    }
    Ok(())
}

fn style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Fail => AnsiColor::Red,
        Verdict::Blocked => AnsiColor::Magenta,
        Verdict::Advisory => AnsiColor::Yellow,
        Verdict::Waived => AnsiColor::Cyan,
        Verdict::NotApplicable => AnsiColor::BrightBlack,
    };
    colour.on_default()
}
