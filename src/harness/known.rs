//! Failures that are known: of the baseline, and of the list.

use crate::harness::subject::Ran;
use crate::harness::{Plan, Report};
use crate::suite::report::CheckResult;

#[cfg(feature = "baseline")]
pub(super) fn read_baseline(path: &std::path::Path) -> Result<crate::baseline::Baseline, String> {
    let text = crate::bounded_file::text(path, crate::bounded_file::WRITTEN)
        .map_err(|error| error.to_string())?;
    crate::baseline::Baseline::parse(&text).map_err(|error| error.to_string())
}

/// Applies baseline and known failures.
pub(super) fn judge(plan: &Plan, (mut run, evidence): Ran) -> Report {
    let mut stale: Vec<(String, String)> = Vec::new();
    #[cfg(feature = "baseline")]
    if let Some(baseline) = &plan.baseline {
        let today = jiff::tz::TimeZone::UTC.to_datetime(crate::clock::now());
        for problem in baseline.apply(&mut run, today.date()) {
            stale.push((problem.check.clone(), format!("baseline, {problem}")));
        }
    }
    for (id, reason) in &plan.known {
        let Some(result) = run.checks.iter_mut().find(|result| result.id == *id) else {
            continue;
        };
        if let Some(line) = result.expect_failure(reason) {
            run.stale.push(line.clone());
            stale.push(((*id).to_owned(), line));
        }
    }
    #[cfg(feature = "baseline")]
    let is_baseline = plan.baseline.is_some();
    #[cfg(not(feature = "baseline"))]
    let is_baseline = false;
    run.waived_by = match (is_baseline, plan.known.is_empty()) {
        (true, _) => Some("the baseline".to_owned()),
        (false, false) => Some("the list of known failures".to_owned()),
        (false, true) => None,
    };
    run.settle();
    Report::new(run, evidence, stale)
}

impl CheckResult {
    /// Waives a failure that is known for this reason; says so where there is none.
    fn expect_failure(&mut self, reason: &str) -> Option<String> {
        use crate::finding::Verdict;
        match self.verdict {
            Verdict::Fail => {
                self.verdict = Verdict::Waived;
                self.cause = Some(reason.to_owned());
                None
            }
            Verdict::Pass | Verdict::Advisory => Some(format!(
                "{} no longer fails: remove it from the known failures",
                self.id
            )),
            // Blocked or not applicable: nothing is known of it.
            _ => None,
        }
    }
}
