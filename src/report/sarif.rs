//! SARIF 2.1.0: a rule for each check, a result for each finding.

use serde_json::{Value, json};

use crate::finding::{Finding, Level, Verdict};
use crate::rule;
use crate::spec::clause;
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
        .flat_map(|(index, check)| results(index, check, report))
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
                "counts": report.counts,
                "causes": report.causes,
            },
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn rule(check: &CheckResult) -> Value {
    let mut rule = json!({
        "id": check.id,
        "shortDescription": { "text": check.summary },
        "fullDescription": { "text": help(check) },
        "help": { "text": help(check) },
        "defaultConfiguration": { "level": level(check.level) },
        "properties": { "clauses": check.clauses, "level": check.level },
    });
    let clauses = check.clauses.iter().filter_map(|id| clause::find(id));
    // The protocol notes have no address, only a path.
    let address = clauses
        .map(|clause| clause.source.url())
        .find(|url| url.contains("://"));
    if let (Some(rule), Some(address)) = (rule.as_object_mut(), address) {
        rule.insert("helpUri".to_owned(), json!(address));
    }
    rule
}

/// Why the rule matters, with what it rests on.
fn help(check: &CheckResult) -> String {
    let explain = rule::by_id(&check.id).map(|rule| rule.explain);
    let explain = explain.or_else(|| rule::parser::find(&check.id).map(|rule| rule.explain));
    let mut text = explain.map_or(check.summary.as_str(), str::trim).to_owned();
    for clause in check.clauses.iter().filter_map(|id| clause::find(id)) {
        text.push_str(&format!("\n\n{}: {}", clause.source, clause.text));
    }
    if text.is_empty() {
        check.summary.clone()
    } else {
        text
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May | Level::Advisory => "note",
    }
}

fn results(index: usize, check: &CheckResult, report: &RunReport) -> Vec<Value> {
    let counts = check.verdict == Verdict::Fail && check.level >= report.level;
    let (kind, shown) = match check.verdict {
        Verdict::Fail if !counts => ("fail", "note"),
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
            "properties": { "verdict": word(check.verdict), "counts": counts, "deviation": finding.deviation },
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
