//! Causes: findings that come from the same thing in the target are one story.
//!
//! Grouping is a pure function of the evidence and of what the rules found in it, and knows no rule by name. Two findings
//! have one cause where the evidence shows the same behaviour behind both: a parameter of which every invalid value was
//! accepted, one literal in all answers, one place of one template, answers that another finding is about already.

mod document;
mod groups;
mod key;
mod mutant;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::finding::{Finding, Level, Sighting, Verdict};
use crate::suite::cause::groups::Groups;
use crate::suite::cause::key::Key;
use crate::suite::cause::world::{Symptom, World};
use crate::suite::report::CheckResult;

/// What is wrong with the target, and the rules that fail because of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What is wrong, in one line.
    pub summary: String,
    /// The highest level of its rules.
    pub level: Level,
    /// The ids of the rules, in the order of the catalogue.
    pub rules: Vec<String>,
    /// The id of the case that shows it, for `vpnconform replay`.
    pub case: String,
}

/// The causes of all failures and waived failures, the most severe first.
pub fn group(checks: &[CheckResult], evidence: &Evidence) -> Vec<Cause> {
    let world = World::new(evidence);
    let mut symptoms = Vec::new();
    for (index, check) in checks.iter().enumerate().filter(|(_, c)| is_wrong(c)) {
        for finding in &check.findings {
            symptoms.extend(world.symptoms(index, finding));
        }
    }
    let mut groups = Groups::new(symptoms.len());
    let mut first: BTreeMap<&Key, usize> = BTreeMap::new();
    for (place, symptom) in symptoms.iter().enumerate() {
        for key in &symptom.keys {
            groups.join(*first.entry(key).or_insert(place), place);
        }
    }
    for (one, symptom) in symptoms.iter().enumerate() {
        for (other, of) in symptoms.iter().enumerate() {
            if symptom.check != of.check && is_part(symptom.finding, of.finding) {
                groups.join(one, other);
            }
        }
    }
    let groups = groups.members().into_values();
    let mut causes: Vec<Cause> = groups
        .map(|members| {
            let members = members.iter().filter_map(|at| symptoms.get(*at));
            cause(checks, &members.collect::<Vec<_>>(), &world)
        })
        .collect();
    complete(checks, &mut causes);
    causes
}

/// Gives every failure that has no cause one of its own, forgets causes without failures, and puts the most severe first.
pub(crate) fn complete(checks: &[CheckResult], causes: &mut Vec<Cause>) {
    for cause in causes.iter_mut() {
        let failing = |id: &String| checks.iter().find(|c| c.id == **id && is_wrong(c));
        cause.rules.retain(|id| failing(id).is_some());
        let levels = cause.rules.iter().filter_map(failing).map(|c| c.level);
        cause.level = levels.max().unwrap_or(Level::Advisory);
    }
    causes.retain(|cause| !cause.rules.is_empty());
    for check in checks.iter().filter(|check| is_wrong(check)) {
        if !causes.iter().any(|cause| cause.rules.contains(&check.id)) {
            let first = check.findings.first();
            causes.push(Cause {
                summary: first.map_or(check.summary.clone(), alone),
                level: check.level,
                rules: vec![check.id.clone()],
                case: first.map_or(check.id.clone(), |f| f.case.clone()),
            });
        }
    }
    let place = |cause: &Cause| {
        let first = cause.rules.first();
        checks.iter().position(|c| Some(&c.id) == first)
    };
    causes.sort_by_key(|cause| (std::cmp::Reverse(cause.level), place(cause)));
}

fn is_wrong(check: &CheckResult) -> bool {
    matches!(check.verdict, Verdict::Fail | Verdict::Waived)
}

/// Whether all places of one finding are places of the other, and both say the same of them.
fn is_part(one: &Finding, other: &Finding) -> bool {
    let placed =
        |f: &Finding| !f.sightings.is_empty() && f.sightings.iter().all(|s| s.place.is_some());
    let same_words = one.members.iter().any(|m| other.members.contains(m));
    if !placed(one) || !placed(other) || !same_words || one.sightings.len() > other.sightings.len()
    {
        return false;
    }
    let places: BTreeSet<&Sighting> = other.sightings.iter().collect();
    one.sightings
        .iter()
        .all(|sighting| places.contains(sighting))
}

fn cause(checks: &[CheckResult], symptoms: &[&Symptom<'_>], world: &World<'_>) -> Cause {
    let mut rules: Vec<usize> = symptoms.iter().map(|s| s.check).collect();
    rules.sort_unstable();
    rules.dedup();
    let first = symptoms.iter().min_by_key(|s| s.check);
    let keys: BTreeSet<&Key> = symptoms.iter().flat_map(|s| &s.keys).collect();
    let telling = keys.into_iter().rev().find_map(|key| world.tell(key));
    let rules: Vec<&CheckResult> = rules.iter().filter_map(|at| checks.get(*at)).collect();
    let of_first = || match (rules.as_slice(), first) {
        ([first, _, ..], _) => {
            format!(
                "this does not hold: {}",
                first.summary.trim_end_matches('.')
            )
        }
        (_, Some(symptom)) => alone(symptom.finding),
        _ => String::new(),
    };
    let level = rules.iter().map(|c| c.level).max();
    Cause {
        summary: telling.unwrap_or_else(of_first),
        level: level.unwrap_or(Level::Advisory),
        rules: rules.iter().map(|c| c.id.clone()).collect(),
        case: first.map(|s| s.case.clone()).unwrap_or_default(),
    }
}

/// What is wrong where one finding is all there is.
fn alone(finding: &Finding) -> String {
    const LONGEST: usize = 110;
    let found = finding
        .found
        .split("; the same with")
        .next()
        .unwrap_or_default();
    let text = format!("{found}; expected: {}", finding.expected);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}\u{2026}", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests;
