//! What checks say of both.

use crate::finding::{Level, Verdict};
use crate::rule::by_id;
use crate::snapshot::diff::{CheckChange, Kind};
use crate::snapshot::{CheckState, FindingState, Snapshot};

/// The checks that say something else, the worst first.
pub(super) fn changes(before: &Snapshot, after: &Snapshot) -> Vec<CheckChange> {
    let mut ids: Vec<&str> = Vec::new();
    for check in before.checks.iter().chain(&after.checks) {
        if !ids.contains(&check.id.as_str()) {
            ids.push(&check.id);
        }
    }
    let mut changes: Vec<CheckChange> = ids
        .into_iter()
        .filter_map(|id| change(id, find(before, id), find(after, id)))
        .collect();
    changes.sort_by_key(|change| change.kind);
    changes
}

pub(super) fn find<'s>(snapshot: &'s Snapshot, id: &str) -> Option<&'s CheckState> {
    snapshot.checks.iter().find(|check| check.id == id)
}

fn change(
    id: &str,
    before: Option<&CheckState>,
    after: Option<&CheckState>,
) -> Option<CheckChange> {
    let (old, new) = (findings(before), findings(after));
    let verdicts = (before.map(|c| c.verdict), after.map(|c| c.verdict));
    let (gone, new) = (beyond(old, new), beyond(new, old));
    if verdicts.0 == verdicts.1 && gone.is_empty() && new.is_empty() {
        return None;
    }
    let check = by_id(id);
    Some(CheckChange {
        kind: kind(verdicts, &gone, &new),
        id: id.to_owned(),
        level: check.map_or(Level::Advisory, |check| check.level),
        summary: check.map_or_else(String::new, |check| check.summary.to_owned()),
        clauses: check.map_or_else(Vec::new, |check| {
            check.requirements.iter().map(|c| (*c).to_owned()).collect()
        }),
        before: verdicts.0,
        after: verdicts.1,
        new,
        gone,
    })
}

fn findings(check: Option<&CheckState>) -> &[FindingState] {
    check.map_or(&[], |check| &check.findings)
}

/// What of the findings the others do not have: whole findings, or some ways in which one shows.
fn beyond(findings: &[FindingState], others: &[FindingState]) -> Vec<FindingState> {
    let mut beyond = Vec::new();
    for finding in findings {
        match others.iter().find(|o| o.fingerprint == finding.fingerprint) {
            None => beyond.push(finding.clone()),
            Some(other) => {
                let mut finding = finding.clone();
                finding.members.retain(|m| !other.members.contains(m));
                if !finding.members.is_empty() {
                    beyond.push(finding);
                }
            }
        }
    }
    beyond
}

fn kind(
    verdicts: (Option<Verdict>, Option<Verdict>),
    gone: &[FindingState],
    new: &[FindingState],
) -> Kind {
    let shown = |member: &String| gone.iter().any(|g| g.members.contains(member));
    // What showed in the same way before is no new defect.
    let is_new = |finding: &FindingState| {
        gone.iter().all(|g| g.fingerprint != finding.fingerprint)
            && (finding.members.is_empty() || !finding.members.iter().all(shown))
    };
    match verdicts {
        (Some(Verdict::Fail), Some(Verdict::Fail)) => {
            if new.iter().any(is_new) {
                Kind::Regression
            } else if new.is_empty() {
                Kind::Repair
            } else {
                Kind::StillWrong
            }
        }
        (Some(Verdict::Fail), Some(Verdict::Blocked)) => Kind::StillWrong,
        (Some(Verdict::Fail | Verdict::Blocked), _) if verdicts.1 != Some(Verdict::Fail) => {
            Kind::Repair
        }
        (_, Some(Verdict::Fail)) => Kind::Regression,
        (Some(Verdict::Pass | Verdict::Advisory), Some(Verdict::Blocked)) => Kind::Regression,
        _ => Kind::Variance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(fingerprint: &str, members: &[&str]) -> FindingState {
        FindingState {
            fingerprint: fingerprint.to_owned(),
            case: "a/b".to_owned(),
            expected: String::new(),
            found: String::new(),
            members: members.iter().map(|m| (*m).to_owned()).collect(),
        }
    }

    fn state(verdict: Verdict, findings: &[FindingState]) -> CheckState {
        CheckState {
            id: "response/namespace".to_owned(),
            verdict,
            cause: None,
            findings: findings.to_vec(),
        }
    }

    fn between(before: &CheckState, after: &CheckState) -> Option<Kind> {
        change("response/namespace", Some(before), Some(after)).map(|change| change.kind)
    }

    #[test]
    fn a_change_of_a_check_is_one_of_four_kinds() {
        let pass = state(Verdict::Pass, &[]);
        let blocked = state(Verdict::Blocked, &[]);
        let fail = |members: &[&str]| state(Verdict::Fail, &[finding("1", members)]);
        assert_eq!(between(&pass, &pass), None);
        assert_eq!(between(&pass, &fail(&["a"])), Some(Kind::Regression));
        assert_eq!(between(&blocked, &fail(&["a"])), Some(Kind::Regression));
        assert_eq!(between(&pass, &blocked), Some(Kind::Regression));
        assert_eq!(between(&fail(&["a"]), &pass), Some(Kind::Repair));
        assert_eq!(between(&blocked, &pass), Some(Kind::Repair));
        assert_eq!(between(&fail(&["a"]), &blocked), Some(Kind::StillWrong));
        assert_eq!(between(&fail(&["a"]), &fail(&["a"])), None);
        assert_eq!(
            between(&fail(&["a", "b"]), &fail(&["a"])),
            Some(Kind::Repair)
        );
        assert_eq!(
            between(&fail(&["a"]), &fail(&["a", "b"])),
            Some(Kind::Regression)
        );
        assert_eq!(
            between(&fail(&["a"]), &fail(&["b"])),
            Some(Kind::StillWrong)
        );
        let moved = state(Verdict::Fail, &[finding("2", &["a"])]);
        assert_eq!(between(&fail(&["a"]), &moved), Some(Kind::StillWrong));
        let other = state(Verdict::Fail, &[finding("2", &["c"])]);
        assert_eq!(between(&fail(&["a"]), &other), Some(Kind::Regression));
        let noted = |members: &[&str]| state(Verdict::Advisory, &[finding("1", members)]);
        assert_eq!(
            between(&noted(&["a"]), &noted(&["b"])),
            Some(Kind::Variance)
        );
    }
}
