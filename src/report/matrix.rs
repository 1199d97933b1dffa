//! Many reports side by side: endpoints and parsers, a column each, a row for each check.

use std::collections::BTreeMap;

use crate::finding::Verdict;
use crate::report::input::Subject;
use crate::suite::report::{CheckResult, VERDICTS, word};

/// Reports of one kind.
#[derive(Debug)]
pub struct Table<'s> {
    /// What is tested: the heading.
    pub title: &'static str,
    /// A word for links, of letters only.
    pub id: &'static str,
    /// The reports.
    pub columns: Vec<Subject<'s>>,
    /// The checks, family by family.
    pub rows: Vec<Row<'s>>,
}

/// One check in every report.
#[derive(Debug)]
pub struct Row<'s> {
    /// The check as the first report has it that has it.
    pub check: &'s CheckResult,
    /// What each report says, in the order of the columns.
    pub cells: Vec<Option<&'s CheckResult>>,
}

impl Row<'_> {
    /// Whether the verdicts are not all the same. A report without the check says nothing.
    pub fn differs(&self) -> bool {
        let mut verdicts = self.cells.iter().flatten().map(|c| c.verdict);
        let first = verdicts.next();
        verdicts.any(|v| Some(v) != first)
    }
}

impl<'s> Table<'s> {
    /// The tables of these reports: one for endpoints, one for parsers, those that are not empty.
    pub fn of(columns: Vec<Subject<'s>>) -> Vec<Self> {
        let (parsers, endpoints): (Vec<_>, Vec<_>) = columns
            .into_iter()
            .partition(|column| column.run.parser.is_some());
        [
            ("Endpoints", "endpoints", endpoints),
            ("Parsers", "parsers", parsers),
        ]
        .into_iter()
        .filter(|(.., columns)| !columns.is_empty())
        .map(|(title, id, columns)| Self {
            title,
            id,
            rows: rows(&columns),
            columns,
        })
        .collect()
    }

    /// The rows of a family, in the order of the first report.
    pub fn families(&self) -> Vec<(&'s str, Vec<&Row<'s>>)> {
        let mut families: Vec<(&str, Vec<&Row<'s>>)> = Vec::new();
        for row in &self.rows {
            let family = row.check.family();
            match families.iter_mut().find(|(name, _)| *name == family) {
                Some((_, rows)) => rows.push(row),
                None => families.push((family, vec![row])),
            }
        }
        families
    }

    /// How many rows do not say the same everywhere.
    pub fn differing(&self) -> usize {
        self.rows.iter().filter(|row| row.differs()).count()
    }
}

/// In the order of the first report; what only later ones have comes behind its family.
fn rows<'s>(columns: &[Subject<'s>]) -> Vec<Row<'s>> {
    let mut order: Vec<&'s CheckResult> = Vec::new();
    let maps: Vec<BTreeMap<&str, &'s CheckResult>> = columns
        .iter()
        .map(|column| {
            let checks = column.run.checks.iter();
            checks.map(|c| (c.id.as_str(), c)).collect()
        })
        .collect();
    for check in columns.iter().flat_map(|c| &c.run.checks) {
        if order.iter().all(|known| known.id != check.id) {
            let family = check.family();
            let behind = order.iter().rposition(|known| known.family() == family);
            order.insert(behind.map_or(order.len(), |at| at + 1), check);
        }
    }
    order
        .into_iter()
        .map(|check| Row {
            check,
            cells: maps
                .iter()
                .map(|m| m.get(check.id.as_str()).copied())
                .collect(),
        })
        .collect()
}

/// The tables for the summary of a CI job: the counts, and the rows that differ.
pub fn markdown(columns: Vec<Subject<'_>>) -> String {
    let mut out = String::new();
    for table in Table::of(columns) {
        let mut line = |cells: Vec<String>| {
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        };
        let head = |first: &str| -> Vec<String> {
            let names = table
                .columns
                .iter()
                .map(|c| crate::untrusted::literal(c.name));
            std::iter::once(first.to_owned()).chain(names).collect()
        };
        line(head(table.title));
        line(vec!["---".to_owned(); table.columns.len() + 1]);
        for verdict in VERDICTS {
            let counts = table
                .columns
                .iter()
                .map(|c| c.run.total(verdict).to_string());
            line(
                std::iter::once(word(verdict).to_owned())
                    .chain(counts)
                    .collect(),
            );
        }
        for row in table.rows.iter().filter(|row| row.differs()) {
            let cells = row
                .cells
                .iter()
                .map(|c| c.map_or("", |c| shown(c.verdict)).to_owned());
            line(
                std::iter::once(format!("`{}`", row.check.id))
                    .chain(cells)
                    .collect(),
            );
        }
        let (differ, all) = (table.differing(), table.rows.len());
        out.push_str(&format!("\n{differ} of {all} checks differ.\n\n"));
    }
    out
}

fn shown(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "**fail**",
        other => word(other),
    }
}
