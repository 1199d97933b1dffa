//! The comparison for a person at a terminal.

use std::fmt::Write;

use crate::report::printable::printable_text;
use crate::snapshot::diff::{AnswerChange, CheckChange, Diff, Kind};
use crate::suite::report::{level_word, word};

/// The words of a clause, by its id.
pub type Clauses<'c> = &'c dyn Fn(&str) -> Option<String>;

/// So many ways or cases are named.
const NAMED: usize = 3;
/// The most characters of a value.
const WIDTH: usize = 110;

/// Kind by kind, the worst first; the answers of a check under it, and at the end those of no check.
pub fn render(diff: &Diff, clauses: Clauses<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, diff, clauses);
    out
}

fn write(out: &mut String, diff: &Diff, clauses: Clauses<'_>) -> std::fmt::Result {
    for kind in Kind::ALL {
        let checks: Vec<&CheckChange> = diff.checks.iter().filter(|c| c.kind == kind).collect();
        let answers: Vec<&AnswerChange> = diff.answers.iter().filter(|a| a.kind == kind).collect();
        if checks.is_empty() && answers.is_empty() {
            continue;
        }
        writeln!(out, "{}", kind.title().to_uppercase())?;
        for check in checks {
            self::check(out, check, clauses)?;
        }
        for answer in answers {
            self::answer(out, answer)?;
        }
        writeln!(out)?;
    }
    alone(out, diff)?;
    writeln!(out, "{}", printable_text(&diff.summary()))
}

fn check(out: &mut String, change: &CheckChange, clauses: Clauses<'_>) -> std::fmt::Result {
    let verdict = |v: Option<_>| v.map_or("not recorded", word);
    let (before, after) = (verdict(change.before), verdict(change.after));
    let level = level_word(change.level);
    writeln!(out, "  {} ({level}): {before} -> {after}", change.id)?;
    for id in change.clauses.iter().take(1) {
        let words = clauses(id).unwrap_or_default();
        writeln!(out, "      clause  {} [{id}]", shown(&words))?;
    }
    for (label, findings) in [("gone", &change.gone), ("new", &change.new)] {
        for finding in findings {
            let text = if finding.members.is_empty() {
                finding.found.clone()
            } else {
                some(&finding.members)
            };
            writeln!(out, "      {label:<6}  {}", shown(&text))?;
        }
    }
    Ok(())
}

fn answer(out: &mut String, change: &AnswerChange) -> std::fmt::Result {
    let value = |v: &Option<String>| v.as_deref().map_or("absent".to_owned(), shown);
    writeln!(out, "  {}", printable_text(&change.place))?;
    writeln!(out, "      before  {}", value(&change.before))?;
    writeln!(out, "      after   {}", value(&change.after))?;
    let count = change.cases.len();
    let cases = if count == 1 { "case" } else { "cases" };
    writeln!(
        out,
        "      in      {count} {cases}: {}",
        some(&change.cases)
    )?;
    if !change.checks.is_empty() {
        writeln!(out, "      checks  {}", change.checks.join(", "))?;
    }
    Ok(())
}

fn alone(out: &mut String, diff: &Diff) -> std::fmt::Result {
    for side in [&diff.before, &diff.after] {
        if side.alone > 0 {
            writeln!(
                out,
                "{} of {} cases were sent to {}@{} alone: they follow from other answers",
                side.alone, side.cases, side.name, side.version
            )?;
        }
    }
    Ok(())
}

/// The first few, and how many more there are.
pub(super) fn some(all: &[String]) -> String {
    let few = all.iter().take(NAMED).map(|one| printable_text(one));
    let text = few.collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

fn shown(text: &str) -> String {
    let text = printable_text(text);
    if text.chars().count() <= WIDTH {
        return text;
    }
    text.chars().take(WIDTH - 1).chain(['\u{2026}']).collect()
}
