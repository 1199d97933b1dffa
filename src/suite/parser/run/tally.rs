//! What the documents of one check add up to.

use crate::finding::{Finding, Judgement, Level, Verdict};
use crate::suite::parser::run::{ADAPTER_ERROR, ENOUGH};
use crate::suite::parser::verdict::Judged;

/// Said of a check whose documents were not all given.
const LEFT_OUT: &str =
    "after three documents without an answer no more documents of this check were given";

/// The count for one check.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    failures: Vec<Finding>,
    observed: Vec<Finding>,
    blocked: Option<String>,
    unsupported: usize,
    /// Documents without an answer, confirmed.
    pub(super) unanswered: usize,
    /// Why documents of the check were not given.
    pub(super) left_out: Option<String>,
    /// Where the adapter broke the protocol, so that nothing is known.
    pub(super) broken: Option<String>,
}

impl Tally {
    pub(super) fn failed(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Whether this defect was seen before.
    pub(super) fn knows(&self, fingerprint: &str) -> bool {
        self.failures.iter().any(|f| f.fingerprint == fingerprint)
    }

    /// Adds one judged document.
    pub(super) fn add(&mut self, finding: Finding, judged: &Judged, outcome: &str) {
        if outcome == ADAPTER_ERROR {
            let why = format!("{}: {}", finding.case, judged.cause);
            self.broken.get_or_insert(why);
        }
        match judged.verdict {
            Verdict::Fail => self.fail(finding),
            Verdict::Advisory => merge(&mut self.observed, finding),
            Verdict::Blocked => {
                self.blocked.get_or_insert_with(|| judged.cause.clone());
            }
            Verdict::NotApplicable => self.unsupported += 1,
            Verdict::Pass | Verdict::Waived => self.passed += 1,
        }
    }

    /// Adds a failure; the same defect once more is counted only.
    pub(super) fn fail(&mut self, finding: Finding) {
        merge(&mut self.failures, finding);
    }

    /// The verdict of the check.
    pub(super) fn conclude(mut self, level: Level, nothing: &str) -> Judgement {
        let is_cut = self.unanswered >= ENOUGH;
        if self.failed() {
            if let Some(last) = self.failures.last_mut().filter(|_| is_cut) {
                last.found = format!("{}; {LEFT_OUT}", last.found);
            }
            return match level {
                Level::Advisory => Judgement {
                    verdict: Verdict::Advisory,
                    cause: None,
                    findings: self.failures,
                },
                _ => Judgement::from_findings(self.failures),
            };
        }
        let cut = is_cut.then(|| LEFT_OUT.to_owned());
        if let Some(cause) = self.left_out.or(self.broken).or(cut) {
            return Judgement::blocked(cause);
        }
        if self.passed + self.observed.len() == 0 {
            if let Some(cause) = self.blocked {
                return Judgement::blocked(cause);
            }
            return Judgement::not_applicable(nothing);
        }
        match level {
            Level::Advisory => Judgement {
                verdict: Verdict::Advisory,
                cause: None,
                findings: self.observed,
            },
            _ => Judgement::pass(),
        }
    }
}

fn merge(findings: &mut Vec<Finding>, finding: Finding) {
    match findings
        .iter_mut()
        .find(|f| f.fingerprint == finding.fingerprint)
    {
        Some(same) => {
            same.count += 1;
            same.add_members(finding.members);
        }
        None => findings.push(finding),
    }
}
