//! What several processes have seen, put together in the order of the plan.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::finding::{Finding, Verdict};
use crate::generate::document::Document;
use crate::generate::document::field::Target;
use crate::rule::parser::{catalogue, find};
use crate::suite::parser::run::shrink::Failure;
use crate::suite::parser::run::tally::Tally;
use crate::suite::parser::run::truncation::{Prefixes, TRUNCATION};
use crate::suite::parser::run::{CaseResult, ENOUGH, NOTHING, Options, POISONED, Results};
use crate::suite::parser::verdict::{Judged, Twin};

/// One thing that was seen.
pub(super) struct Entry {
    /// The step of the plan; 0 before all others.
    pub(super) at: usize,
    /// The first step that it says something of.
    pub(super) since: usize,
    /// How many bodies were given for it.
    pub(super) bodies: usize,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    /// The adapter broke the protocol once, and not again.
    Broken(String),
    /// One document.
    Case(Case),
    /// The parser has changed its mind.
    Changed(Finding),
    /// Prefixes of an example.
    Prefixes(Document, Prefixes, Twin),
    /// A known good document was read as at first.
    Same,
}

/// One document with what became of it.
pub(super) struct Case {
    pub(super) check: &'static str,
    pub(super) id: String,
    pub(super) target: Target,
    pub(super) deviation: Option<&'static str>,
    pub(super) expect: &'static str,
    pub(super) outcome: &'static str,
    pub(super) judged: Judged,
    pub(super) took: Duration,
    /// Without an answer, also alone.
    pub(super) unanswered: bool,
    /// Its number, where it was generated.
    pub(super) generated: Option<u64>,
}

#[derive(Default)]
struct Merged {
    tallies: BTreeMap<&'static str, Tally>,
    cases: Vec<CaseResult>,
    prefixes: BTreeMap<Target, (Document, Prefixes, Twin)>,
    bodies: usize,
    took: Vec<Duration>,
    /// The last step with a document that counts.
    kept: Option<usize>,
    /// The first failing generated document of each defect that no other document shows.
    failures: Vec<Failure>,
}

/// Puts the entries of all processes together. What one process did in vain, since a step before it ended the run or the
/// check, is left out. After the step `end` nothing counts, and the checks of `left_out` had documents that were not given.
pub(super) fn merge(
    mut entries: Vec<Entry>,
    options: &Options<'_>,
    (mut end, left_out): (usize, BTreeMap<&'static str, String>),
) -> Results {
    entries.sort_by_key(|entry| entry.at);
    let mut merged = Merged::default();
    for entry in entries {
        let at = entry.at;
        if at > end {
            break;
        }
        let failed = merged.add(entry);
        let gate = options.fail_fast;
        if failed.is_some_and(|c| find(c).is_some_and(|c| gate.is_some_and(|g| c.level >= g))) {
            end = at;
        }
    }
    for (check, why) in left_out {
        merged.tallies.entry(check).or_default().left_out = Some(why);
    }
    merged.finish(options)
}

impl Merged {
    /// Adds one entry: the check that failed, if one did.
    fn add(&mut self, entry: Entry) -> Option<&'static str> {
        let counts = self.kept.is_some_and(|kept| kept >= entry.since);
        let failed = match entry.kind {
            Kind::Case(case) => {
                let tally = self.tallies.entry(case.check).or_default();
                if tally.unanswered >= ENOUGH {
                    return None;
                }
                self.kept = Some(entry.at);
                tally.unanswered += usize::from(case.unanswered);
                self.took.push(case.took);
                let failed = case.judged.verdict == Verdict::Fail;
                let check = case.check;
                self.case(case);
                failed.then_some(check)
            }
            Kind::Prefixes(document, seen, twin) => {
                let (_, all, _) = self
                    .prefixes
                    .entry(document.target())
                    .or_insert_with(|| (document, Prefixes::default(), twin));
                if all.is_spent() {
                    return None;
                }
                self.kept = Some(entry.at);
                let failed = seen.outcome() == "accept";
                all.add(seen);
                failed.then_some(TRUNCATION)
            }
            _ if !counts => return None,
            Kind::Same => {
                self.tallies.entry(POISONED).or_default().passed += 1;
                None
            }
            Kind::Changed(finding) => {
                self.tallies.entry(POISONED).or_default().fail(finding);
                Some(POISONED)
            }
            Kind::Broken(why) => {
                let tally = self.tallies.entry(POISONED).or_default();
                tally.broken.get_or_insert(why);
                None
            }
        };
        self.bodies += entry.bodies;
        failed
    }

    fn case(&mut self, case: Case) {
        let mut finding = describe(
            case.check,
            &case.id,
            case.deviation,
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
                .get(case.check)
                .is_some_and(|tally| tally.knows(&finding.fingerprint))
        {
            self.failures.push(Failure {
                n,
                fingerprint: finding.fingerprint.clone(),
            });
        }
        let tally = self.tallies.entry(case.check).or_default();
        tally.add(finding, &case.judged, case.outcome);
        self.cases.push(CaseResult {
            id: case.id,
            target: case.target,
            expect: case.expect.to_owned(),
            outcome: case.outcome.to_owned(),
            verdict: case.judged.verdict,
            detail: if case.judged.verdict == Verdict::Blocked {
                case.judged.cause
            } else {
                case.judged.found
            },
        });
    }

    fn finish(mut self, options: &Options<'_>) -> Results {
        for (target, (document, seen, twin)) in std::mem::take(&mut self.prefixes) {
            self.case(Case {
                check: TRUNCATION,
                id: document.id,
                target,
                deviation: None,
                expect: "reject",
                outcome: seen.outcome(),
                judged: seen.judge(&twin),
                took: Duration::ZERO,
                unanswered: false,
                generated: None,
            });
        }
        let nothing = match options.shard.is_whole() {
            true => NOTHING,
            false => "no document of this check is in this part of the run",
        };
        let judged = catalogue()
            .iter()
            .copied()
            .filter(|check| (options.selects)(check.id))
            .map(|check| {
                let tally = self.tallies.remove(check.id).unwrap_or_default();
                (check, tally.conclude(check.level, nothing))
            })
            .collect();
        self.took.sort_unstable();
        Results {
            cases: self.cases,
            judged,
            bodies: self.bodies,
            took: self.took,
            failures: self.failures,
            smallest: Vec::new(),
        }
    }
}

/// Where and in what a document was read wrongly. A generated document is like many others, the page's example is one.
fn members(case: &Case) -> Vec<String> {
    let of = match (case.deviation, case.generated) {
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
    deviation: Option<&'static str>,
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
