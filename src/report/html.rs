//! HTML in one file: what a person reads. A pure function of the report and the saved exchanges.

mod check;
mod clauses;
mod document;
mod exchange;
mod head;
pub mod matrix;
pub mod page;
mod text;

#[cfg(test)]
mod tests;

use maud::{Markup, html};

use crate::finding::Verdict;
use crate::report::html::exchange::Exchanges;
use crate::report::html::page::{Filter, Page, anchor, badge, toolbar};
use crate::report::input::Subject;
use crate::suite::report::{CheckResult, VERDICTS, level_word, word};

/// The whole file.
pub fn render(subject: &Subject<'_>) -> String {
    let run = subject.run;
    let exchanges = Exchanges::of(subject);
    let mut parts = Vec::new();
    if run.total(Verdict::Fail) > 0 {
        parts.push(("wrong", "What is wrong".to_owned()));
    }
    parts.push(("again", "Reproduce".to_owned()));
    parts.push(("checks", format!("All {} checks", run.checks.len())));
    parts.push(("clauses", clauses::title(subject).to_owned()));
    if !exchanges.is_empty() {
        parts.push(("exchanges", "Requests and responses".to_owned()));
    }
    let title = format!("{} {}: vpnconform", subject.name, run.verdict_line());
    let page = Page {
        title: &title,
        head: head::head(subject),
        parts,
        main: html! {
            (head::wrong(subject))
            (head::again(subject))
            (checks(subject, &exchanges))
            (clauses::section(subject))
            (exchanges.section())
        },
    };
    page.render()
}

/// Everything about every check, family by family, the worst first.
fn checks(subject: &Subject<'_>, exchanges: &Exchanges<'_>) -> Markup {
    let families = subject.run.families();
    let there = VERDICTS.iter().filter(|v| subject.run.total(**v) > 0);
    let filters = [
        Filter {
            name: "verdict",
            label: "Verdict",
            values: there.map(|v| word(*v)).collect(),
        },
        Filter {
            name: "level",
            label: "Level",
            values: vec!["must", "should", "may", "advisory"],
        },
    ];
    html! {
        section aria-labelledby="checks" {
            h2 id="checks" { "All checks" }
            (head::words())
            (toolbar("checks and clauses", &filters, &[]))
            div class="scroll" tabindex="0" role="group" aria-label="Verdicts by family" {
                table {
                    caption { "Verdicts by family" }
                    thead { tr { th scope="col" { "Family" } @for verdict in VERDICTS { th scope="col" class="number" { (word(verdict)) } } } }
                    tbody {
                        @for (family, checks) in &families {
                            tr {
                                th scope="row" { a href={ "#family-" (anchor(family)) } { (family) "/" } }
                                @for verdict in VERDICTS {
                                    td class="number" { (count(checks, verdict)) }
                                }
                            }
                        }
                    }
                }
            }
            @for (family, checks) in &families {
                section class="group" aria-labelledby={ "family-" (anchor(family)) } {
                    h3 id={ "family-" (anchor(family)) } { (family) "/ " span class="muted small" { (tally(checks)) } }
                    @for verdict in VERDICTS {
                        @for check in checks.iter().filter(|c| c.verdict == verdict) {
                            (check::details(subject, exchanges, check))
                        }
                    }
                }
            }
        }
    }
}

fn count(checks: &[&CheckResult], verdict: Verdict) -> Markup {
    let count = checks.iter().filter(|c| c.verdict == verdict).count();
    html! {
        @if count > 0 { span class={ "badge " (word(verdict)) } { (count) } } @else { span class="muted" { "0" } }
    }
}

fn tally(checks: &[&CheckResult]) -> String {
    let mut parts = Vec::new();
    for verdict in VERDICTS {
        let count = checks.iter().filter(|c| c.verdict == verdict).count();
        if count > 0 {
            parts.push(format!("{count} {}", word(verdict)));
        }
    }
    parts.join(", ")
}

/// A link to a check, with its verdict.
fn link(check: &CheckResult) -> Markup {
    html! { (badge(check.verdict)) " " a href={ "#" (anchor(&check.id)) } { (check.id) } }
}

/// How binding a check is, in words for those who do not know the levels.
fn binding(check: &CheckResult) -> Markup {
    html! { span class="muted small" { (level_word(check.level)) } }
}
