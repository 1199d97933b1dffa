//! A page for each rule, a list for each family, and the coverage of requirements.

use std::fmt::Write;

use serde_json::Value;

use crate::table::{list, matches, text};

use super::facts::{Facts, Rule, System};
use super::{Pages, escape};

/// The families in the order of `list`, and what each looks at.
const FAMILIES: [(&str, &str); 9] = [
    ("request", "which requests a server accepts and rejects"),
    (
        "response",
        "the answer to a create: schema, ids, echoed values",
    ),
    (
        "configuration",
        "the inner document: tunnels, addresses, agreement with gateways and response",
    ),
    ("secret", "pre-shared keys"),
    ("error", "the envelope, status and code of errors"),
    ("state", "what is described, deleted and left alone"),
    ("auth", "signatures, where the target requires them"),
    (
        "client",
        "requests of real clients, as `proxy` and `serve --judge` see them",
    ),
    ("parser", "what a parser makes of a document"),
];

/// Writes all pages and returns their lines of the summary.
pub fn write(facts: &Facts, pages: &mut Pages) -> String {
    let mut summary = String::from("- [Rules](rules.md)\n");
    let mut index = String::from(
        "# Rules\n\nA rule is one testable property with a stable id. Its level says how severe a failure is: `must` (documented, or \
         the schema of that version), `should` (several independent observations), `may`; an `advisory` rule reports and never \
         fails. `vpnconform explain ID` prints the same as these pages.\n\n| family | rules | |\n|---|---:|---|\n",
    );
    for (family, words) in FAMILIES {
        let rules: Vec<&Rule> = facts
            .rules
            .iter()
            .filter(|r| r.family() == family)
            .collect();
        let _ = writeln!(
            index,
            "| [`{family}/`](rules/{family}.md) | {} | {words} |",
            rules.len()
        );
        let _ = writeln!(summary, "  - [{family}](rules/{family}.md)");
        let mut page = format!(
            "# {family}\n\nRules about {words}. `vpnconform list {family}` prints them.\n\n| rule | level | |\n|---|---|---|\n"
        );
        for rule in rules {
            let name = rule.id.split_once('/').map_or("", |(_, name)| name);
            let _ = writeln!(
                page,
                "| [`{name}`]({}.md) | {} | {} |",
                rule.id,
                rule.level,
                escape(&rule.summary)
            );
            let _ = writeln!(summary, "    - [{name}](rules/{}.md)", rule.id);
            pages.insert(rule.page(), self::page(rule, facts));
        }
        pages.insert(format!("rules/{family}.md"), page);
    }
    pages.insert("rules.md".to_owned(), index);
    pages.insert("coverage.md".to_owned(), coverage(&facts.requirements));
    summary
}

fn page(rule: &Rule, facts: &Facts) -> String {
    let mut out = format!("# {}\n\n{}\n\n", rule.id, escape(&rule.summary));
    let versions = match (rule.since.as_str(), rule.until.as_str()) {
        ("", "") => "every API version".to_owned(),
        (since, "") => format!("from {since} on"),
        ("", until) => format!("up to {until}"),
        (since, until) => format!("{since} to {until}"),
    };
    let _ = writeln!(
        out,
        "**Level** {} · **API versions** {versions}\n",
        rule.level
    );
    if !rule.explanation.is_empty() {
        out.push_str("## Why\n\n");
    }
    for line in &rule.explanation {
        let headed = line.split_once(": ").filter(|(head, _)| is_heading(head));
        let _ = match headed {
            Some((head, rest)) => writeln!(out, "**{head}:** {}\n", escape(rest)),
            None => writeln!(out, "{}\n", escape(line)),
        };
    }
    requirements(&mut out, rule, facts);
    documents(&mut out, rule);
    faults(&mut out, rule);
    let systems = if rule.is_of_parsers() {
        &facts.parsers
    } else {
        &facts.servers
    };
    recorded(&mut out, rule, systems);
    let command = match rule.family() {
        "parser" => format!("vpnconform parser --only {} -- CMD...", rule.id),
        "client" => format!(
            "vpnconform proxy --upstream URL --only {} -- CMD...",
            rule.id
        ),
        _ => format!("vpnconform endpoint URL --only {}", rule.id),
    };
    let _ = writeln!(out, "## Run it alone\n\n```sh\n{command}\n```");
    out
}

fn is_heading(word: &str) -> bool {
    matches!(word, "Passes" | "Fails" | "Noted" | "Required")
}

fn requirements(out: &mut String, rule: &Rule, facts: &Facts) {
    if rule.requirements.is_empty() {
        return;
    }
    out.push_str("## What it rests on\n\n");
    for id in &rule.requirements {
        let Some(known) = facts.requirements.iter().find(|r| text(r, "id") == id) else {
            let _ = writeln!(out, "- {}", escape(id));
            continue;
        };
        let _ = writeln!(
            out,
            "- `{id}`: {} {}",
            escape(text(known, "text")),
            source(known, "../../")
        );
    }
    out.push('\n');
}

/// Source and grade, linked to where it stands.
fn source(requirement: &Value, top: &str) -> String {
    let url = text(requirement, "url");
    let target = match url.strip_prefix("docs/protocol-notes.md") {
        Some(anchor) => format!("{top}protocol-notes.md{anchor}"),
        None => url.to_owned(),
    };
    format!(
        "[{}]({target}), {}",
        escape(text(requirement, "source")),
        text(requirement, "grade")
    )
}

fn documents(out: &mut String, rule: &Rule) {
    if rule.documents.is_empty() {
        return;
    }
    out.push_str("## Documents\n\nEach is a valid document with one change.\n\n| document | a parser must |\n|---|---|\n");
    for (id, expected) in &rule.documents {
        let words = match expected.as_str() {
            "policy" => "do either: it is noted",
            other => other,
        };
        let _ = writeln!(out, "| `{id}` | {words} |");
    }
    out.push('\n');
}

fn faults(out: &mut String, rule: &Rule) {
    if rule.faults.is_empty() {
        return;
    }
    out.push_str("## Seeded faults\n\nThe self-test fails unless this rule detects each of them.\n\n| fault | what is wrong |\n|---|---|\n");
    for (id, summary) in &rule.faults {
        let _ = writeln!(out, "| `{id}` | {} |", escape(summary));
    }
    let (first, _) = &rule.faults[0];
    let command = if rule.is_of_parsers() {
        format!(
            "vpnconform parser --builtin fault:{first} --only {}",
            rule.id
        )
    } else {
        format!(
            "vpnconform endpoint reference --fault {first} --only {}",
            rule.id
        )
    };
    if rule.family() != "client" {
        let _ = writeln!(out, "\n```sh\n{command}\n```");
    }
    out.push('\n');
}

/// Systems by verdict; of those that fail what is known.
fn recorded(out: &mut String, rule: &Rule, systems: &[System]) {
    let with = |verdict: &str| -> Vec<&System> {
        systems
            .iter()
            .filter(|s| s.verdict(&rule.id) == Some(verdict))
            .collect()
    };
    if systems.iter().all(|s| s.verdict(&rule.id).is_none()) {
        return;
    }
    out.push_str("## Recorded systems\n\n");
    for system in with("fail") {
        let known = system
            .known
            .iter()
            .find(|(pattern, _)| pattern.split('|').any(|p| matches(p, &rule.id)));
        let words = known.map_or(String::new(), |(_, words)| format!(": {}", escape(words)));
        let _ = writeln!(out, "- {} **fails**{words}", link(system, "../../"));
    }
    for (verdict, verb) in [
        ("pass", "passes"),
        ("blocked", "blocked"),
        ("advisory", "noted"),
        ("not-applicable", "not applicable"),
    ] {
        let names: Vec<String> = with(verdict).iter().map(|s| link(s, "../../")).collect();
        if !names.is_empty() {
            let _ = writeln!(out, "- {verb}: {}", names.join(", "));
        }
    }
    out.push('\n');
}

fn link(system: &System, top: &str) -> String {
    format!("[{}]({top}{})", system.name, system.page())
}

fn coverage(requirements: &[Value]) -> String {
    let checked = requirements
        .iter()
        .filter(|r| !r["untestable"].is_string())
        .count();
    let mut out = format!(
        "# Requirement coverage\n\n{} requirements in our own words, each with its source and grade: {checked} are checked, {} \
         cannot be tested, with the reason. `vpnconform coverage` prints the same.\n",
        requirements.len(),
        requirements.len() - checked,
    );
    let mut part = "";
    for requirement in requirements {
        let id = text(requirement, "id");
        let (family, _) = id.split_once('/').unwrap_or((id, ""));
        if family != part {
            part = family;
            let _ = writeln!(out, "\n## {family}\n");
        }
        let checks: Vec<String> = list(requirement, "checks")
            .iter()
            .filter_map(Value::as_str)
            .map(|id| format!("[`{id}`](rules/{id}.md)"))
            .collect();
        let by = match requirement["untestable"].as_str() {
            Some(reason) => format!("not testable: {}", escape(reason)),
            None => checks.join(", "),
        };
        let _ = writeln!(
            out,
            "- `{id}`: {} {}<br>\n  {by}",
            escape(text(requirement, "text")),
            source(requirement, ""),
        );
    }
    out
}
