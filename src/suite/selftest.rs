//! The proof that the checks have teeth: every check fails on some fault, every fault is named by its check, and nothing
//! fails on the reference or on a variant that conforms; for servers and for parsers.

mod parser;
pub mod parser_mutants;
pub mod render;
pub mod server_mutants;
pub mod server_variants;
mod subject;

pub use crate::suite::selftest::parser::ParserSubject;

pub use crate::suite::selftest::subject::{Breadth, Kind, Subject};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::endpoint::auth::Scheme;
use crate::finding::{Judgement, Level, Verdict};
use crate::rule;
use crate::spec::version::ApiVersion;

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What conforms.
    Reference,
    /// What conforms with one difference.
    Variant,
    /// What has one fault.
    Fault,
}

/// What one subject showed.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its part in the proof.
    pub role: Role,
    /// The name of the fault or variant.
    pub id: &'static str,
    /// What is wrong with it or different.
    pub summary: &'static str,
    /// The checks that must find the fault.
    pub detected_by: &'static [&'static str],
    /// What was run, in words.
    pub title: String,
    /// The API version of the run.
    pub api_version: ApiVersion,
    /// How requests were signed.
    pub signature: Option<Scheme>,
    /// Each check with what it said.
    pub outcomes: BTreeMap<&'static str, Judgement>,
    /// How many requests or documents were sent.
    pub requests: usize,
    /// Why the run is no evidence at all: it did not end, or the harness contradicted itself.
    pub trouble: Option<String>,
}

/// All rows, and what they prove.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The checks of the catalogue, with their levels.
    pub checks: Vec<(&'static str, Level)>,
    /// What is sent: requests or documents.
    pub unit: &'static str,
    /// Whether advisory rules need a fault too. No parser is wrong in what they observe, so most have none.
    pub is_advisory_tested: bool,
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

/// Runs the rules for servers against these subjects, and tells `done` of each one that is through.
pub fn servers(subjects: &[Subject], done: &(dyn Fn(&str) + Sync)) -> Matrix {
    let start = Instant::now();
    let rows = in_parallel(subjects, &|row: &Row| done(&row.title), |subject| {
        subject.row(&subject.run())
    });
    Matrix::of_servers(rows, start.elapsed())
}

/// Runs the rules for parsers against these subjects, and tells `done` of each one that is through.
pub fn parsers(
    subjects: &[ParserSubject],
    breadth: Breadth,
    done: &(dyn Fn(&str) + Sync),
) -> Matrix {
    let start = Instant::now();
    let rows = in_parallel(subjects, &|row: &Row| done(&row.title), |subject| {
        subject.row(breadth)
    });
    let rules = rule::parser::catalogue().iter();
    Matrix {
        checks: rules.map(|rule| (rule.id, rule.level)).collect(),
        unit: "documents",
        is_advisory_tested: false,
        rows,
        elapsed: start.elapsed(),
    }
}

/// What `one` makes of each subject, in their order, on several threads a processor: some subjects only wait.
fn in_parallel<'s, S: Sync, R: Send>(
    subjects: &'s [S],
    done: &(dyn Fn(&R) + Sync),
    one: impl Fn(&'s S) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let all: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    let threads = 4 * std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(subject) = subjects.get(number) else {
                        return;
                    };
                    let result = one(subject);
                    done(&result);
                    all.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((number, result));
                }
            });
        }
    });
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, result)| result).collect()
}

impl Row {
    fn is_fault(&self) -> bool {
        self.role == Role::Fault
    }
}

impl Matrix {
    /// These rows of all rules for servers.
    pub fn of_servers(rows: Vec<Row>, elapsed: Duration) -> Self {
        Self {
            checks: rule::catalogue()
                .map(|check| (check.id, check.level))
                .collect(),
            unit: "requests",
            is_advisory_tested: true,
            rows,
            elapsed,
        }
    }

    /// The faults that a check finds.
    pub fn killed_by(&self, check: &str) -> BTreeSet<&'static str> {
        self.rows
            .iter()
            .filter(|row| self.finds(row, check))
            .filter(|row| row.is_fault())
            .map(|row| row.id)
            .collect()
    }

    /// Whether the run is of one API version, in which the check does not apply to the reference.
    fn is_of_others(&self, check: &str) -> bool {
        let reference = || self.rows.iter().filter(|row| row.role == Role::Reference);
        let versions: BTreeSet<ApiVersion> = reference().map(|row| row.api_version).collect();
        let mut outcomes = reference().filter_map(|row| row.outcomes.get(check));
        versions.len() == 1 && outcomes.all(|j| j.verdict == Verdict::NotApplicable)
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
                    .filter(|other| other.role == Role::Reference)
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
                    subject: row.title.clone(),
                    cause: cause.clone(),
                });
            }
            if !row.is_fault() {
                conforming(row, &mut problems);
            }
        }
        self.survivors(&mut problems);
        if self.rows.iter().any(Row::is_fault) {
            for (check, level) in &self.checks {
                let counts = self.is_advisory_tested || *level > Level::Advisory;
                if counts && self.killed_by(check).is_empty() && !self.is_of_others(check) {
                    problems.push(Problem::Toothless { check });
                }
            }
        }
        problems
    }

    /// A fault may be run in several ways, for instance with either signature; one has to show it.
    fn survivors(&self, problems: &mut Vec<Problem>) {
        let mut faults: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            if row.is_fault() {
                faults.entry(row.id).or_default().push(row);
            }
        }
        for rows in faults.values() {
            let Some(fault) = rows.first() else {
                continue;
            };
            for &check in fault.detected_by {
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

/// What must hold of something that conforms: nothing fails, and everything that applies is decided.
fn conforming(row: &Row, problems: &mut Vec<Problem>) {
    for (check, outcome) in &row.outcomes {
        match outcome.verdict {
            Verdict::Fail | Verdict::Waived => problems.push(Problem::FalseAlarm {
                subject: row.title.clone(),
                check,
                found: said(outcome),
            }),
            Verdict::Blocked => problems.push(Problem::Undecided {
                subject: row.title.clone(),
                check,
                cause: said(outcome),
            }),
            Verdict::Advisory | Verdict::NotApplicable | Verdict::Pass => {}
        }
    }
}

/// The verdict of a check and what it rests on, in one line.
fn said(outcome: &Judgement) -> String {
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
