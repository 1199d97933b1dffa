//! What several processes or shards have seen, put together in the order of the plan and judged once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Level, Verdict};
use crate::generate::document::Document;
use crate::generate::document::field::Target;
use crate::rule::parser::{ParserRule, Practice, catalogue, find};
use crate::suite::parser::run::shrink::Failure;
use crate::suite::parser::run::tally::Tally;
use crate::suite::parser::run::truncation::{Prefixes, id};
use crate::suite::parser::run::{ENOUGH, Options, Results};
use crate::suite::parser::verdict::{Judged, Twin};
use crate::suite::report::CaseResult;

/// What a run against a parser, or a shard of one, has seen, without secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    entries: Vec<Entry>,
    /// The checks with documents that were not given, each with why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    left_out: BTreeMap<String, String>,
}

impl Seen {
    /// What another shard of the same run has seen.
    pub(crate) fn join(&mut self, other: Self) {
        self.entries.extend(other.entries);
        for (check, why) in other.left_out {
            self.left_out.entry(check).or_insert(why);
        }
    }
}

/// One thing that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The step of the plan; 0 before all others.
    pub(super) at: usize,
    /// The first step that it says something of.
    pub(super) since: usize,
    /// How many bodies were given for it.
    pub(super) bodies: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// The adapter broke the protocol once, and not again.
    Broken(String),
    /// One document.
    Case(Case),
    /// The parser has changed its mind.
    Changed(Finding),
    /// Prefixes of an example.
    Prefixes(Target, Prefixes, Twin),
    /// A known good document was read as at first.
    Same,
}

/// One document with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    pub(super) check: String,
    pub(super) id: String,
    pub(super) target: Target,
    pub(super) deviation: Option<String>,
    pub(super) expect: String,
    pub(super) outcome: String,
    pub(super) judged: Judged,
    pub(super) took: Duration,
    /// Without an answer, also alone.
    pub(super) unanswered: bool,
    /// Its number, where it was generated.
    pub(super) generated: Option<u64>,
}

#[derive(Default)]
struct Merged {
    /// The checks that are asked for: documents of others only come between theirs.
    selected: BTreeSet<&'static str>,
    tallies: BTreeMap<String, Tally>,
    cases: Vec<CaseResult>,
    prefixes: BTreeMap<Target, (Prefixes, Twin)>,
    bodies: usize,
    took: Vec<Duration>,
    /// The last step with a document that counts.
    kept: Option<usize>,
    /// The first failing generated document of each defect that no other document shows.
    failures: Vec<Failure>,
}

/// Puts the entries of all processes together. What one process did in vain, since a step before it ended the run or the
/// check, is left out. After the step `end` nothing counts, and the checks of `left_out` had documents that were not given.
pub(super) fn run(
    mut entries: Vec<Entry>,
    options: &Options<'_>,
    (end, left_out): (usize, BTreeMap<&'static str, String>),
) -> Results {
    entries.retain(|entry| entry.at <= end);
    let left_out = left_out.into_iter();
    let seen = Seen {
        entries,
        left_out: left_out
            .map(|(check, why)| (check.to_owned(), why))
            .collect(),
    };
    let rules = catalogue().iter().copied();
    let selected: Vec<_> = rules.filter(|rule| (options.selects)(rule.id)).collect();
    let nothing = match options.shard.is_whole() {
        true => NOTHING,
        false => "no document of this check is in this part of the run",
    };
    judge(seen, &selected, options.fail_fast, nothing)
}

/// The results of a whole run, from what its shards have seen.
pub(crate) fn conclude(seen: Seen, selected: &[&'static ParserRule]) -> Results {
    judge(seen, selected, None, NOTHING)
}

/// Why a check is not applicable to a run as a whole.
const NOTHING: &str = "the parser reads no document of this check";

/// Judges what was seen, in the order of the plan. A failure at or above the level `gate` ends the run.
fn judge(
    mut seen: Seen,
    selected: &[&'static ParserRule],
    gate: Option<Level>,
    nothing: &str,
) -> Results {
    let mut end = usize::MAX;
    seen.entries.sort_by_key(|entry| entry.at);
    let mut merged = Merged {
        selected: selected.iter().map(|rule| rule.id).collect(),
        ..Merged::default()
    };
    for entry in &seen.entries {
        if entry.at > end {
            break;
        }
        let failed = merged.add(entry.clone());
        let counts = |rule: &ParserRule| gate.is_some_and(|gate| rule.level >= gate);
        if failed.and_then(|id| find(&id)).is_some_and(counts) {
            end = entry.at;
        }
    }
    seen.entries.retain(|entry| entry.at <= end);
    for (check, why) in &seen.left_out {
        merged.tally(check).left_out = Some(why.clone());
    }
    merged.finish(seen, selected, nothing)
}

impl Merged {
    fn tally(&mut self, check: &str) -> &mut Tally {
        self.tallies.entry(check.to_owned()).or_default()
    }

    /// Adds one entry: the check that failed, if one did.
    fn add(&mut self, entry: Entry) -> Option<String> {
        let counts = self.kept.is_some_and(|kept| kept >= entry.since);
        let failed = match entry.kind {
            Kind::Case(case) => {
                let tally = self.tally(&case.check);
                if tally.unanswered >= ENOUGH {
                    return None;
                }
                tally.unanswered += usize::from(case.unanswered);
                self.kept = Some(entry.at);
                self.took.push(case.took);
                let failed = case.judged.verdict == Verdict::Fail;
                let check = case.check.clone();
                self.case(case);
                (failed && self.selected.contains(&*check)).then_some(check)
            }
            Kind::Prefixes(target, seen, twin) => {
                let first = || (Prefixes::default(), twin);
                let (all, _) = self.prefixes.entry(target).or_insert_with(first);
                if all.is_spent() {
                    return None;
                }
                self.kept = Some(entry.at);
                let failed = seen.outcome() == "accept";
                all.add(seen);
                let prefixes = Practice::Prefixes.rule();
                (failed && self.selected.contains(prefixes)).then(|| prefixes.to_owned())
            }
            _ if !counts => return None,
            Kind::Same => {
                self.tally(Practice::Repeats.rule()).passed += 1;
                None
            }
            Kind::Changed(finding) => {
                self.tally(Practice::Repeats.rule()).fail(finding);
                Some(Practice::Repeats.rule().to_owned())
            }
            Kind::Broken(why) => {
                let tally = self.tally(Practice::Repeats.rule());
                tally.broken.get_or_insert(why);
                None
            }
        };
        self.bodies += entry.bodies;
        failed
    }

    fn case(&mut self, case: Case) {
        if !self.selected.contains(&*case.check) {
            return;
        }
        let mut finding = describe(
            &case.check,
            &case.id,
            case.deviation.as_deref(),
            &case.judged.cause,
            &case.judged.expected,
            &case.judged.found,
        );
        finding.add_members(members(&case));
        let known = |f: &Failure| f.fingerprint == finding.fingerprint;
        if let Some(n) = case.generated
            && case.judged.verdict == Verdict::Fail
            && !self.failures.iter().any(known)
            && !self
                .tallies
                .get(&case.check)
                .is_some_and(|tally| tally.knows(&finding.fingerprint))
        {
            self.failures.push(Failure {
                n,
                fingerprint: finding.fingerprint.clone(),
            });
        }
        let tally = self.tally(&case.check);
        tally.add(finding, &case.judged, &case.outcome);
        self.cases.push(CaseResult {
            id: case.id,
            target: case.target,
            expect: case.expect,
            outcome: case.outcome,
            verdict: case.judged.verdict,
            detail: if case.judged.verdict == Verdict::Blocked {
                case.judged.cause
            } else {
                case.judged.found
            },
        });
    }

    fn finish(mut self, seen: Seen, selected: &[&'static ParserRule], nothing: &str) -> Results {
        for (target, (prefixes, twin)) in std::mem::take(&mut self.prefixes) {
            self.case(Case {
                check: Practice::Prefixes.rule().to_owned(),
                id: id(target),
                target,
                deviation: None,
                expect: "reject".to_owned(),
                outcome: prefixes.outcome().to_owned(),
                judged: prefixes.judge(&twin),
                took: Duration::ZERO,
                unanswered: false,
                generated: None,
            });
        }
        let broken = self.tallies.iter();
        let broken = broken.filter(|(_, tally)| tally.broken.is_some());
        let broken = broken.map(|(check, _)| check.clone()).collect();
        let conclude = |rule: &&'static ParserRule| {
            let tally = self.tallies.remove(rule.id).unwrap_or_default();
            (*rule, tally.conclude(rule.level, nothing))
        };
        let judged = selected.iter().map(conclude).collect();
        self.took.sort_unstable();
        Results {
            cases: self.cases,
            judged,
            bodies: self.bodies,
            broken,
            took: self.took,
            seen,
            failures: self.failures,
            smallest: Vec::new(),
        }
    }
}

/// Where and in what a document was read wrongly. A generated document is like many others, the page's example is one.
fn members(case: &Case) -> Vec<String> {
    let of = match (&case.deviation, case.generated) {
        (None, Some(_)) => "generated ",
        _ => "",
    };
    let target = case.target.as_str();
    match case.judged.members.as_slice() {
        [] => vec![format!("{of}{target}")],
        members => members
            .iter()
            .map(|member| format!("{target}: {member}"))
            .collect(),
    }
}

/// A finding in a document.
pub(super) fn finding(
    check: &str,
    document: &Document,
    cause: &str,
    expected: &str,
    found: &str,
) -> Finding {
    let deviation = document.deviation.map(|d| d.id);
    describe(check, &document.id, deviation, cause, expected, found)
}

fn describe(
    check: &str,
    case: &str,
    deviation: Option<&str>,
    cause: &str,
    expected: &str,
    found: &str,
) -> Finding {
    let cause = format!("{}: {cause}", deviation.unwrap_or("valid"));
    Finding {
        deviation: deviation.map(str::to_owned),
        ..Finding::new(check, case, &cause, expected, found)
    }
}
