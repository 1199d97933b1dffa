//! The comparison as Markdown, for the summary of a CI job.

use std::fmt::Write;

use crate::snapshot::diff::text::some;
use crate::snapshot::diff::{Diff, Kind};
use crate::suite::report::{level_word, word};
use crate::untrusted::literal;

/// A headline, and for each kind of change a table of checks and one of answers.
pub fn render(diff: &Diff) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, diff);
    out
}

fn write(out: &mut String, diff: &Diff) -> std::fmt::Result {
    let (a, b) = (&diff.before, &diff.after);
    writeln!(
        out,
        "# vpnconform: {}@{} and {}@{} compared\n\n{}; API version {}. Cases sent to one alone: {} and {}.",
        a.name,
        a.version,
        b.name,
        b.version,
        literal(&diff.summary()),
        diff.api_version,
        a.alone,
        b.alone
    )?;
    for kind in Kind::ALL {
        let checks: Vec<_> = diff.checks.iter().filter(|c| c.kind == kind).collect();
        let answers: Vec<_> = diff.answers.iter().filter(|a| a.kind == kind).collect();
        if checks.is_empty() && answers.is_empty() {
            continue;
        }
        writeln!(
            out,
            "\n## {} ({})",
            kind.title(),
            checks.len() + answers.len()
        )?;
        if !checks.is_empty() {
            writeln!(
                out,
                "\n| check | level | before | after | gone | new |\n|---|---|---|---|---|---|"
            )?;
        }
        for check in checks {
            let verdict = |v: Option<_>| v.map_or("not recorded", word);
            let found = |findings: &[crate::snapshot::FindingState]| {
                let texts = findings.iter().map(|f| {
                    literal(&if f.members.is_empty() {
                        f.found.clone()
                    } else {
                        some(&f.members)
                    })
                });
                texts.collect::<Vec<_>>().join("; ")
            };
            writeln!(
                out,
                "| `{}` | {} | {} | {} | {} | {} |",
                check.id,
                level_word(check.level),
                verdict(check.before),
                verdict(check.after),
                found(&check.gone),
                found(&check.new)
            )?;
        }
        if !answers.is_empty() {
            writeln!(
                out,
                "\n| place | before | after | cases | checks |\n|---|---|---|---|---|"
            )?;
        }
        for answer in answers {
            let value = |v: &Option<String>| v.as_deref().map_or("absent".to_owned(), literal);
            let checks: Vec<String> = answer.checks.iter().map(|id| format!("`{id}`")).collect();
            writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                literal(&answer.place),
                value(&answer.before),
                value(&answer.after),
                literal(&format!("{}: {}", answer.cases.len(), some(&answer.cases))),
                checks.join(", ")
            )?;
        }
    }
    Ok(())
}
