//! `--report issue=FOLDER`: a Markdown file for each cause, to be sent to those who maintain the target.

use std::fmt;
use std::fmt::Write;

use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Record};
use crate::report::command::script;
use crate::report::command::script::{Tool, script};
use crate::report::failure;
use crate::report::failure::request_line;
use crate::report::printable::printable;
use crate::spec::clause;
use crate::suite::cause::Cause;
use crate::suite::report::{CheckResult, RunReport, level_word};
use crate::untrusted::literal;

/// The name and the text of a file for each cause with a failure that counts.
pub fn files(report: &RunReport, evidence: Option<&Redacted<Evidence>>) -> Vec<(String, String)> {
    let causes = report.counted_causes().enumerate();
    causes
        .map(|(index, cause)| {
            let first = cause.rules.first().map_or("cause", String::as_str);
            let name = format!("{:02}-{}.md", index + 1, first.replace('/', "-"));
            let mut text = String::new();
            // Writing to a String cannot fail.
            let _ = write_issue(&mut text, report, cause, evidence);
            (name, text)
        })
        .collect()
}

fn write_issue(
    out: &mut String,
    report: &RunReport,
    cause: &Cause,
    evidence: Option<&Redacted<Evidence>>,
) -> fmt::Result {
    let checks = cause
        .rules
        .iter()
        .filter_map(|id| report.checks.iter().find(|c| c.id == *id));
    let checks: Vec<&CheckResult> = checks.collect();
    writeln!(out, "# CreateVpnConnection: {}\n", one_line(&cause.summary))?;
    writeln!(
        out,
        "Found by {} {}, API version {}. Fill in: version of the server, how it was started.\n",
        report.tool.name.markdown(),
        report.tool.version.markdown(),
        report.api_version.markdown()
    )?;
    writeln!(out, "## What happens\n")?;
    for check in &checks {
        let Some(finding) = check.findings.first() else {
            continue;
        };
        writeln!(
            out,
            "- {} (`{}`, {})",
            one_line(&check.summary),
            check.id.replace('`', "'"),
            level_word(check.level)
        )?;
        writeln!(out, "  - expected: {}", one_line(&finding.expected))?;
        writeln!(out, "  - actual: {}", one_line(&finding.found))?;
    }
    let mut ids: Vec<&String> = checks.iter().flat_map(|check| &check.clauses).collect();
    ids.dedup();
    writeln!(out, "\n## What the API reference and the schema say\n")?;
    for clause in ids.into_iter().filter_map(|id| clause::find(id)) {
        writeln!(
            out,
            "- {} ({}): <{}>",
            clause.text,
            clause.source,
            clause.source.url()
        )?;
    }
    let record = evidence.and_then(|e| e.find(&cause.case));
    if let (Some(evidence), Some(record)) = (evidence, record) {
        exchange(out, report, evidence, record)?;
    }
    writeln!(out, "\n## How it was judged\n")?;
    writeln!(
        out,
        "Each request that must be refused is sent behind a control that differs in one thing and was accepted. \
         `vpnconform explain {}` says why it matters.",
        cause.rules.first().map_or("ID", String::as_str)
    )
}

fn exchange(
    out: &mut String,
    report: &RunReport,
    evidence: &Redacted<Evidence>,
    record: Redacted<&Record>,
) -> fmt::Result {
    const BODY: usize = 1500;
    writeln!(
        out,
        "\n## Smallest request\n\n```\n{}\n```\n",
        named(record, &request_line(record))
    )?;
    writeln!(out, "Answer: {}\n", failure::answer_line(record.exchange()))?;
    if let Ok(response) = &record.exchange.response {
        let text = printable(&response.body);
        let shown: String = text.chars().take(BODY).collect();
        let more = if shown.len() < text.len() {
            "\n..."
        } else {
            ""
        };
        writeln!(
            out,
            "```xml\n{}{more}\n```",
            named(record, &shown).replace("```", "` ` `")
        )?;
    }
    let control = record.case.twin.as_deref().and_then(|id| evidence.find(id));
    let first = report
        .checks
        .iter()
        .flat_map(|c| &c.findings)
        .find(|f| f.case == record.case.id);
    let subject = script::Subject {
        record,
        control,
        url: "http://127.0.0.1:5000",
        api_version: report.api_version.expose(),
        is_signed: evidence.auth.is_some(),
        expected: first.map_or("", |f| &f.expected),
    };
    if let Ok(text) = script(Tool::Sh, &subject) {
        writeln!(out, "\n## To reproduce\n\n```sh\n{text}```")?;
    }
    Ok(())
}

/// The text with names in place of the gateways, which are gone.
fn named(record: Redacted<&Record>, text: &str) -> String {
    let fixtures = &record.fixtures;
    let mut text = text.to_owned();
    for (id, name) in [
        (&fixtures.customer_gateway_id, "CUSTOMER-GATEWAY"),
        (&fixtures.vpn_gateway_id, "VPN-GATEWAY"),
        (&fixtures.transit_gateway_id, "TRANSIT-GATEWAY"),
    ] {
        if !id.is_empty() {
            text = text.replace(id.as_str(), name);
        }
    }
    text
}

/// Text in one line that Markdown shows as it stands.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    literal(&words.join(" "))
}
