//! The comparison as a page for people, in one file.

use maud::{Markup, html};

use crate::report::html::page::{Filter, Page, anchor, badge, toolbar};
use crate::snapshot::FindingState;
use crate::snapshot::diff::{AnswerChange, CheckChange, Diff, Kind};
use crate::spec::clause;
use crate::suite::report::level_word;

/// The whole file: a part for each kind of change, the worst first.
pub fn render(diff: &Diff) -> String {
    let (a, b) = (&diff.before, &diff.after);
    let title = format!(
        "{}@{} and {}@{} compared: vpnconform",
        a.name, a.version, b.name, b.version
    );
    let there = || Kind::ALL.into_iter().filter(|kind| diff.total(*kind) > 0);
    let filters = [Filter {
        name: "kind",
        label: "Kind",
        values: there().map(Kind::id).collect(),
    }];
    let page = Page {
        title: &title,
        head: html! {
            h1 { (a.name) "@" (a.version) " and " (b.name) "@" (b.version) " compared" }
            p { (diff.summary()) ", API version " (diff.api_version) "." }
            @for side in [a, b] {
                @if side.alone > 0 {
                    p class="muted" { (side.alone) " of " (side.cases) " cases were sent to " (side.name) "@" (side.version) " alone: they follow from other answers." }
                }
            }
        },
        parts: there()
            .map(|kind| (kind.id(), kind.title().to_owned()))
            .collect(),
        main: html! {
            (toolbar("changes", &filters, &[]))
            @if there().next().is_none() { p { "Nothing differs." } }
            @for kind in there() {
                section class="group" aria-labelledby=(kind.id()) {
                    h2 id=(kind.id()) { (kind.title()) " (" (diff.total(kind)) ")" }
                    @for change in diff.checks.iter().filter(|c| c.kind == kind) { (check(change)) }
                    @for change in diff.answers.iter().filter(|a| a.kind == kind) { (answer(change)) }
                }
            }
        },
    };
    page.render()
}

fn check(change: &CheckChange) -> Markup {
    html! {
        details class="item" data-kind=(change.kind.id()) {
            summary {
                @if let Some(verdict) = change.before { (badge(verdict)) } @else { "not recorded" }
                " then "
                @if let Some(verdict) = change.after { (badge(verdict)) } @else { "not recorded" }
                " " b { (change.id) } " " span class="muted small" { (level_word(change.level)) } br;
                span class="muted" { (change.summary) }
            }
            div class="inside" id=(anchor(&change.id)) {
                (clauses(&change.clauses))
                (findings("Found only before", &change.gone))
                (findings("Found only after", &change.new))
                h4 { "The rule" }
                pre { "vpnconform explain " (change.id) }
            }
        }
    }
}

fn findings(title: &str, findings: &[FindingState]) -> Markup {
    html! {
        @if !findings.is_empty() { h4 { (title) } }
        @for finding in findings {
            section class="finding" {
                dl {
                    dt { "Wanted" } dd { (finding.expected) }
                    dt { "Came" } dd { strong { (finding.found) } }
                    dt { "Case" } dd { code { (finding.case) } }
                }
                @if !finding.members.is_empty() { ul { @for member in &finding.members { li { code { (member) } } } } }
            }
        }
    }
}

fn answer(change: &AnswerChange) -> Markup {
    let value = |value: &Option<String>| match value {
        Some(text) => html! { pre { (text) } },
        None => html! { span class="muted" { "absent" } },
    };
    html! {
        details class="item" data-kind=(change.kind.id()) {
            summary { b { (change.place) } " " span class="muted small" { "in " (change.cases.len()) " cases" } }
            div class="inside" {
                dl {
                    dt { "Before" } dd { (value(&change.before)) }
                    dt { "After" } dd { (value(&change.after)) }
                    dt { "Checks that look there" }
                    dd { @if change.checks.is_empty() { span class="muted" { "none" } } @else { (change.checks.join(", ")) } }
                }
                (clauses(&change.clauses))
                h4 { "Cases" }
                ul { @for case in &change.cases { li { code { (case) } } } }
            }
        }
    }
}

fn clauses(ids: &[String]) -> Markup {
    html! {
        @if !ids.is_empty() {
            h4 { "What the page says" }
            ul {
                @for id in ids {
                    li { @if let Some(clause) = clause::find(id) { (clause.text) " " } span class="muted small" { (id) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::snapshot::diff::{FORMAT_VERSION, Side};
    use crate::suite::report::Tool;

    #[test]
    fn values_of_a_server_are_text() {
        let side = |version: &str| Side {
            name: "moto".to_owned(),
            version: version.to_owned(),
            cases: 1,
            alone: 0,
        };
        let diff = Diff {
            format_version: FORMAT_VERSION,
            tool: Tool::this(),
            before: side("1"),
            after: side("2"),
            api_version: "2012-04-01".to_owned(),
            denied: vec![Kind::Regression],
            exit_status: 0,
            totals: BTreeMap::from([(Kind::Variance, 1)]),
            checks: Vec::new(),
            answers: vec![AnswerChange {
                kind: Kind::Variance,
                place: "<script>".to_owned(),
                before: None,
                after: Some("</pre><b>\u{202e}".to_owned()),
                checks: Vec::new(),
                clauses: Vec::new(),
                cases: vec!["a/b".to_owned()],
            }],
        };
        let page = render(&diff);
        assert!(page.contains("&lt;/pre&gt;&lt;b&gt;\\u{202e}"), "{page}");
        assert!(!page.contains("<b><script>") && page.contains("id=\"variance\""));
    }
}
