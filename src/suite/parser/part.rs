//! The report of one part of a parser run (`--shard`), and the run put together from all of them.
//!
//! Documents are judged one by one, so the parts' judgements add up. Two things are not exactly those of one run: the
//! order of the documents is that of the parts, and what is said of prefixes is what the first part with that
//! verdict saw, since every part cuts elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evidence::shard::Shard;
use crate::finding::Verdict;
use crate::suite::merge::{MergeError, complete};
use crate::suite::parser::report::{ParserReport, exit_status};
use crate::suite::parser::run::{CaseResult, TRUNCATION};
use crate::suite::report::{CheckResult, VERDICTS};

/// Which part, and what else the parts must have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which part, from 0, of how many.
    pub shard: Shard,
    /// How many documents the whole run generates.
    pub cases: usize,
    /// At every so many bytes the examples are cut.
    pub cut_every: usize,
    /// The names of the documents out of files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stored: Vec<String>,
}

/// The whole run. How long the documents took is not known of it.
///
/// # Errors
/// [`MergeError`] unless these are all the parts of one run.
pub fn merge(mut parts: Vec<ParserReport>) -> Result<ParserReport, MergeError> {
    let identities: Vec<_> = parts.iter().map(|p| (shard(p), identity(p))).collect();
    complete(&identities)?;
    parts.sort_by_key(|p| shard(p).index());
    let mut rest = parts.into_iter();
    let Some(mut whole) = rest.next() else {
        return Err(MergeError::Nothing);
    };
    whole.part = None;
    whole.timing = None;
    for next in rest {
        whole.run.requests += next.run.requests;
        whole.run.elapsed_ms = whole.run.elapsed_ms.max(next.run.elapsed_ms);
        whole.run.started = match (whole.run.started.take(), next.run.started) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        for case in next.cases {
            add_case(&mut whole.cases, case);
        }
        for (check, other) in whole.run.checks.iter_mut().zip(next.run.checks) {
            add_check(check, other);
        }
    }
    let count = |verdict| {
        let checks = whole.run.checks.iter();
        checks.filter(|c| c.verdict == verdict).count()
    };
    whole.run.totals = BTreeMap::from(VERDICTS.map(|verdict| (verdict, count(verdict))));
    for check in &mut whole.run.checks {
        if check.verdict == Verdict::NotApplicable {
            check.cause = Some(crate::suite::parser::run::NOTHING.to_owned());
        }
    }
    whole.run.exit_status = exit_status(&whole.run.checks, whole.run.level);
    Ok(whole)
}

fn shard(report: &ParserReport) -> Shard {
    report.part.as_ref().map(|p| p.shard).unwrap_or_default()
}

fn identity(report: &ParserReport) -> [(&'static str, String); 11] {
    let (run, adapter) = (&report.run, &report.adapter);
    let part = report.part.as_ref();
    let checks: Vec<&str> = run.checks.iter().map(|c| c.id.as_str()).collect();
    let parser = [&adapter.name, &adapter.version, &adapter.runtime].map(String::as_str);
    [
        ("program", format!("{} {}", run.tool.name, run.tool.version)),
        ("name", run.target.clone()),
        ("parser", parser.join(" ")),
        ("API version", run.api_version.clone()),
        ("seed", run.seed.to_string()),
        ("level", format!("{:?}", run.level)),
        ("number of parts", shard(report).count().to_string()),
        ("number of cases", format!("{:?}", part.map(|p| p.cases))),
        ("--cut-every", format!("{:?}", part.map(|p| p.cut_every))),
        (
            "folder of documents",
            format!("{:?}", part.map(|p| &p.stored)),
        ),
        ("list of checks", checks.join(" ")),
    ]
}

/// Only what is said of prefixes has an entry in several parts.
fn add_case(cases: &mut Vec<CaseResult>, case: CaseResult) {
    let same = |known: &&mut CaseResult| known.id == case.id && known.target == case.target;
    match cases.iter_mut().find(same) {
        Some(known) if rank(case.verdict) < rank(known.verdict) => *known = case,
        Some(_) => {}
        None => cases.push(case),
    }
}

fn add_check(check: &mut CheckResult, other: CheckResult) {
    if rank(other.verdict) < rank(check.verdict) {
        check.verdict = other.verdict;
        check.cause = other.cause;
    }
    for finding in other.findings {
        let mut all = check.findings.iter_mut();
        match all.find(|known| known.fingerprint == finding.fingerprint) {
            // All prefixes of an example are one document, whoever cut them.
            Some(_) if check.id == TRUNCATION => {}
            Some(known) => {
                known.count += finding.count;
                known.add_members(finding.members);
            }
            None => check.findings.push(finding),
        }
    }
}

/// What counts for more stands first.
fn rank(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Waived => 1,
        Verdict::Advisory => 2,
        Verdict::Pass => 3,
        Verdict::Blocked => 4,
        Verdict::NotApplicable => 5,
    }
}
