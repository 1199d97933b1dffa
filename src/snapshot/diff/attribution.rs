//! Which checks look where an answer has changed, and what the change is by what they say.

use std::collections::BTreeMap;

use crate::finding::Verdict;
use crate::rule::catalogue;
use crate::rule::look::{Answer, Look, looking_at, looking_at_path};
use crate::snapshot::Snapshot;
use crate::snapshot::diff::check::find;
use crate::snapshot::diff::exchange::{CaseChange, Place};
use crate::snapshot::diff::{AnswerChange, CheckChange, Kind, clauses_of};

/// Puts together what is the same in many cases, the worst first.
pub(super) fn classify(
    changes: Vec<CaseChange>,
    checks: &[CheckChange],
    before: &Snapshot,
    after: &Snapshot,
) -> Vec<AnswerChange> {
    let mut groups: BTreeMap<(Kind, Place, Option<String>, Option<String>), AnswerChange> =
        BTreeMap::new();
    for change in changes {
        let touched = touched(&change, checks);
        let kind = outcome(&change).unwrap_or_else(|| kind(&touched, checks, before, after));
        let key = (
            kind,
            change.place.clone(),
            change.before.clone(),
            change.after.clone(),
        );
        let group = groups.entry(key).or_insert_with(|| AnswerChange {
            kind,
            place: change.place.to_string(),
            before: change.before,
            after: change.after,
            checks: Vec::new(),
            clauses: Vec::new(),
            cases: Vec::new(),
        });
        for id in touched {
            if !group.checks.iter().any(|known| known == id) {
                group.checks.push(id.to_owned());
            }
        }
        if !group.cases.contains(&change.case) {
            group.cases.push(change.case);
        }
    }
    let mut groups = merged(groups.into_values().collect());
    for group in &mut groups {
        group.clauses = clauses_of(group.checks.iter());
    }
    groups.sort_by_key(|group| (group.kind, std::cmp::Reverse(group.cases.len())));
    groups
}

/// A place where many different values have changed is told once.
fn merged(groups: Vec<AnswerChange>) -> Vec<AnswerChange> {
    const MANY: usize = 3;
    let mut merged: Vec<AnswerChange> = Vec::new();
    let is_like = |a: &AnswerChange, b: &AnswerChange| a.kind == b.kind && a.place == b.place;
    for group in &groups {
        let like: Vec<&AnswerChange> = groups
            .iter()
            .filter(|other| is_like(group, other))
            .collect();
        if like.len() <= MANY {
            merged.push(group.clone());
        } else if !merged.iter().any(|known| is_like(group, known)) {
            let mut one = group.clone();
            one.before = several(like.iter().map(|g| &g.before));
            one.after = several(like.iter().map(|g| &g.after));
            for other in like {
                let new = |all: &[String], more: &[String]| -> Vec<String> {
                    more.iter().filter(|m| !all.contains(m)).cloned().collect()
                };
                one.checks.extend(new(&one.checks, &other.checks));
                one.cases.extend(new(&one.cases, &other.cases));
            }
            merged.push(one);
        }
    }
    merged
}

/// Each of the values once.
fn several<'v>(values: impl Iterator<Item = &'v Option<String>>) -> Option<String> {
    const SHOWN: usize = 4;
    let mut all: Vec<&str> = Vec::new();
    for value in values {
        let value = value.as_deref().unwrap_or("absent");
        if !all.contains(&value) {
            all.push(value);
        }
    }
    let shown = all
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(" | ");
    Some(match all.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} | and {more} more"),
    })
}

/// The checks that look at this place of this case.
fn touched(change: &CaseChange, checks: &[CheckChange]) -> Vec<&'static str> {
    let answer = match change.accepted {
        true => Answer::Success,
        false => Answer::Error,
    };
    let kind = |name: &str| {
        ["vpn", "key", "cgw", "vgw"]
            .into_iter()
            .find(|kind| name.starts_with(kind))
    };
    match &change.place {
        Place::Outcome | Place::Halt => of_probe(&change.probe, checks),
        Place::Header(name) if name == "content-type" => looking_at(Look::ContentType(answer)),
        Place::Header(_) => Vec::new(),
        Place::Declaration(false) => looking_at(Look::Declaration(Answer::Success)),
        Place::Declaration(true) => looking_at(Look::Declaration(Answer::Inner)),
        Place::Carried => looking_at(Look::Carrier),
        Place::Text(false) => looking_at(Look::Text(answer)),
        Place::Text(true) => looking_at(Look::Text(Answer::Inner)),
        Place::Ids(name) => kind(name).map_or_else(Vec::new, |kind| looking_at(Look::Ids(kind))),
        Place::Novelty(name) => {
            kind(name).map_or_else(Vec::new, |kind| looking_at(Look::New(kind)))
        }
        Place::Element(path) => looking_at_path(&without_numbers(path)),
    }
}

/// The check of the probe, or those of several that say something else now.
fn of_probe(probe: &str, checks: &[CheckChange]) -> Vec<&'static str> {
    if let Some(check) = catalogue().find(|check| check.id == probe) {
        return vec![check.id];
    }
    let reads = catalogue().filter(|c| c.probes().any(|p| p.id == probe));
    let reads: Vec<&'static str> = reads.map(|check| check.id).collect();
    let changed = |id: &&&str| checks.iter().any(|change| change.id == **id);
    reads.iter().filter(changed).copied().collect()
}

/// What another outcome is, where the page says what it must be.
fn outcome(change: &CaseChange) -> Option<Kind> {
    let wanted = match change.expected.split(':').next() {
        Some("must accept") => "accepted",
        Some("must reject") => "rejected",
        _ => return None,
    };
    if change.place != Place::Outcome {
        return None;
    }
    let right =
        |outcome: &Option<String>| outcome.as_deref().is_some_and(|o| o.starts_with(wanted));
    match (right(&change.before), right(&change.after)) {
        (true, true) => None,
        (true, false) => Some(Kind::Regression),
        (false, true) => Some(Kind::Repair),
        (false, false) => Some(Kind::StillWrong),
    }
}

/// The worst that any of the checks says. Where one fails in both, the answer was wrong and is wrong in another way.
fn kind(touched: &[&str], checks: &[CheckChange], before: &Snapshot, after: &Snapshot) -> Kind {
    let change = |id: &&str| {
        checks
            .iter()
            .find(|change| change.id == *id)
            .map(|c| c.kind)
    };
    let fails_in_both = |id: &&str| {
        let fails = |snapshot| find(snapshot, id).is_some_and(|c| c.verdict == Verdict::Fail);
        fails(before) && fails(after)
    };
    let kinds = touched.iter().map(|id| match change(id) {
        Some(Kind::Variance) | None if fails_in_both(id) => Kind::StillWrong,
        Some(kind) => kind,
        None => Kind::Variance,
    });
    kinds.min().unwrap_or(Kind::Variance)
}

fn without_numbers(path: &str) -> String {
    let steps = path
        .split('/')
        .map(|step| step.split('[').next().unwrap_or(step));
    steps.collect::<Vec<_>>().join("/")
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Outcome => f.write_str("what became of it"),
            Self::Header(name) => write!(f, "header {name}"),
            Self::Declaration(false) => f.write_str("XML declaration"),
            Self::Declaration(true) => f.write_str("XML declaration of the inner document"),
            Self::Carried => f.write_str("how the inner document is carried"),
            Self::Element(path) => f.write_str(path),
            Self::Text(false) => f.write_str("body that is no XML"),
            Self::Text(true) => f.write_str("inner document that is no XML"),
            Self::Novelty(name) => write!(f, "{name}, among the answers of the probe"),
            Self::Ids(kind) => write!(f, "how {kind} ids look"),
            Self::Halt => f.write_str("whether the probe could be finished"),
        }
    }
}

#[cfg(test)]
mod tests;
