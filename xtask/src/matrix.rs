//! `snapshots/matrix.md`: all systems side by side, from what is recorded of them and a run of the embedded endpoint.

use std::fmt::Write;

use crate::program::{read, root, vpnconform_json};
use crate::table::{list, text};
use crate::{Result, program};

/// Where it stands.
pub const PATH: &str = "snapshots/matrix.md";

/// In this order, above the rows.
pub const VERDICTS: [&str; 6] = [
    "fail",
    "blocked",
    "waived",
    "advisory",
    "not-applicable",
    "pass",
];

/// A column: the name of a system, and its verdict by check.
pub type Column = (String, Vec<(String, String)>);

/// The page. The embedded endpoint is run; the verdicts of others are those of `snapshots/targets` and of
/// `corpora/evidence/parsers`.
pub fn page() -> Result<String> {
    let report = vpnconform_json(&["endpoint", "--quiet", "--report", "json=-"])?;
    let mut endpoints = vec![(
        "embedded endpoint".to_owned(),
        column(list(&report, "checks")),
    )];
    endpoints.extend(recorded()?);
    let mut out = String::from(
        "# Verdicts of all systems\n\nWritten by `cargo xtask bless`. Checks with the same verdict in every column are counted, \
         not listed.\n",
    );
    table(&mut out, "Endpoints", &endpoints);
    table(&mut out, "Parsers", &adapters()?);
    Ok(out)
}

fn column(checks: &[serde_json::Value]) -> Vec<(String, String)> {
    checks
        .iter()
        .map(|c| (text(c, "id").to_owned(), text(c, "verdict").to_owned()))
        .collect()
}

/// What is recorded of endpoints.
pub fn recorded() -> Result<Vec<Column>> {
    let folder = root().join("snapshots/targets");
    let mut columns = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let entry = entry.map_err(|e| e.to_string())?;
        let checks = entry.path().join("checks.json");
        if checks.exists() {
            let value = program::json(&checks.display().to_string())?;
            let name = entry.file_name().to_string_lossy().replace('@', " ");
            columns.push((name, column(value.as_array().map_or(&[], Vec::as_slice))));
        }
    }
    columns.sort();
    Ok(columns)
}

/// What is recorded of parser adapters.
pub fn adapters() -> Result<Vec<Column>> {
    Ok(parsers(&read("corpora/evidence/parsers/verdicts.tsv")?))
}

fn parsers(table: &str) -> Vec<Column> {
    let mut lines = table.lines().map(|line| line.split('\t'));
    let Some(head) = lines.next() else {
        return Vec::new();
    };
    let mut columns: Vec<Column> = head
        .skip(1)
        .map(|name| (name.to_owned(), Vec::new()))
        .collect();
    for mut line in lines {
        let id = line.next().unwrap_or("");
        for ((_, rows), verdict) in columns.iter_mut().zip(line) {
            rows.push((id.to_owned(), verdict.to_owned()));
        }
    }
    columns
}

fn table(out: &mut String, title: &str, columns: &[Column]) {
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let _ = writeln!(out, "\n## {title}\n\n| | {} |", names.join(" | "));
    let _ = writeln!(out, "|---{}|", "|---".repeat(columns.len()));
    for verdict in VERDICTS {
        let count = |rows: &[(String, String)]| {
            rows.iter()
                .filter(|(_, v)| v == verdict)
                .count()
                .to_string()
        };
        let cells: Vec<String> = columns.iter().map(|(_, rows)| count(rows)).collect();
        let _ = writeln!(out, "| {verdict} | {} |", cells.join(" | "));
    }
    for id in order(columns) {
        let cells: Vec<&str> = columns.iter().map(|(_, rows)| verdict(rows, id)).collect();
        let said: Vec<&&str> = cells.iter().filter(|v| **v != "-").collect();
        if said.windows(2).any(|pair| pair[0] != pair[1]) {
            let shown: Vec<String> = cells
                .iter()
                .map(|v| {
                    if *v == "fail" {
                        "**fail**".to_owned()
                    } else {
                        (*v).to_owned()
                    }
                })
                .collect();
            let _ = writeln!(out, "| `{id}` | {} |", shown.join(" | "));
        }
    }
}

fn verdict<'c>(rows: &'c [(String, String)], id: &str) -> &'c str {
    rows.iter()
        .find(|(check, _)| check == id)
        .map_or("-", |(_, verdict)| verdict)
}

/// The checks in the order of the first column; what only others have comes last.
fn order(columns: &[Column]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for (id, _) in columns.iter().flat_map(|(_, rows)| rows) {
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_checks_that_differ_have_a_row() {
        let columns =
            parsers("check\tone\ttwo\nsame\tpass\tpass\nother\tpass\tfail\nabsent\tpass\t-\n");
        let mut out = String::new();
        table(&mut out, "Parsers", &columns);
        assert!(out.contains("| `other` | pass | **fail** |\n"), "{out}");
        assert!(!out.contains("same") && !out.contains("absent"), "{out}");
        assert!(out.contains("| pass | 3 | 1 |\n"), "{out}");
    }
}
