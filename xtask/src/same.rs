//! Several runs against one server process: what was left by the first must not change what the others say.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Result;
use crate::program::json;
use crate::table::{list, text};

/// What a report says of a check: its verdict, and the fingerprints of its findings. Ids, keys and times, which a server draws, are in
/// neither.
type Said<'r> = BTreeMap<&'r str, (&'r str, Vec<&'r str>)>;

/// Fails where a later report says something else than the first one.
pub fn runs(paths: &[&str]) -> Result<()> {
    let mut reports = Vec::new();
    for path in paths {
        reports.push((*path, json(path)?));
    }
    let Some(((_, first), others)) = reports.split_first() else {
        return Err("no report is given".to_owned());
    };
    let first = said(first);
    if first.is_empty() {
        return Err("the first report has no checks".to_owned());
    }
    let mut differences = Vec::new();
    for (path, report) in others {
        differences.extend(differ(&first, &said(report), path));
    }
    for line in &differences {
        println!("MISS  {line}");
    }
    if differences.is_empty() {
        println!(
            "PASS  {} runs say the same of {} checks",
            paths.len(),
            first.len()
        );
        return Ok(());
    }
    Err(format!("{} differences between runs", differences.len()))
}

fn said(report: &Value) -> Said<'_> {
    let of = |check| {
        let findings = list(check, "findings").iter();
        let mut prints: Vec<&str> = findings.map(|f| text(f, "fingerprint")).collect();
        prints.sort_unstable();
        (text(check, "id"), (text(check, "verdict"), prints))
    };
    list(report, "checks").iter().map(of).collect()
}

fn differ(first: &Said<'_>, other: &Said<'_>, path: &str) -> Vec<String> {
    let mut ids: Vec<&str> = first.keys().chain(other.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .filter(|id| first.get(id) != other.get(id))
        .map(|id| {
            format!(
                "{path}: {id}: {:?}, first {:?}",
                other.get(id),
                first.get(id)
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(verdict: &str, prints: &[&str]) -> Value {
        let findings: Vec<Value> = prints
            .iter()
            .map(|p| serde_json::json!({ "fingerprint": p }))
            .collect();
        serde_json::json!({ "checks": [{ "id": "a/b", "verdict": verdict, "findings": findings }] })
    }

    #[test]
    fn another_verdict_or_finding_is_a_difference() {
        let first = report("fail", &["1", "2"]);
        let differences = |other: Value| differ(&said(&first), &said(&other), "2.json").len();
        assert_eq!(differences(report("fail", &["2", "1"])), 0);
        assert_eq!(differences(report("fail", &["1"])), 1);
        assert_eq!(differences(report("pass", &["1", "2"])), 1);
        assert_eq!(differences(serde_json::json!({ "checks": [] })), 1);
    }
}
