//! Many reports side by side.

use maud::{Markup, html};

use crate::finding::Verdict;
use crate::report::html::binding;
use crate::report::html::page::{Filter, Page, anchor, badge, toolbar};
use crate::report::html::text::several;
use crate::report::input::Subject;
use crate::report::matrix::{Row, Table};
use crate::suite::report::{CheckResult, VERDICTS, level_word, word};

/// The most findings of one check in one report.
const FINDINGS: usize = 3;

/// The whole file.
pub fn render(columns: Vec<Subject<'_>>) -> String {
    let reports = columns.len();
    let tables = Table::of(columns);
    let filters = [
        Filter {
            name: "verdict",
            label: "Verdict in any column",
            values: VERDICTS.map(word).to_vec(),
        },
        Filter {
            name: "level",
            label: "Level",
            values: vec!["must", "should", "may", "advisory"],
        },
    ];
    let page = Page {
        title: "vpnconform: side by side",
        head: html! {
            h1 { "vpnconform: " (several(reports, "target")) " side by side" }
            p class="lead" { @for table in &tables { (summary(table)) " " } }
            p { "A row is a check, a column is a target. A verdict leads to what was found." }
        },
        parts: tables.iter().map(|t| (t.id, t.title.to_owned())).collect(),
        main: html! {
            (super::head::words())
            (toolbar("checks", &filters, &[("differs", "Only rows that differ")]))
            @for table in &tables { (section(table)) }
            @for table in &tables { (found(table)) }
        },
    };
    page.render()
}

fn summary(table: &Table<'_>) -> String {
    format!(
        "{}: {} of {} checks are not the same everywhere.",
        table.title,
        table.differing(),
        table.rows.len()
    )
}

fn section(table: &Table<'_>) -> Markup {
    html! {
        section aria-labelledby=(table.id) {
            h2 id=(table.id) { (table.title) }
            div class="scroll matrix" tabindex="0" role="group" aria-label=(table.title) {
                table {
                    thead {
                        tr {
                            th scope="col" { "Check" }
                            @for column in &table.columns {
                                th scope="col" { (column.name) (version(column)) }
                            }
                        }
                    }
                    tbody {
                        @for verdict in VERDICTS {
                            tr {
                                th scope="row" { (badge(verdict)) }
                                @for column in &table.columns { td { (column.run.total(verdict)) } }
                            }
                        }
                    }
                    @for (family, rows) in table.families() {
                        tbody class="group" {
                            tr { th scope="rowgroup" class="family" colspan=(table.columns.len() + 1) { (family) "/" } }
                            @for row in rows { (line(table, row)) }
                        }
                    }
                }
            }
        }
    }
}

/// What the column is of, where its name does not say so.
fn version(column: &Subject<'_>) -> Markup {
    html! {
        @if let Some(parser) = &column.run.parser {
            @let adapter = &parser.adapter;
            br; span class="muted small" {
                @if adapter.name != column.name { (adapter.name) " " }
                (adapter.version)
            }
        }
    }
}

fn line(table: &Table<'_>, row: &Row<'_>) -> Markup {
    let mut verdicts: Vec<&str> = row
        .cells
        .iter()
        .flatten()
        .map(|c| word(c.verdict))
        .collect();
    verdicts.sort_unstable();
    verdicts.dedup();
    html! {
        tr class="item" data-verdict=(verdicts.join(" ")) data-level=(level_word(row.check.level)) data-differs[row.differs()] {
            th scope="row" { (short(row.check)) " " (binding(row.check)) br; span class="muted small" { (row.check.summary) } }
            @for cell in &row.cells {
                td {
                    @match cell {
                        None => span class="muted" { "not run" },
                        Some(check) if says(check) => a class={ "badge " (word(check.verdict)) } href={ "#" (place(table, row)) } { (word(check.verdict)) },
                        Some(check) => (badge(check.verdict)),
                    }
                }
            }
        }
    }
}

/// The id without its family, which stands above.
fn short(check: &CheckResult) -> &str {
    check.id.split_once('/').map_or(&check.id, |(_, name)| name)
}

fn says(check: &CheckResult) -> bool {
    check.cause.is_some() || !check.findings.is_empty()
}

fn place(table: &Table<'_>, row: &Row<'_>) -> String {
    format!("found-{}-{}", table.id, anchor(&row.check.id))
}

/// What each report says of each check, where it says anything.
fn found(table: &Table<'_>) -> Markup {
    let rows = table
        .rows
        .iter()
        .filter(|row| row.cells.iter().flatten().any(|c| says(c)));
    html! {
        section aria-labelledby={ "found-" (table.id) } {
            h2 id={ "found-" (table.id) } { "What was found: " (table.title.to_lowercase()) }
            @for row in rows {
                details data-print="no" {
                    summary { b { (row.check.id) } " " (binding(row.check)) br; span class="muted" { (row.check.summary) } }
                    div class="inside" id=(place(table, row)) {
                        @for (names, check) in same(table, row) {
                            h3 { (badge(check.verdict)) " " (names.join(", ")) }
                            (findings(check))
                        }
                    }
                }
            }
        }
    }
}

/// The cells that say anything; those that say the same together.
fn same<'t>(table: &'t Table<'_>, row: &'t Row<'_>) -> Vec<(Vec<&'t str>, &'t CheckResult)> {
    let mut groups: Vec<(Vec<&str>, &CheckResult)> = Vec::new();
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let Some(check) = cell.filter(|check| says(check)) else {
            continue;
        };
        let words = |c: &CheckResult| -> Vec<(String, String)> {
            let findings = c.findings.iter();
            findings
                .map(|f| (f.expected.clone(), f.found.clone()))
                .collect()
        };
        let alike = |known: &CheckResult| {
            known.verdict == check.verdict
                && known.cause == check.cause
                && words(known) == words(check)
        };
        match groups.iter_mut().find(|(_, known)| alike(known)) {
            Some((names, _)) => names.push(column.name),
            None => groups.push((vec![column.name], check)),
        }
    }
    groups
}

fn findings(check: &CheckResult) -> Markup {
    let more = check.findings.len().saturating_sub(FINDINGS);
    html! {
        @if let Some(cause) = &check.cause { p { (cause) } }
        ul {
            @for finding in check.findings.iter().take(FINDINGS) {
                li {
                    @if let Some(deviation) = &finding.deviation { code { (deviation) } ": " }
                    strong { (finding.found) } span class="muted" { "; expected: " (finding.expected) }
                }
            }
        }
        @if more > 0 {
            p class="muted" { "And " (several(more, "more finding")) @if check.verdict != Verdict::Fail { " or observations" } "." }
        }
    }
}
