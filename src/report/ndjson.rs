//! One JSON object a line, in the order of the run: for pipes and for log collectors.

use serde_json::{Value, json};

use crate::suite::report::RunReport;

/// A line for the run, one for each check, one for each finding after its check, and one for the end.
///
/// # Errors
/// None in practice: the data has no map with keys that are not text.
pub fn render(report: &RunReport) -> Result<String, serde_json::Error> {
    let mut lines = vec![json!({
        "event": "run",
        "format_version": report.format_version,
        "tool": report.tool,
        "target": report.target,
        "api_version": report.api_version,
        "seed": report.seed,
        "started": report.started,
    })];
    for check in &report.checks {
        lines.push(json!({
            "event": "check",
            "id": check.id,
            "level": check.level,
            "verdict": check.verdict,
            "cause": check.cause,
            "findings": check.findings.len(),
        }));
        for finding in &check.findings {
            let mut line = serde_json::to_value(finding)?;
            if let Some(object) = line.as_object_mut() {
                object.insert("event".to_owned(), json!("finding"));
            }
            lines.push(line);
        }
    }
    lines.push(json!({
        "event": "end",
        "exit_status": report.exit_status,
        "totals": report.totals,
        "counts": report.counts,
        "causes": report.causes,
        "requests": report.requests,
        "resources": report.resources,
        "elapsed_ms": report.elapsed_ms,
    }));
    Ok(lines
        .iter()
        .map(|line: &Value| format!("{line}\n"))
        .collect())
}
