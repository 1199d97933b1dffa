//! Changing a baseline without touching what a person has written in it: comments and order stay.

use std::collections::BTreeSet;

use jiff::civil::Date;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use crate::baseline::{Baseline, Problem, ProblemKind, ReadError};
use crate::finding::{Finding, Verdict};
use crate::suite::report::RunReport;

/// What new entries say.
#[derive(Clone, Debug)]
pub struct Note {
    /// [`super::Waiver::reason`].
    pub reason: String,
    /// [`super::Waiver::owner`].
    pub owner: Option<String>,
    /// [`super::Waiver::issue`].
    pub issue: Option<String>,
    /// [`super::Waiver::expires`].
    pub expires: Option<Date>,
}

/// A baseline for everything that fails in a report; no entries where nothing does.
pub fn init(report: &RunReport, note: &Note) -> (String, usize) {
    let head = format!(
        "# What is known to be wrong with this target. `vpnconform endpoint --baseline` and `vpnconform parser --baseline`\n\
         # end with status 5 when an entry is no longer needed, and with 1 when something else is wrong.\n\
         # `vpnconform baseline accept` adds entries, `vpnconform baseline prune` takes out what is no longer needed.\n\
         target = {}\n",
        value(report.target.expose())
    );
    let mut document: DocumentMut = head.parse().unwrap_or_default();
    let count = add(&mut document, report, note, |_| true);
    (document.to_string(), count)
}

/// Adds what fails in the report and is not waived: new entries, new ways of known defects, and a new time for what has
/// expired. `selects` picks the checks. Gives the new text and how many findings are accepted.
///
/// # Errors
/// As [`Baseline::parse`].
pub fn accept(
    text: &str,
    report: &RunReport,
    note: &Note,
    today: Date,
    selects: impl Fn(&str) -> bool,
) -> Result<(String, usize), ReadError> {
    let baseline = Baseline::parse(text)?;
    let mut report = report.clone();
    baseline.apply(&mut report, today);
    let mut document = parse(text)?;
    let count = add(&mut document, &report, note, selects);
    Ok((document.to_string(), count))
}

/// Takes out what the report shows to be no longer needed. Gives the new text and what was taken out.
///
/// # Errors
/// As [`Baseline::parse`].
pub fn prune(
    text: &str,
    report: &RunReport,
    today: Date,
) -> Result<(String, Vec<Problem>), ReadError> {
    let baseline = Baseline::parse(text)?;
    let mut problems = baseline.apply(&mut report.clone(), today);
    // An entry that has expired may be needed all the same: that is for a person to say.
    problems.retain(|p| !matches!(p.kind, ProblemKind::Expired(_)));
    let mut document = parse(text)?;
    let problem = |index: usize| {
        let line = baseline.waivers.get(index)?.line;
        problems.iter().find(|p| p.line == line)
    };
    let mut index = 0;
    if let Some(tables) = tables(&mut document) {
        tables.retain(|_| {
            index += 1;
            !matches!(
                problem(index - 1).map(|p| &p.kind),
                Some(ProblemKind::Gone | ProblemKind::Unknown)
            )
        });
    }
    let fewer = problems.iter().filter_map(|p| match &p.kind {
        ProblemKind::Fewer(gone) => Some((p, gone)),
        _ => None,
    });
    for (problem, gone) in fewer {
        if let Some(table) = find(&mut document, &problem.check, &problem.fingerprint)
            && let Some(covers) = table.get_mut("covers").and_then(Item::as_array_mut)
        {
            covers.retain(|m| !m.as_str().is_some_and(|m| gone.iter().any(|g| g == m)));
        }
    }
    Ok((document.to_string(), problems))
}

fn parse(text: &str) -> Result<DocumentMut, ReadError> {
    text.parse()
        .map_err(|e: toml_edit::TomlError| ReadError::Form(e.to_string()))
}

fn tables(document: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    document.get_mut("waiver")?.as_array_of_tables_mut()
}

fn find<'d>(
    document: &'d mut DocumentMut,
    check: &str,
    fingerprint: &str,
) -> Option<&'d mut Table> {
    let is = |table: &Table, key: &str, value: &str| {
        table.get(key).and_then(Item::as_str) == Some(value)
    };
    tables(document)?
        .iter_mut()
        .find(|table| is(table, "fingerprint", fingerprint) && is(table, "check", check))
}

fn add(
    document: &mut DocumentMut,
    report: &RunReport,
    note: &Note,
    selects: impl Fn(&str) -> bool,
) -> usize {
    let failed = report
        .with(Verdict::Fail)
        .filter(|check| selects(&check.id));
    let findings: Vec<(&str, &Finding)> = failed
        .flat_map(|check| check.findings.iter().map(|f| (check.id.as_str(), f)))
        .filter(|(_, finding)| finding.waived.is_none())
        .collect();
    for (check, finding) in &findings {
        match find(document, check, &finding.fingerprint) {
            Some(table) => renew(table, finding, note),
            None => {
                let tables = document
                    .entry("waiver")
                    .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
                if let Some(tables) = tables.as_array_of_tables_mut() {
                    tables.push(entry(check, finding, note));
                }
            }
        }
    }
    findings.len()
}

fn entry(check: &str, finding: &Finding, note: &Note) -> Table {
    let mut table = Table::new();
    let found = finding.found.replace(char::is_control, " ");
    table.decor_mut().set_prefix(format!("\n# {found}\n"));
    table.insert("check", value(check));
    table.insert("fingerprint", value(finding.fingerprint.as_str()));
    renew(&mut table, finding, note);
    table
}

/// Writes what the note says, and the ways in which the defect shows beside those that are there.
fn renew(table: &mut Table, finding: &Finding, note: &Note) {
    let old = table.get("covers").and_then(Item::as_array);
    let mut covers: BTreeSet<String> = old
        .into_iter()
        .flatten()
        .filter_map(|m| m.as_str().map(str::to_owned))
        .collect();
    covers.extend(finding.members.iter().cloned());
    if !covers.is_empty() {
        let mut array = Array::from_iter(covers.iter().map(String::as_str));
        if covers.len() > 1 {
            array
                .iter_mut()
                .for_each(|m| m.decor_mut().set_prefix("\n    "));
            array.set_trailing("\n");
            array.set_trailing_comma(true);
        }
        set(table, "covers", value(array));
    }
    set(table, "reason", value(note.reason.as_str()));
    for (key, text) in [("owner", &note.owner), ("issue", &note.issue)] {
        if let Some(text) = text {
            set(table, key, value(text.as_str()));
        }
    }
    match note
        .expires
        .and_then(|day| day.to_string().parse::<toml_edit::Datetime>().ok())
    {
        Some(day) => set(table, "expires", value(day)),
        None => {
            table.remove("expires");
        }
    }
}

/// Gives the key this value; comments on the key stay.
fn set(table: &mut Table, key: &str, new: Item) {
    match table.get_mut(key) {
        Some(old) => *old = new,
        None => {
            table.insert(key, new);
        }
    }
}
