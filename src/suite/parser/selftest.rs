//! The kill matrix for parser checks: which faulty parser fails which check.

use std::collections::BTreeSet;

use crate::finding::{Level, Verdict};
use crate::parser::Parser;
use crate::parser::builtin::Builtin;
use crate::parser::faulty::Faulty;
use crate::rule;
use crate::rule::SeededParser;
use crate::rule::parser::catalogue;
use crate::suite::parser::run::{Options, run};

/// One faulty parser with the checks that failed.
#[derive(Debug)]
pub struct Row {
    /// The fault.
    pub fault: &'static SeededParser,
    /// The checks that failed, in the order of the catalogue.
    pub killed_by: Vec<&'static str>,
}

impl Row {
    /// The checks that should have failed and did not.
    pub fn missed(&self) -> impl Iterator<Item = &'static str> {
        self.fault
            .detected_by
            .iter()
            .copied()
            .filter(|id| !self.killed_by.contains(id))
    }
}

/// The whole matrix.
#[derive(Debug)]
pub struct Matrix {
    /// A row for each fault.
    pub rows: Vec<Row>,
    /// Checks that fail our own parser, which has no fault.
    pub false_alarms: Vec<&'static str>,
    /// Checks that can fail and that no fault names.
    pub toothless: Vec<&'static str>,
}

impl Matrix {
    /// Whether every fault is killed by the checks that name it, every check has teeth, and nothing else fails.
    pub fn is_whole(&self) -> bool {
        self.false_alarms.is_empty()
            && self.toothless.is_empty()
            && self.rows.iter().all(|r| r.missed().next().is_none())
    }
}

impl Matrix {
    /// A line for each fault, then what is wrong.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for row in &self.rows {
            let missed: Vec<_> = row.missed().collect();
            let mark = if missed.is_empty() {
                "killed"
            } else {
                "MISSED"
            };
            let others = row
                .killed_by
                .len()
                .saturating_sub(row.fault.detected_by.len());
            let by = row.fault.detected_by.join(", ");
            out.push_str(&format!(
                "{mark} {:<32} {by} (and {others} more): {}\n",
                row.fault.id, row.fault.summary
            ));
        }
        for check in &self.toothless {
            out.push_str(&format!("TOOTHLESS {check}\n"));
        }
        for check in &self.false_alarms {
            out.push_str(&format!("FALSE ALARM {check}\n"));
        }
        let missed = self
            .rows
            .iter()
            .filter(|r| r.missed().next().is_some())
            .count();
        out.push_str(&format!(
            "{} faulty parsers, {missed} missed; {} checks without teeth, {} false alarms\n",
            self.rows.len(),
            self.toothless.len(),
            self.false_alarms.len()
        ));
        out
    }
}

/// Runs the suite against our own parser and every faulty one.
pub fn matrix() -> Matrix {
    let rows: Vec<Row> = rule::parser_faults()
        .iter()
        .map(|fault| Row {
            fault,
            killed_by: failed(&mut Faulty::new(fault.fault).over_http(), &|id| {
                !HEAVY.contains(&id) || fault.detected_by.contains(&id)
            }),
        })
        .collect();
    let named: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| &row.fault.detected_by)
        .copied()
        .collect();
    let toothless = catalogue()
        .iter()
        .filter(|c| c.level != Level::Advisory && !named.contains(c.id))
        .map(|c| c.id)
        .collect();
    let false_alarms = failed(&mut Builtin::own().over_http(), &|_| true);
    Matrix {
        rows,
        false_alarms,
        toothless,
    }
}

/// The checks with bodies of megabytes: run for the faults that they must kill.
const HEAVY: &[&str] = &[
    "parser/depth-survived",
    "parser/entity-expansion-survived",
    "parser/size-survived",
];

fn failed(parser: &mut dyn Parser, selects: &(dyn Fn(&str) -> bool + Sync)) -> Vec<&'static str> {
    let options = Options {
        cases: 24,
        cut_every: 211,
        selects,
        ..Options::default()
    };
    let results = run(parser, &options);
    let failed = results
        .judged
        .iter()
        .filter(|(_, judgement)| judgement.verdict == Verdict::Fail);
    failed.map(|(check, _)| check.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_killed_and_our_own_parser_fails_nothing() {
        let matrix = matrix();
        let missed: Vec<_> = matrix
            .rows
            .iter()
            .filter(|r| r.missed().next().is_some())
            .map(|r| (r.fault.id, r.missed().collect::<Vec<_>>(), &r.killed_by))
            .collect();
        assert!(
            matrix.is_whole(),
            "false alarms {:?}\ntoothless {:?}\nmissed {missed:#?}",
            matrix.false_alarms,
            matrix.toothless
        );
        assert!(matrix.rows.len() >= 30);
    }
}
