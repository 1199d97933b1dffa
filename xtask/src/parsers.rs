//! Reports of parser adapters: known behaviour of each parser, whether the last run shows it, and a table of verdicts.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::program::read;
use crate::table::{list, rows, text};
use crate::{Result, program};

/// What is known of each adapter: adapter, check or case, what its documents must show, what it is in words.
pub const EXPECTED: &str = "corpora/evidence/parsers/expected.tsv";

/// Reads the reports in a folder and writes `README.md` and `verdicts.tsv` there. Fails where a run does not show what
/// it must; a pattern that begins with `?` was seen with other versions, and need not be shown.
pub fn run(folder: &str) -> Result<()> {
    let reports = load(folder)?;
    let mut page = String::from(
        "# Results of parser adapters\n\nWritten by `scripts/adapters.sh record`; the full reports are left under \
         `target/adapters/results`.\n\n| adapter | parser | runtime | run at | checks failed | documents | median |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (name, report) in &reports {
        let adapter = &report["adapter"];
        let checks = list(report, "checks")
            .iter()
            .filter(|c| text(c, "verdict") != "not-applicable")
            .count();
        let runtime = match text(adapter, "runtime") {
            "" => "-",
            runtime => runtime,
        };
        let median = report["timing"]["median_us"].as_f64().unwrap_or(0.0) / 1000.0;
        let _ = writeln!(
            page,
            "| {name} | {} {} | {runtime} | {} | {} of {checks} | {} | {median:.2} ms |",
            text(adapter, "name"),
            text(adapter, "version"),
            text(report, "started").get(..16).unwrap_or(""),
            report["totals"]["fail"],
            report["requests"],
        );
    }
    page.push_str(
        "\nThe median is per whole document, most of them of 5 kB, including adapter, pipes and harness.\n\n\
         ## Known behaviour\n\n| adapter | known | check | shown by the run |\n|---|---|---|---|\n",
    );
    let mut missing = Vec::new();
    for row in rows(&read(EXPECTED)?, 4)? {
        let [name, check, pattern, words] = row[..] else {
            continue;
        };
        let found = shown(&reports, name, check, pattern.trim_start_matches('?'));
        if found.starts_with("no:") && !pattern.starts_with('?') {
            missing.push(format!("{name}, {check}: {words}: {found}"));
        }
        let _ = writeln!(
            page,
            "| {name} | {words} | `{check}` | {} |",
            found.replace('|', " ")
        );
    }
    let folder = Path::new(folder);
    write(&folder.join("README.md"), &page)?;
    write(&folder.join("verdicts.tsv"), &verdicts(&reports))?;
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing.join("\n"))
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn load(folder: &str) -> Result<BTreeMap<String, Value>> {
    let mut reports = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{folder}: {e}"))?;
    for entry in entries {
        let path = entry.map_err(|e| format!("{folder}: {e}"))?.path();
        if path.extension().is_some_and(|e| e == "json") {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            reports.insert(name, program::json(&path.display().to_string())?);
        }
    }
    if reports.is_empty() {
        Err(format!("no report in {folder}"))
    } else {
        Ok(reports)
    }
}

/// One row a check, one column an adapter: what the matrix is made of.
fn verdicts(reports: &BTreeMap<String, Value>) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for check in reports.values().flat_map(|report| list(report, "checks")) {
        if !ids.contains(&text(check, "id")) {
            ids.push(text(check, "id"));
        }
    }
    let names: Vec<&str> = reports.keys().map(String::as_str).collect();
    let mut out = format!("check\t{}\n", names.join("\t"));
    for id in ids {
        let cells: Vec<&str> = reports.values().map(|report| verdict(report, id)).collect();
        let _ = writeln!(out, "{id}\t{}", cells.join("\t"));
    }
    out
}

fn verdict<'r>(report: &'r Value, id: &str) -> &'r str {
    let found = list(report, "checks")
        .iter()
        .find(|check| text(check, "id") == id);
    found.map_or("-", |check| text(check, "verdict"))
}

/// What a run shows of something known: `yes`, `no:` and why, or `not run`.
fn shown(reports: &BTreeMap<String, Value>, name: &str, check: &str, pattern: &str) -> String {
    let Some(report) = reports.get(name) else {
        return "not run".to_owned();
    };
    let cases = cases(report, check);
    if pattern == "none" {
        let failed = cases.iter().find(|case| text(case, "verdict") == "fail");
        if let Some(case) = failed {
            return format!("no: {}", text(case, "detail"));
        }
        let owner = list(report, "checks")
            .iter()
            .find(|c| check.starts_with(text(c, "id")));
        return match owner.map(|c| text(c, "verdict")) {
            Some("pass") => "yes".to_owned(),
            Some(verdict) => format!("no: the check is {verdict}"),
            None => "no: the check was not run".to_owned(),
        };
    }
    if let Some(case) = cases
        .iter()
        .find(|case| holds(text(case, "detail"), pattern))
    {
        return format!("yes: {}", cut(text(case, "detail")));
    }
    let slowest = cases
        .iter()
        .max_by(|a, b| seconds(a).total_cmp(&seconds(b)));
    match slowest {
        Some(case) => format!(
            "no: {} was {}",
            text(case, "id").rsplit('/').next().unwrap_or(""),
            cut(text(case, "detail"))
        ),
        None => "no: nothing of that kind".to_owned(),
    }
}

fn cases<'r>(report: &'r Value, check: &str) -> Vec<&'r Value> {
    let below = format!("{check}/");
    list(report, "cases")
        .iter()
        .filter(|case| text(case, "id") == check || text(case, "id").starts_with(&below))
        .collect()
}

/// Alternatives separated by `|`: a piece of the text, or `>N` for more than N seconds.
fn holds(detail: &str, pattern: &str) -> bool {
    pattern.split('|').any(
        |one| match one.strip_prefix('>').and_then(|n| n.parse::<f64>().ok()) {
            Some(bound) => after(detail) > bound,
            None => detail.contains(one),
        },
    )
}

fn seconds(case: &Value) -> f64 {
    after(text(case, "detail"))
}

fn after(detail: &str) -> f64 {
    let number = detail
        .split_once("after ")
        .and_then(|(_, rest)| rest.split_once(" s"));
    number
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0.0)
}

fn cut(detail: &str) -> String {
    detail.chars().take(90).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reports() -> BTreeMap<String, Value> {
        let report = json!({
            "checks": [{"id": "parser/a", "verdict": "fail"}, {"id": "parser/b", "verdict": "pass"}],
            "cases": [
                {"id": "parser/a/x", "verdict": "fail", "detail": "accepted, after 10.4 s"},
                {"id": "parser/b/y", "verdict": "pass", "detail": "rejected"},
            ],
        });
        BTreeMap::from([("mine".to_owned(), report)])
    }

    #[test]
    fn what_is_known_is_found_or_said_to_be_missing() {
        let reports = reports();
        let shown = |check, pattern| shown(&reports, "mine", check, pattern);
        assert_eq!(
            shown("parser/a/x", "accepted"),
            "yes: accepted, after 10.4 s"
        );
        assert_eq!(shown("parser/a", "hung|>5"), "yes: accepted, after 10.4 s");
        assert_eq!(
            shown("parser/a", "hung|>20"),
            "no: x was accepted, after 10.4 s"
        );
        assert_eq!(shown("parser/b", "none"), "yes");
        assert_eq!(shown("parser/a", "none"), "no: accepted, after 10.4 s");
        assert_eq!(shown("parser/c", "accepted"), "no: nothing of that kind");
        assert_eq!(
            super::shown(&reports, "other", "parser/a", "none"),
            "not run"
        );
    }

    #[test]
    fn verdicts_are_a_table_of_checks_and_adapters() {
        assert_eq!(
            verdicts(&reports()),
            "check\tmine\nparser/a\tfail\nparser/b\tpass\n"
        );
    }
}
