//! A badge for a README: the JSON that shields.io and others read from an endpoint.

use serde_json::json;

use crate::finding::Verdict;
use crate::suite::report::RunReport;

/// The badge, ending in a line feed.
pub fn render(report: &RunReport) -> String {
    let total = report.checks.len();
    let failures = report.counts.failed;
    let passed = report.total(Verdict::Pass);
    let (message, colour) = match report.exit_status {
        0 if report.counts.waived > 0 => (report.verdict_line(), "green"),
        0 => (format!("conforms: {passed} of {total} pass"), "brightgreen"),
        1 => (format!("{failures} of {total} fail"), "red"),
        5 => (report.verdict_line(), "yellow"),
        _ => (report.verdict_line(), "lightgrey"),
    };
    let badge = json!({
        "schemaVersion": 1,
        "label": report.tool.name,
        "message": message,
        "color": colour,
        "isError": report.exit_status != 0,
    });
    format!("{badge:#}\n")
}
