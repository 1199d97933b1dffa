//! Fuzzing for as long as wanted: rounds of the ordinary suite, each with other generated input. What gave a new kind of
//! outcome is kept in a corpus and mutated further; each defect is told once, minimised.

pub mod corpus;
pub mod endpoint;
mod kind;
pub mod parser;
mod splice;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::finding::{Finding, Verdict};
use crate::suite::report::{CheckResult, RunReport};
use crate::suite::ruling::Pinned;

/// What is common to all fuzzing.
#[derive(Clone, Copy)]
pub struct Session<'s> {
    /// How many generated cases at most.
    pub cases: Option<usize>,
    /// Ends it in good order once set.
    pub stop: &'s AtomicBool,
    /// What advisory checks decide.
    pub rulings: &'s [Pinned],
    /// Defects, by fingerprint, that are known and accepted.
    pub accepted: &'s (dyn Fn(&str) -> bool + Sync),
    /// Is told how it goes.
    pub tell: &'s dyn Tell,
}

impl Session<'_> {
    fn is_over(&self, status: &Status) -> bool {
        self.stop.load(Ordering::Relaxed) || self.left(status) == 0
    }

    /// How many cases are left.
    fn left(&self, status: &Status) -> usize {
        let done = usize::try_from(status.cases).unwrap_or(usize::MAX);
        self.cases
            .map_or(usize::MAX, |cases| cases.saturating_sub(done))
    }

    /// How many cases the next round has. Without an end one takes about a second; with a number of cases the clock has no
    /// say, so that the same seed gives the same input.
    fn next_size(&self, size: usize, took: Duration, (least, most): (usize, usize)) -> usize {
        let next = match took.as_millis() {
            _ if self.cases.is_some() => size.saturating_mul(2),
            0..=500 => size.saturating_mul(2),
            501..=2000 => size,
            _ => size / 2,
        };
        next.clamp(least, most)
    }
}

/// Is told how it goes, after each round.
pub trait Tell {
    /// A defect that was not known.
    fn defect(&self, _defect: &Defect) {}
    /// How far it is.
    fn status(&self, _status: &Status) {}
}

impl Tell for () {}

/// A defect with the smallest input that shows it.
#[derive(Clone, Debug)]
pub struct Defect {
    /// The checks that fail because of it, the first one first.
    pub checks: Vec<String>,
    /// What is wrong.
    pub finding: Finding,
    /// What is wrong in one line, where several checks fail because of it.
    pub summary: Option<String>,
    /// The file that shows it, where one could be written.
    pub file: Option<PathBuf>,
    /// What shows it again.
    pub shown: Shown,
}

/// What shows a defect again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The input that is kept.
    Request,
    /// The answer that is kept, judged again.
    Answer,
    /// The check alone: it sends the same in every run.
    Check,
}

/// How far it is.
#[derive(Clone, Debug)]
pub struct Status {
    /// Documents given, or requests sent.
    pub executions: u64,
    /// Generated cases among them.
    pub cases: u64,
    /// Defects that were not known before.
    pub defects: usize,
    /// Defects that the corpus or a baseline knew, and that were seen again.
    pub known: usize,
    /// Inputs in the corpus.
    pub corpus: usize,
    /// Resources made at the target, and deleted again.
    pub resources: Option<(usize, usize)>,
    /// When it began.
    pub started: Instant,
    /// When something new was seen last.
    pub last_new: Instant,
}

impl Status {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            executions: 0,
            cases: 0,
            defects: 0,
            known: 0,
            corpus: 0,
            resources: None,
            started: now,
            last_new: now,
        }
    }

    fn elapsed_ms(&self) -> Option<u64> {
        u64::try_from(self.started.elapsed().as_millis()).ok()
    }
}

/// Adds a round to what was seen so far. A failure stays; what a round has not reached another one may have. `sticks` says of
/// which checks a blocked round counts more than one that passed.
fn absorb(
    total: Option<RunReport>,
    round: RunReport,
    sticks: &dyn Fn(&CheckResult) -> bool,
) -> RunReport {
    let Some(mut total) = total else {
        return round;
    };
    for check in round.checks {
        let Some(known) = total.checks.iter_mut().find(|known| known.id == check.id) else {
            total.checks.push(check);
            continue;
        };
        let rank = |verdict, sticks: bool| match verdict {
            Verdict::NotApplicable => 0,
            Verdict::Blocked if !sticks => 1,
            Verdict::Pass => 2,
            Verdict::Advisory | Verdict::Waived => 3,
            Verdict::Blocked => 4,
            Verdict::Fail => 5,
        };
        let (new, old) = (
            sticks(&check),
            known.verdict == Verdict::Blocked && sticks(known),
        );
        if rank(check.verdict, new) > rank(known.verdict, old) {
            known.verdict = check.verdict;
            known.cause = check.cause;
            known.level = check.level;
            if check.verdict == Verdict::Fail {
                known.findings.clear();
            }
        }
        let counts = check.verdict == known.verdict;
        for finding in check.findings.into_iter().filter(|_| counts) {
            match known
                .findings
                .iter_mut()
                .find(|f| f.fingerprint == finding.fingerprint)
            {
                Some(same) => {
                    same.count += finding.count;
                    same.add_members(finding.members);
                }
                None => known.findings.push(finding),
            }
        }
    }
    total.causes.extend(round.causes);
    let mut known = Vec::new();
    total.causes.retain(|cause| {
        let is_new = !known.contains(&cause.rules);
        known.push(cause.rules.clone());
        is_new
    });
    total.requests += round.requests;
    total.not_sendable += round.not_sendable;
    total.elapsed_ms = total.elapsed_ms.max(round.elapsed_ms);
    total.resources.created += round.resources.created;
    total.resources.deleted += round.resources.deleted;
    total.resources.left += round.resources.left;
    total.resources.open += round.resources.open;
    total.resources.left_ids.extend(round.resources.left_ids);
    for note in round.resources.notes {
        if !total.resources.notes.contains(&note) {
            total.resources.notes.push(note);
        }
    }
    if round.exit_status == crate::suite::report::BUG {
        total.exit_status = round.exit_status;
    }
    total.settle();
    total
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
