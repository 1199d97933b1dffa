//! Reports against tables of what a system is known to do.

use serde_json::Value;

use crate::Result;
use crate::program::json;
use crate::table::{list, matches, rows, text};

/// Holds reports of an emulator, each named after its run, against a table.
///
/// Columns: run, or several separated by `|`; what must come, check, what is seen on the wire. What must come is a verdict, or `noted` (a finding,
/// whatever the verdict), `known` (a failure that is right, but that nothing asks for), or `sometimes` (it fails or passes with what the
/// server draws). Several checks separated by `|`
/// mean one of them; `*` matches within an id. A check that fails in any run but the unsigned one without a row is an error: either the
/// server is wronged, or the table is not complete.
pub fn reports(table: &str, paths: &[&str]) -> Result<()> {
    let mut reports = Vec::new();
    for path in paths {
        let stem = std::path::Path::new(path).file_stem();
        let run = stem.map(|stem| stem.to_string_lossy().into_owned());
        reports.push((run.unwrap_or_default(), json(path)?));
    }
    let source = std::fs::read_to_string(table).map_err(|e| format!("{table}: {e}"))?;
    let mut listed = Vec::new();
    let mut wrong = 0;
    let rows = rows(&source, 4)?;
    for row in &rows {
        let [runs, expected, patterns, seen] = row[..] else {
            continue;
        };
        for run in runs.split('|') {
            let Some((_, report)) = reports.iter().find(|(name, _)| name == run) else {
                println!("MISS  there is no {run} run: {seen}");
                wrong += 1;
                continue;
            };
            let found: Vec<&Value> = patterns
                .split('|')
                .flat_map(|pattern| {
                    list(report, "checks")
                        .iter()
                        .filter(move |check| matches(pattern, text(check, "id")))
                })
                .collect();
            if matches!(expected, "fail" | "known" | "sometimes") {
                listed.extend(found.iter().map(|check| (run, text(check, "id"))));
            }
            let actual = match found.as_slice() {
                [] => format!("no check {patterns}"),
                found => {
                    let verdicts: Vec<String> = found
                        .iter()
                        .map(|c| format!("{} {}", text(c, "id"), text(c, "verdict")))
                        .collect();
                    verdicts.join(", ")
                }
            };
            if found.iter().any(|check| holds(check, expected)) {
                println!("PASS  {run}: {actual}: {seen}");
            } else {
                println!("MISS  {run}: {actual}: {seen} (expected {expected})");
                wrong += 1;
            }
        }
    }
    for (run, report) in reports.iter().filter(|(run, _)| run != "unsigned") {
        for check in list(report, "checks") {
            let id = text(check, "id");
            if text(check, "verdict") == "fail" && !listed.contains(&(run, id)) {
                let finding = &check["findings"][0];
                println!(
                    "EXTRA {run}: {id} fails and no row says so: expected {}; actual {} ({})",
                    text(finding, "expected"),
                    text(finding, "found"),
                    text(finding, "case")
                );
                wrong += 1;
            }
        }
    }
    end(rows.len(), wrong, table)
}

fn holds(check: &Value, expected: &str) -> bool {
    match expected {
        "noted" => !list(check, "findings").is_empty() || !text(check, "cause").is_empty(),
        "known" => text(check, "verdict") == "fail",
        // It depends on what the server draws.
        "sometimes" => matches!(text(check, "verdict"), "fail" | "pass"),
        verdict => text(check, "verdict") == verdict,
    }
}

/// Holds the JSON of `vpnconform snapshot diff` against a table.
///
/// Columns: kind of change, check or place, a piece of what was before, a piece of what is after, what is seen. `*` stands
/// for anything in a place, `-` for nothing that is asked. Of a check, before and after are its verdicts. A row without a
/// change and a change without a row are errors.
pub fn diff(table: &str, diff: &str) -> Result<()> {
    let diff = json(diff)?;
    let source = std::fs::read_to_string(table).map_err(|e| format!("{table}: {e}"))?;
    let mut changes: Vec<[String; 4]> = Vec::new();
    for check in list(&diff, "checks") {
        changes.push(["kind", "id", "before", "after"].map(|key| side(check, key)));
    }
    for answer in list(&diff, "answers") {
        changes.push(["kind", "place", "before", "after"].map(|key| side(answer, key)));
    }
    let rows = rows(&source, 5)?;
    let mut wrong = 0;
    for row in &rows {
        let hit = changes.iter().any(|change| fits(row, change));
        println!(
            "{}  {}, {}: {}",
            if hit { "PASS" } else { "MISS" },
            row[0],
            row[1],
            row[4]
        );
        wrong += usize::from(!hit);
    }
    for change in changes
        .iter()
        .filter(|change| !rows.iter().any(|row| fits(row, change)))
    {
        println!("EXTRA no row says so: {}", change.join(", "));
        wrong += 1;
    }
    end(rows.len(), wrong, table)
}

fn side(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or("absent").to_owned()
}

fn fits(row: &[&str], change: &[String; 4]) -> bool {
    let piece = |expected: &str, actual: &str| expected == "-" || actual.contains(expected);
    row[0] == change[0]
        && matches(row[1], &change[1])
        && piece(row[2], &change[2])
        && piece(row[3], &change[3])
}

fn end(rows: usize, wrong: usize, table: &str) -> Result<()> {
    println!("{rows} rows, {wrong} wrong: {table}");
    if wrong == 0 {
        Ok(())
    } else {
        Err(format!("{table} does not hold"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_held_as_the_table_says() {
        let failed = serde_json::json!({"verdict": "fail", "findings": [{}]});
        let passed = serde_json::json!({"verdict": "pass", "findings": []});
        assert!(holds(&failed, "fail") && holds(&failed, "known") && holds(&failed, "noted"));
        assert!(holds(&failed, "sometimes") && holds(&passed, "sometimes"));
        assert!(holds(&passed, "pass") && !holds(&passed, "noted") && !holds(&passed, "known"));
    }

    #[test]
    fn brackets_in_a_place_are_not_sets() {
        let change = ["fixed", "a/item[2]/b", "1", "absent"].map(str::to_owned);
        assert!(fits(&["fixed", "a/item[2]/*", "-", "absent", ""], &change));
        assert!(!fits(&["fixed", "a/item[2]/*", "2", "-", ""], &change));
    }

    #[test]
    fn a_failure_without_a_row_is_an_error() {
        let folder = std::env::temp_dir().join(format!("xtask-expect-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = |name: &str| folder.join(name).display().to_string();
        let report = r#"{"checks": [
            {"id": "a/one", "verdict": "fail", "findings": [{"expected": "x", "found": "y", "case": "c"}]},
            {"id": "a/two", "verdict": "pass", "findings": []}]}"#;
        for run in ["signed", "unsigned", "modern"] {
            std::fs::write(path(&format!("{run}.json")), report).unwrap();
        }
        let held = |rows: &str, runs: &[&str]| {
            std::fs::write(path("table.tsv"), rows).unwrap();
            let paths: Vec<String> = runs
                .iter()
                .map(|run| path(&format!("{run}.json")))
                .collect();
            let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            reports(&path("table.tsv"), &paths).is_ok()
        };
        let both = ["signed", "unsigned"];
        let ends = [
            held(
                "signed\tfail\ta/one\tseen\nunsigned\tpass\ta/t*\tseen\n",
                &both,
            ),
            held("signed\tpass\ta/two\tseen\n", &both),
            held(
                "signed\tfail\ta/*\tseen\nsigned\tfail\ta/two\tseen\n",
                &both,
            ),
            held("signed|modern\tfail\ta/one\tseen\n", &["signed", "modern"]),
            held("signed\tfail\ta/one\tseen\n", &["signed", "modern"]),
            held("signed|modern\tfail\ta/one\tseen\n", &both),
        ];
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(ends, [true, false, false, true, false, false]);
    }
}
