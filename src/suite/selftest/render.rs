//! The kill matrix as text and as JSON.

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::suite::report::{level_word, word};
use crate::suite::selftest::{Matrix, Problem, Role, Row};

/// How many names of faults a line of the table shows.
const NAMES: usize = 3;

/// The table, the problems and the figures.
pub fn text(matrix: &Matrix, problems: &[Problem]) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = table(&mut out, matrix);
    for problem in problems {
        let _ = writeln!(out, "problem: {problem}");
    }
    let _ = writeln!(out, "{}", figures(matrix, problems));
    out
}

/// Everything about the faults and variants of one row.
pub fn detail(matrix: &Matrix, row: &Row) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", row.title);
    if row.role != Role::Reference {
        let _ = writeln!(out, "  the target {}", row.summary);
    }
    if row.role == Role::Fault {
        let _ = writeln!(out, "  to be found by {}", row.detected_by.join(", "));
    }
    for (check, _) in &matrix.checks {
        let Some(outcome) = row.outcomes.get(check) else {
            continue;
        };
        let mark = if matrix.finds(row, check) { '*' } else { ' ' };
        let _ = write!(out, "{mark} {:<14} {check}", word(outcome.verdict));
        if let Some(cause) = &outcome.cause {
            let _ = write!(out, ": {cause}");
        }
        out.push('\n');
        if mark == '*' {
            for finding in &outcome.findings {
                let _ = writeln!(out, "      in {}", finding.case);
                let _ = writeln!(out, "        expected {}", finding.expected);
                let _ = writeln!(out, "        found    {}", finding.found);
            }
        }
    }
    out
}

/// The whole matrix for other programs.
pub fn json(matrix: &Matrix, problems: &[Problem]) -> Value {
    let checks: Vec<Value> = matrix
        .checks
        .iter()
        .map(|(check, level)| {
            json!({ "id": check, "level": level, "kills": matrix.killed_by(check) })
        })
        .collect();
    let rows: Vec<Value> = matrix
        .rows
        .iter()
        .map(|row| {
            let found: Vec<&str> = matrix
                .checks
                .iter()
                .map(|(check, _)| *check)
                .filter(|check| matrix.finds(row, check))
                .collect();
            let kind = match row.role {
                Role::Reference => "reference",
                Role::Variant => "variant",
                Role::Fault => "fault",
            };
            json!({
                "kind": kind,
                "id": row.id,
                "api_version": row.api_version.as_str(),
                "signature": row.signature.map(|scheme| format!("{scheme:?}")),
                "named_by": row.detected_by,
                "found_by": found,
                "trouble": row.trouble,
            })
        })
        .collect();
    json!({
        "format_version": 1,
        "checks": checks,
        "subjects": rows,
        "problems": problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "elapsed_seconds": matrix.elapsed.as_secs_f64(),
    })
}

fn table(out: &mut String, matrix: &Matrix) -> fmt::Result {
    let width = matrix.checks.iter().map(|(id, _)| id.len()).max();
    let width = width.unwrap_or(0);
    for (check, level) in &matrix.checks {
        let killed = matrix.killed_by(check);
        // The faults that name this check come first: they are the ones it is there for.
        let own: BTreeSet<&str> = matrix
            .rows
            .iter()
            .filter(|row| row.detected_by.first() == Some(check))
            .map(|row| row.id)
            .collect();
        let mut names: Vec<&str> = killed.intersection(&own).copied().collect();
        names.extend(killed.difference(&own));
        let more = names.len().saturating_sub(NAMES);
        names.truncate(NAMES);
        write!(
            out,
            "{check:<width$}  {:<8}  {:>3}  {}",
            level_word(*level),
            killed.len(),
            names.join(", ")
        )?;
        match more {
            0 => writeln!(out)?,
            more => writeln!(out, " and {more} more")?,
        }
    }
    writeln!(out)
}

fn figures(matrix: &Matrix, problems: &[Problem]) -> String {
    let faults: BTreeSet<&str> = matrix
        .rows
        .iter()
        .filter(|row| row.role == Role::Fault)
        .map(|row| row.id)
        .collect();
    let survivors: BTreeSet<&str> = problems
        .iter()
        .filter_map(|problem| match problem {
            Problem::Survived { fault, .. } | Problem::UnknownCheck { fault, .. } => Some(*fault),
            _ => None,
        })
        .collect();
    let toothless = problems
        .iter()
        .filter(|problem| matches!(problem, Problem::Toothless { .. }))
        .count();
    let alarms = problems
        .iter()
        .filter(|problem| {
            matches!(
                problem,
                Problem::FalseAlarm { .. } | Problem::Undecided { .. }
            )
        })
        .count();
    let variants = matrix
        .rows
        .iter()
        .filter(|row| row.role == Role::Variant)
        .count();
    format!(
        "{} of {} checks kill a fault, {} of {} faults are found by the checks that name them, \
         {alarms} false alarms on the reference and {variants} variants; {} {} in {:.1} s",
        matrix.checks.len().saturating_sub(toothless),
        matrix.checks.len(),
        faults.len().saturating_sub(survivors.len()),
        faults.len(),
        matrix.rows.iter().map(|row| row.requests).sum::<usize>(),
        matrix.unit,
        matrix.elapsed.as_secs_f64()
    )
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toothless { check } => write!(f, "{check} finds no fault"),
            Self::Survived { fault, check, said } => {
                write!(f, "fault {fault} is not found by {check}: {said}")
            }
            Self::UnknownCheck { fault, check } => {
                write!(f, "fault {fault} names {check}, which is no check")
            }
            Self::FalseAlarm {
                subject,
                check,
                found,
            } => write!(f, "{check} fails on the {subject}, which conforms: {found}"),
            Self::Undecided {
                subject,
                check,
                cause,
            } => write!(f, "{check} is not decided on the {subject}: {cause}"),
            Self::Trouble { subject, cause } => write!(f, "no evidence of the {subject}: {cause}"),
        }
    }
}
