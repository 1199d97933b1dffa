//! The page of the action clause by clause, with the checks of each and their verdicts; of a parser, what its checks rest on.

use maud::{Markup, html};

use crate::report::html::link;
use crate::report::html::page::anchor;
use crate::report::input::Subject;
use crate::suite::coverage::coverage;
use crate::suite::report::{CheckResult, level_word, word};

/// The name of the part.
pub(super) fn title(subject: &Subject<'_>) -> &'static str {
    match subject.run.parser {
        Some(_) => "What the checks rest on",
        None => "Requirement coverage",
    }
}

/// The table.
pub(super) fn section(subject: &Subject<'_>) -> Markup {
    let rows = match subject.run.parser {
        Some(_) => sources(subject),
        None => clauses(subject),
    };
    html! {
        section class="group" aria-labelledby="clauses" {
            h2 id="clauses" { (title(subject)) }
            div class="scroll" tabindex="0" role="group" aria-label=(title(subject)) {
                table class="cards" {
                    thead { tr { th scope="col" { "What is said" } th scope="col" { "Checked by" } } }
                    tbody { (rows) }
                }
            }
        }
    }
}

fn clauses(subject: &Subject<'_>) -> Markup {
    html! {
        @for row in coverage() {
            @let checks: Vec<&CheckResult> = subject.run.checks.iter().filter(|c| c.clauses.iter().any(|id| id == row.clause.id)).collect();
            tr class="item" data-verdict=(verdicts(&checks)) data-level=(levels(&checks)) {
                td id={ "clause-" (anchor(row.clause.id)) } {
                    (row.clause.text) br;
                    span class="muted small" { code { (row.clause.id) } ", " (row.clause.source.to_string()) ", " (row.clause.grade.to_string()) }
                }
                td {
                    (list(&checks))
                    @if let Some(reason) = row.clause.untestable { span class="muted" { "Not testable: " (reason) } }
                    @else if checks.is_empty() {
                        span class="muted" { "Not in this run: " (row.checks.iter().map(|c| c.id).collect::<Vec<_>>().join(", ")) }
                    }
                }
            }
        }
    }
}

fn sources(subject: &Subject<'_>) -> Markup {
    let mut rows: Vec<(&str, Vec<&CheckResult>)> = Vec::new();
    for check in &subject.run.checks {
        for source in &check.clauses {
            match rows.iter_mut().find(|(name, _)| name == source) {
                Some((_, checks)) => checks.push(check),
                None => rows.push((source, vec![check])),
            }
        }
    }
    html! {
        @for (source, checks) in rows {
            tr class="item" data-verdict=(verdicts(&checks)) data-level=(levels(&checks)) {
                td { (source) }
                td { (list(&checks)) }
            }
        }
    }
}

fn list(checks: &[&CheckResult]) -> Markup {
    html! { ul class="plain" { @for check in checks { li { (link(check)) } } } }
}

fn verdicts(checks: &[&CheckResult]) -> String {
    let words: Vec<&str> = checks.iter().map(|c| word(c.verdict)).collect();
    words.join(" ")
}

fn levels(checks: &[&CheckResult]) -> String {
    let words: Vec<&str> = checks.iter().map(|c| level_word(c.level)).collect();
    words.join(" ")
}
