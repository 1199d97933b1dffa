//! SARIF 2.1.0: a rule for each check, a result for each finding.

use serde_json::{Value, json};

use crate::finding::{Finding, Level, Verdict};
use crate::suite::report::{CheckResult, RunReport, word};

/// The log, ending in a line feed. The response to a case is the artifact in which a finding lies.
///
/// # Errors
/// None in practice: the data has no map with keys that are not text.
pub fn render(report: &RunReport) -> Result<String, serde_json::Error> {
    let rules: Vec<Value> = report.checks.iter().map(rule).collect();
    let results: Vec<Value> = report
        .checks
        .iter()
        .enumerate()
        .flat_map(|(index, check)| results(index, check))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "semanticVersion": report.tool.version,
                "rules": rules,
            }},
            "invocations": [{
                "executionSuccessful": report.exit_status <= 1,
                "exitCode": report.exit_status,
            }],
            "properties": {
                "target": report.target,
                "api_version": report.api_version,
                "seed": report.seed,
            },
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn rule(check: &CheckResult) -> Value {
    json!({
        "id": check.id,
        "shortDescription": { "text": check.summary },
        "defaultConfiguration": { "level": level(check.level) },
        "properties": { "clauses": check.clauses, "level": check.level },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May | Level::Advisory => "note",
    }
}

fn results(index: usize, check: &CheckResult) -> Vec<Value> {
    let (kind, shown) = match check.verdict {
        Verdict::Fail | Verdict::Waived => ("fail", level(check.level)),
        Verdict::Advisory => ("informational", "none"),
        Verdict::Blocked => ("open", "none"),
        Verdict::Pass | Verdict::NotApplicable => return Vec::new(),
    };
    if check.verdict == Verdict::Blocked {
        return vec![json!({
            "ruleId": check.id,
            "ruleIndex": index,
            "kind": kind,
            "level": shown,
            "message": { "text": format!("blocked: {}", check.why()) },
        })];
    }
    let mut results = Vec::new();
    for finding in &check.findings {
        let mut result = json!({
            "ruleId": check.id,
            "ruleIndex": index,
            "kind": kind,
            "level": shown,
            "message": { "text": format!("expected {}; actual {}", finding.expected, finding.found) },
            "locations": [location(finding)],
            "partialFingerprints": { "vpnconform/v1": finding.fingerprint },
            "properties": { "verdict": word(check.verdict), "deviation": finding.deviation },
        });
        if let Some(object) = result.as_object_mut()
            && check.verdict == Verdict::Waived
        {
            let waiver = json!([{ "kind": "external", "justification": check.why() }]);
            object.insert("suppressions".to_owned(), waiver);
        }
        results.push(result);
    }
    results
}

fn location(finding: &Finding) -> Value {
    let name = json!([{ "fullyQualifiedName": finding.case, "kind": "resource" }]);
    let uri = format!("responses/{}", finding.case);
    let artifact = json!({ "uri": uri });
    let physical = match &finding.position {
        None => json!({ "artifactLocation": artifact }),
        Some(position) => json!({
            "artifactLocation": artifact,
            "region": {
                "byteOffset": position.offset,
                "byteLength": 1,
                "snippet": { "text": position.excerpt },
            },
        }),
    };
    json!({ "physicalLocation": physical, "logicalLocations": name })
}
