//! The report for a person at a terminal.

use std::collections::BTreeSet;
use std::fmt::Write;

use anstyle::AnsiColor;
use unicode_width::UnicodeWidthStr;

use crate::evidence::Evidence;
use crate::evidence::redact::Redacted;
use crate::finding::Verdict;
use crate::report::command::Commands;
use crate::report::failure::{Clauses, Kind, Look};
use crate::report::printable::printable_text;
use crate::report::{failure, parser};
use crate::suite::cause::Cause;
use crate::suite::report::{CheckResult, RunReport, VERDICTS, level_word, word};
use crate::suite::tally::counted;
use crate::untrusted::{Untrusted, quote};

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// The last line only (`-q`).
    Quiet,
    /// A card for each cause, a line for each blocked or advisory check, families, and the list of causes.
    #[default]
    Ordinary,
    /// A card for each failure, and every check in a line too (`-v`).
    Verbose,
}

/// How the report is written.
#[derive(Clone, Copy)]
pub struct Style<'s> {
    /// How much is shown.
    pub detail: Detail,
    /// The columns of the terminal; none where the output is no terminal.
    pub columns: Option<usize>,
    /// The words of requirements.
    pub clauses: Clauses<'s>,
    /// The commands of the run.
    pub commands: &'s Commands,
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

const LABEL: anstyle::Style = AnsiColor::BrightBlack.on_default();
const BOLD: anstyle::Style = anstyle::Style::new().bold();
/// The columns before the content of a card.
const MARGIN: usize = 12;

/// The report with escape codes for colours; print it through `anstream`, which takes them out where they do not belong.
pub fn render(report: &RunReport, evidence: Option<&Redacted<Evidence>>, how: Style<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report, evidence, how);
    out
}

fn write(
    out: &mut String,
    report: &RunReport,
    evidence: Option<&Redacted<Evidence>>,
    how: Style<'_>,
) -> std::fmt::Result {
    if let Some(parser) = &report.parser {
        return parser::write(out, report, parser, how.detail);
    }
    if how.detail > Detail::Quiet {
        let mut shown: BTreeSet<&str> = BTreeSet::new();
        for cause in &report.causes {
            for (index, id) in cause.rules.iter().enumerate() {
                let failed = report.with(Verdict::Fail).find(|check| check.id == *id);
                let is_wanted = index == 0 || how.detail == Detail::Verbose;
                let Some(check) = failed.filter(|_| is_wanted) else {
                    continue;
                };
                // A check with two causes has one card.
                if shown.insert(id) || index == 0 {
                    let cause = (index == 0).then_some(cause);
                    card(out, report, check, cause, evidence, how)?;
                }
            }
        }
        remarks(out, report)?;
        stale(out, report)?;
        families(out, report, how.detail)?;
        causes(out, report, how)?;
    }
    summary(out, report, how.commands)
}

fn card(
    out: &mut String,
    report: &RunReport,
    check: &CheckResult,
    cause: Option<&Cause>,
    evidence: Option<&Redacted<Evidence>>,
    how: Style<'_>,
) -> std::fmt::Result {
    const NARROWEST: usize = 28;
    let red = style(Verdict::Fail);
    let headline = failure::headline(check);
    let note = match check.level < report.level {
        true => " not counted",
        false => "",
    };
    writeln!(
        out,
        "{red}FAIL{red:#} {BOLD}{headline}{BOLD:#}{LABEL}{note}{LABEL:#}"
    )?;
    let look = Look {
        width: how.columns.map_or(failure::WIDTH, |columns| {
            columns.saturating_sub(MARGIN).max(NARROWEST)
        }),
        compact: how.detail < Detail::Verbose,
        clauses: how.clauses,
        commands: how.commands,
    };
    for line in failure::lines(check, cause, evidence, look) {
        let style = match line.kind {
            Kind::Text => anstyle::Style::new(),
            Kind::Mark => red,
            Kind::Command => BOLD,
        };
        let (label, text) = (line.label, line.text);
        writeln!(out, "  {LABEL}{label:<9}{LABEL:#} {style}{text}{style:#}")?;
    }
    writeln!(out)
}

/// The causes, a line each: what is wrong, the rules it explains, and the case that shows it.
fn causes(out: &mut String, report: &RunReport, how: Style<'_>) -> std::fmt::Result {
    /// With the heading and the last lines of the report there are at most twenty lines.
    const LINES: usize = 20;
    let resources = &report.resources;
    let last = 1 + usize::from(resources.left > 0) + usize::from(resources.open > 0);
    let most = LINES - 1 - last;
    let tally = &report.counts;
    let sentence = tally.sentence(report.level);
    if tally.failed + tally.not_counted == 0 || sentence.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}{sentence}{BOLD:#}")?;
    let causes: Vec<&Cause> = report.counted_causes().collect();
    let shown = if causes.len() > most { most - 1 } else { most };
    for cause in causes.iter().take(shown) {
        let red = style(Verdict::Fail);
        let level = level_word(cause.level);
        let line = cause_line(cause, how);
        writeln!(out, "  {red}{level:<6}{red:#} {line}")?;
    }
    if causes.len() > most {
        writeln!(
            out,
            "  and {} more; -v shows all cards",
            counted(causes.len() - shown, "cause")
        )?;
    }
    Ok(())
}

fn cause_line(cause: &Cause, how: Style<'_>) -> String {
    let replay = match how.commands.saved() {
        Some(_) => format!("in {}", printable_text(&cause.case)),
        None => format!("replay {}", quote(cause.case.as_bytes())),
    };
    let summary = printable_text(&cause.summary);
    let all = cause.rules.join(", ");
    let line = format!("{summary}: {all}; {replay}");
    let room = how.columns.unwrap_or(usize::MAX).saturating_sub(MARGIN);
    if line.width() <= room {
        return line;
    }
    let first = cause.rules.first().map_or("", String::as_str);
    let few = match cause.rules.len() {
        0 | 1 => first.to_owned(),
        count => format!("{first} and {} more", count - 1),
    };
    let room = room
        .saturating_sub(few.width() + replay.width() + 5)
        .max(20);
    let short: String = summary.chars().take(room).collect();
    let cut = if short.len() < summary.len() {
        "\u{2026}"
    } else {
        ""
    };
    format!("{short}{cut}: {few}; {replay}")
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
            let of = || checks.iter().filter(|c| c.verdict == *verdict);
            let not_counted = of()
                .filter(|c| *verdict == Verdict::Fail && c.level < report.level)
                .count();
            let style = style(*verdict);
            for (count, note) in [
                (not_counted, " (not counted)"),
                (of().count() - not_counted, ""),
            ] {
                if count > 0 {
                    counts.push(format!("{style}{count} {}{note}{style:#}", word(*verdict)));
                }
            }
        }
        writeln!(out, "{BOLD}{family:<14}{BOLD:#} {}", counts.join(", "))?;
        if detail == Detail::Verbose {
            for check in checks {
                let style = style(check.verdict);
                let (verdict, id) = (word(check.verdict), &check.id);
                let summary = printable_text(&check.summary);
                writeln!(
                    out,
                    "  {style}{verdict:<14}{style:#} {id}  {LABEL}{summary}{LABEL:#}"
                )?;
            }
        }
    }
    Ok(())
}

fn summary(out: &mut String, report: &RunReport, commands: &Commands) -> std::fmt::Result {
    let style = match report.exit_status {
        0 => style(Verdict::Pass),
        1 | 70 => style(Verdict::Fail),
        _ => style(Verdict::Blocked),
    }
    .bold();
    let target = report.target.terminal();
    let verdict = report.verdict_line();
    write!(out, "{BOLD}{target}{BOLD:#} {style}{verdict}{style:#}")?;
    if let Some(saved) = &report.saved {
        let decided = report.checks.len() - report.total(Verdict::NotApplicable);
        return writeln!(
            out,
            ": {}, {}, {} (API version {})",
            counted(saved.documents, "document"),
            counted(decided, "check"),
            report.counts,
            report.api_version.terminal()
        );
    }
    write!(
        out,
        ": {}, {}, {}",
        counted(report.checks.len(), "check"),
        report.counts,
        counted(report.requests, "request")
    )?;
    if let Some(ms) = report.elapsed_ms {
        write!(out, " in {}.{:02} s", ms / 1000, ms % 1000 / 10)?;
    }
    writeln!(
        out,
        " (API version {}, seed {})",
        report.api_version.terminal(),
        report.seed
    )?;
    let resources = &report.resources;
    let sweep = commands
        .sweep()
        .unwrap_or_else(|| "vpnconform sweep".to_owned());
    if resources.left > 0 {
        let ids = Untrusted::list(&resources.left_ids);
        writeln!(
            out,
            "{} of {} resources are left at the target ({ids}); `{sweep}` deletes them",
            resources.left, resources.created
        )?;
    }
    if resources.open > 0 {
        writeln!(
            out,
            "{} got no usable answer and may have made something; `{sweep}` looks for it",
            counted(resources.open, "create")
        )?;
    }
    Ok(())
}

fn style(verdict: Verdict) -> anstyle::Style {
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
