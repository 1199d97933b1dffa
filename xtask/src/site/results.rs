//! A page for each recorded system, and the list of all.

use std::fmt::Write;

use crate::table::matches;

use super::facts::{Facts, Rule, System};
use super::{Pages, escape};

const VERDICTS: [&str; 5] = ["fail", "blocked", "advisory", "pass", "not-applicable"];

/// Writes all pages and returns their lines of the summary.
pub fn write(facts: &Facts, pages: &mut Pages) -> String {
    let mut index = format!(
        "# Results\n\n{} servers and versions of servers, and {} parsers, each run by a script of the repository \
         (`scripts/emulators.sh`, `scripts/adapters.sh`) that fails on a difference from what is recorded here. \
         [The matrix](results/matrix.md) has all verdicts side by side.\n",
        facts.servers.len(),
        facts.parsers.len()
    );
    let mut summary = String::from("- [Results](results.md)\n  - [Matrix](results/matrix.md)\n");
    for (title, systems, more) in [
        (
            "Servers",
            &facts.servers,
            "Asked with signatures and API version 2012-04-01. A server that fails fewer rules is not always better: what was not \
             reached is blocked.",
        ),
        (
            "Parsers",
            &facts.parsers,
            "[Versions, runtimes and times](results/parsers.md). [Clients](results/clients.md) were run as well.",
        ),
    ] {
        let _ = writeln!(
            index,
            "\n## {title}\n\n{more}\n\n| | {} |",
            VERDICTS.join(" | ")
        );
        let _ = writeln!(index, "|---{}|", "|---:".repeat(VERDICTS.len()));
        let _ = writeln!(summary, "  - [{title}]()");
        for system in systems {
            let counts: Vec<String> = VERDICTS
                .iter()
                .map(|v| system.count(v).to_string())
                .collect();
            let _ = writeln!(
                index,
                "| [{}]({}) | {} |",
                system.name,
                system.page(),
                counts.join(" | ")
            );
            let _ = writeln!(summary, "    - [{}]({})", system.name, system.page());
            pages.insert(system.page(), page(system, &facts.rules));
        }
    }
    pages.insert("results.md".to_owned(), index);
    summary
}

fn page(system: &System, rules: &[Rule]) -> String {
    let mut out = format!("# {}\n\n", system.name);
    let counts: Vec<String> = VERDICTS
        .iter()
        .map(|v| format!("{} {v}", system.count(v)))
        .collect();
    let _ = writeln!(out, "{}.\n", counts.join(", "));
    let of = |verdict: &str| -> Vec<&Rule> {
        rules
            .iter()
            .filter(|r| system.verdict(&r.id) == Some(verdict))
            .collect()
    };
    let failing = of("fail");
    if !failing.is_empty() {
        out.push_str("## Fails\n\n| rule | level | what is seen |\n|---|---|---|\n");
    }
    for rule in failing {
        let known = system
            .known
            .iter()
            .find(|(p, _)| p.split('|').any(|p| matches(p, &rule.id)));
        let seen = known.map_or_else(|| escape(&rule.summary), |(_, words)| escape(words));
        let _ = writeln!(out, "| {} | {} | {seen} |", link(rule), rule.level);
    }
    // Known of requests in other API versions than that of the recorded run.
    let other: Vec<_> = system
        .known
        .iter()
        .filter(|(p, _)| {
            rules
                .iter()
                .any(|r| matches(p, &r.id) && system.verdict(&r.id) != Some("fail"))
        })
        .collect();
    if !other.is_empty() {
        out.push_str("\n## Also known\n\nWith other API versions, or of rules that do not fail here.\n\n| rule | what is seen |\n|---|---|\n");
    }
    for (pattern, words) in other {
        let ids: Vec<String> = rules
            .iter()
            .filter(|r| matches(pattern, &r.id))
            .map(link)
            .collect();
        let _ = writeln!(out, "| {} | {} |", ids.join(", "), escape(words));
    }
    for (verdict, title) in [
        ("blocked", "Blocked"),
        ("advisory", "Noted"),
        ("pass", "Passes"),
        ("not-applicable", "Not applicable"),
    ] {
        let ids: Vec<String> = of(verdict).into_iter().map(link).collect();
        if !ids.is_empty() {
            let _ = writeln!(out, "\n## {title}\n\n{}", ids.join(", "));
        }
    }
    out
}

fn link(rule: &Rule) -> String {
    format!("[`{}`](../{})", rule.id, rule.page())
}
