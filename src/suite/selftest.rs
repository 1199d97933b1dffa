//! The proof that the checks have teeth: every check fails on some fault of the reference, every fault is named by its
//! check, and nothing fails on the reference or on a variant that conforms.

pub mod render;
mod subject;

pub use crate::suite::selftest::subject::{Breadth, Kind, Subject};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::finding::{Finding, Level, Verdict};
use crate::rule;

/// What one subject showed.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was run.
    pub subject: Subject,
    /// Each check with what it said.
    pub outcomes: BTreeMap<&'static str, Outcome>,
    /// How many requests were sent.
    pub requests: usize,
    /// Why the run is no evidence at all: it did not end, or the harness contradicted itself.
    pub trouble: Option<String>,
}

/// What one check said of one subject.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is blocked or not applicable.
    pub cause: Option<String>,
    /// What it found.
    pub findings: Vec<Finding>,
}

/// All rows, and what they prove.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The checks of the catalogue, with their levels.
    pub checks: Vec<(&'static str, Level)>,
    /// The reference first, then the variants, then the faults.
    pub rows: Vec<Row>,
    /// How long it took.
    pub elapsed: Duration,
}

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A check that no fault fails.
    Toothless {
        /// The check.
        check: &'static str,
    },
    /// A fault that a check it is meant for did not find.
    Survived {
        /// The fault.
        fault: &'static str,
        /// The check.
        check: &'static str,
        /// What the check said instead.
        said: String,
    },
    /// A fault that names a check there is not.
    UnknownCheck {
        /// The fault.
        fault: &'static str,
        /// The name.
        check: &'static str,
    },
    /// A check that fails on something that conforms.
    FalseAlarm {
        /// The reference or the variant.
        subject: String,
        /// The check.
        check: &'static str,
        /// What it found.
        found: String,
    },
    /// A check that cannot be decided on something that conforms.
    Undecided {
        /// The reference or the variant.
        subject: String,
        /// The check.
        check: &'static str,
        /// Why.
        cause: String,
    },
    /// A run that is no evidence.
    Trouble {
        /// What was run.
        subject: String,
        /// Why.
        cause: String,
    },
}

/// Runs the catalogue against these subjects, on as many threads as there are processors, and tells `done` of each one
/// that is through.
pub fn run(subjects: &[Subject], done: &(dyn Fn(&Subject) + Sync)) -> Matrix {
    let start = Instant::now();
    let next = AtomicUsize::new(0);
    let rows: Mutex<Vec<(usize, Row)>> = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(subject) = subjects.get(number) else {
                        return;
                    };
                    let row = subject.row(&subject.run());
                    done(subject);
                    rows.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((number, row));
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    rows.sort_by_key(|(number, _)| *number);
    Matrix::new(
        rows.into_iter().map(|(_, row)| row).collect(),
        start.elapsed(),
    )
}

impl Matrix {
    /// These rows of the whole catalogue.
    pub fn new(rows: Vec<Row>, elapsed: Duration) -> Self {
        Self {
            checks: rule::catalogue()
                .map(|check| (check.id, check.level))
                .collect(),
            rows,
            elapsed,
        }
    }

    /// The faults that a check finds.
    pub fn killed_by(&self, check: &str) -> BTreeSet<&'static str> {
        self.rows
            .iter()
            .filter(|row| self.finds(row, check))
            .filter_map(|row| row.subject.fault().map(|fault| fault.id))
            .collect()
    }

    /// Whether a check finds the fault of a row: it fails, or, where nothing public says what is right, it observes
    /// something that it does not observe on the reference.
    pub fn finds(&self, row: &Row, check: &str) -> bool {
        let Some(outcome) = row.outcomes.get(check) else {
            return false;
        };
        match outcome.verdict {
            Verdict::Fail => true,
            Verdict::Advisory => {
                let usual: BTreeSet<&str> = self
                    .rows
                    .iter()
                    .filter(|other| matches!(other.subject.kind, Kind::Reference))
                    .filter_map(|other| other.outcomes.get(check))
                    .flat_map(|outcome| &outcome.findings)
                    .map(|finding| finding.fingerprint.as_str())
                    .collect();
                outcome
                    .findings
                    .iter()
                    .any(|finding| !usual.contains(finding.fingerprint.as_str()))
            }
            _ => false,
        }
    }

    /// Everything that is not as it must be; empty is the gate.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for row in &self.rows {
            if let Some(cause) = &row.trouble {
                problems.push(Problem::Trouble {
                    subject: row.subject.to_string(),
                    cause: cause.clone(),
                });
            }
            match row.subject.kind {
                Kind::Fault(_) => {}
                Kind::Reference | Kind::Variant(_) => self.conforming(row, &mut problems),
            }
        }
        self.survivors(&mut problems);
        if self.rows.iter().any(|row| row.subject.fault().is_some()) {
            for (check, _) in &self.checks {
                if self.killed_by(check).is_empty() {
                    problems.push(Problem::Toothless { check });
                }
            }
        }
        problems
    }

    /// What must hold of something that conforms: nothing fails, and everything that applies is decided.
    fn conforming(&self, row: &Row, problems: &mut Vec<Problem>) {
        for (check, outcome) in &row.outcomes {
            match outcome.verdict {
                Verdict::Fail | Verdict::Waived => problems.push(Problem::FalseAlarm {
                    subject: row.subject.to_string(),
                    check,
                    found: said(outcome),
                }),
                Verdict::Blocked => problems.push(Problem::Undecided {
                    subject: row.subject.to_string(),
                    check,
                    cause: said(outcome),
                }),
                Verdict::Advisory | Verdict::NotApplicable | Verdict::Pass => {}
            }
        }
    }

    /// A fault may be run in several ways, for instance with either signature; one has to show it.
    fn survivors(&self, problems: &mut Vec<Problem>) {
        let mut faults: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            if let Some(fault) = row.subject.fault() {
                faults.entry(fault.id).or_default().push(row);
            }
        }
        for rows in faults.values() {
            let Some(fault) = rows.first().and_then(|row| row.subject.fault()) else {
                continue;
            };
            for &check in &fault.detected_by {
                if !self.checks.iter().any(|(known, _)| *known == check) {
                    problems.push(Problem::UnknownCheck {
                        fault: fault.id,
                        check,
                    });
                } else if !rows.iter().any(|row| self.finds(row, check)) {
                    let said = rows
                        .iter()
                        .filter_map(|row| row.outcomes.get(check))
                        .map(said);
                    problems.push(Problem::Survived {
                        fault: fault.id,
                        check,
                        said: said.collect::<Vec<_>>().join("; "),
                    });
                }
            }
        }
    }
}

/// The verdict of a check and what it rests on, in one line.
fn said(outcome: &Outcome) -> String {
    let mut text = crate::suite::report::word(outcome.verdict).to_owned();
    if let Some(cause) = &outcome.cause {
        text.push_str(": ");
        text.push_str(cause);
    }
    if let Some(finding) = outcome.findings.first() {
        text.push_str(": in ");
        text.push_str(&finding.case);
        text.push_str(": ");
        text.push_str(&finding.found);
    }
    text
}
