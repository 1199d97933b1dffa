//! What a run has come to: the evidence, and what every check says of it.
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::evidence::halt::Halt;
use crate::evidence::redact::{Redacted, Redactor};
use crate::evidence::shard::Shard;
use crate::evidence::{Evidence, Record, Role};
use crate::finding::{Judgement, Level, Verdict};
use crate::rule::Rule;
use crate::run::context::State;
use crate::suite::flaky::note_rates;
use crate::suite::report::{self, CheckResult, Facts, Resources, RunReport};
use crate::untrusted::{Untrusted, printable_text};
use crate::{clock, rule};

/// The whole result of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Everything that was seen.
    pub evidence: Evidence,
    /// What the selected checks say, in the order of the catalogue.
    pub judged: Vec<(&'static Rule, Judgement)>,
    /// Which part of the run this is.
    pub shard: Shard,
    /// What was made at the target.
    pub resources: Resources,
    /// Creates of which it is not known whether they made anything.
    pub unanswered: usize,
    /// How many requests were sent, without repetitions.
    pub requests: usize,
    /// When the run began.
    pub started: Timestamp,
    /// How long it took.
    pub elapsed: Duration,
    /// Until when what is left to do for it should be done.
    pub(crate) until: Option<Instant>,
}

/// What came of deleting leftovers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swept {
    /// How many the ledger named.
    pub found: usize,
    /// How many were deleted, also those that a description named.
    pub deleted: usize,
    /// Those still there.
    pub left: Vec<Untrusted>,
    /// How many creates had no answer.
    pub open: usize,
    /// Those of which it is still not known whether they made anything.
    pub unresolved: usize,
    /// Why something is left.
    pub notes: Vec<String>,
    /// Numbers of the lines of the ledger, from 1, that cannot be read.
    pub unreadable: Vec<usize>,
}

impl Outcome {
    pub(crate) fn new(
        judged: Vec<(&'static Rule, Judgement)>,
        evidence: Evidence,
        state: &State,
        shard: Shard,
        started: Timestamp,
        elapsed: Duration,
        until: Instant,
    ) -> Self {
        let entries = state.ledger.entries();
        let live = state.ledger.live();
        let left_ids: Vec<Untrusted> = live.map(|entry| entry.id.as_str().into()).collect();
        Self {
            judged,
            shard,
            evidence,
            resources: Resources {
                created: entries.len(),
                deleted: entries.len() - left_ids.len(),
                left: left_ids.len(),
                left_ids,
                // What is no EC2 has made nothing that could be deleted.
                open: match state.is_ec2 {
                    true => state.ledger.unanswered().len(),
                    false => 0,
                },
                notes: notes(state),
            },
            unanswered: state.ledger.unanswered().len(),
            requests: state.requests,
            started,
            elapsed,
            until: Some(until),
        }
    }

    /// One of which nothing is known yet.
    pub(crate) fn empty() -> Self {
        Self {
            judged: Vec::new(),
            shard: Shard::default(),
            evidence: Evidence::default(),
            resources: Resources::default(),
            unanswered: 0,
            requests: 0,
            started: clock::now(),
            elapsed: Duration::ZERO,
            until: None,
        }
    }

    /// What these rules say of the evidence of a whole run.
    pub(crate) fn judged(
        rules: &[&'static Rule],
        evidence: &Evidence,
    ) -> Vec<(&'static Rule, Judgement)> {
        let judged = rules.iter().map(|rule| (*rule, judge(rule, evidence)));
        judged.collect()
    }

    /// Why the target could not be reached at all, or is another service, if that is so.
    pub fn unreachable(&self) -> Option<String> {
        let reached = self
            .evidence
            .records
            .iter()
            .any(|r| r.exchange.response.is_ok());
        self.evidence.halts.values().find_map(|halt| match halt {
            Halt::Unreachable(reason) if !reached => Some(reason.clone()),
            Halt::Foreign(_) => Some(halt.to_string()),
            _ => None,
        })
    }

    /// The exit status of a run of which failures at or above this level count.
    pub fn exit_status(&self, level: Level) -> u8 {
        if self.has_bug() {
            return report::BUG;
        }
        let judged = self.judged.iter();
        let verdicts = judged.map(|(rule, judgement)| (rule.level, judgement.verdict));
        report::exit_status(verdicts, level, self.resources.is_left(), false)
    }

    /// Whether the harness has contradicted itself.
    fn has_bug(&self) -> bool {
        let mut halts = self.evidence.halts.values();
        halts.any(|halt| matches!(halt, Halt::Harness(_)))
    }

    /// The report and the exchanges for it, both without secrets.
    pub fn report(self, target: &str, seed: u64, level: Level) -> (RunReport, Redacted<Evidence>) {
        // What stands for a key in one part never stands for one in another.
        let mut redactor = Redactor::starting_at(self.shard.index().saturating_mul(STAND_INS));
        if let Some(until) = self.until {
            redactor = redactor.until(until.max(Instant::now() + OWN_WORK));
        }
        redactor.learn_evidence(&self.evidence);
        let notes = self.resources.notes.iter();
        let facts = Facts {
            target: target.to_owned(),
            api_version: self.evidence.api_version.to_string(),
            seed,
            started: Some(self.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            elapsed_ms: Some(u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX)),
            level: Some(level),
            bug: self.has_bug(),
            requests: self.requests - self.evidence.unsent.len().min(self.requests),
            not_sendable: self.evidence.unsent.len(),
            resources: Resources {
                notes: notes.map(|note| redactor.text(note)).collect(),
                ..self.resources.clone()
            },
            parser: None,
        };
        let mut report = RunReport::new(facts, results(&self.judged, &mut redactor));
        report.explain(&self.evidence, &mut redactor);
        (report, redactor.learnt_evidence(self.evidence, target))
    }
}

/// What is to be said of set-up and clean-up.
pub(super) fn notes(state: &State) -> Vec<String> {
    /// Causes of what is left; the rest has the same, as a rule.
    const MOST: usize = 5;
    let only = match (state.forms.post, state.forms.get) {
        (Some(false), Some(true)) => Some(("POST", "GET")),
        (Some(true), Some(false)) => Some(("GET", "POST")),
        _ => None,
    };
    let form = only.map(|(refused, taken)| {
        format!("the target does not answer {refused}: set-up and clean-up are sent by {taken}")
    });
    let left = state.ledger.live().filter_map(|entry| {
        let reason = state.doubts.get(&entry.id)?;
        Some(printable_text(&format!("{} is left: {reason}", entry.id)))
    });
    form.into_iter().chain(left.take(MOST)).collect()
}

/// What judging and redaction each may take at least, however much of the time of the run is left.
pub(super) const OWN_WORK: Duration = Duration::from_secs(10);

/// So many keys of a part have stand-ins of their own.
const STAND_INS: usize = 1_000_000;

/// What the checks say of a part of a run, as far as there is time for it.
pub(super) fn judge_until(
    checks: &[&'static Rule],
    evidence: &Evidence,
    shard: Shard,
    until: Instant,
) -> Vec<(&'static Rule, Judgement)> {
    let judged = |check: &&'static Rule| match Instant::now() < until {
        true => judge_part(check, evidence, shard),
        false => Judgement::blocked(
            "what the target answered takes longer to judge than the run may (--max-time)",
        ),
    };
    checks.iter().map(|check| (*check, judged(check))).collect()
}

/// What one check says of a part of a run.
fn judge_part(check: &'static Rule, evidence: &Evidence, shard: Shard) -> Judgement {
    let seen = |probe: &str| {
        evidence.halts.contains_key(probe) || evidence.records.iter().any(|r| &*r.probe == probe)
    };
    if shard.is_whole() || check.probes().all(|probe| seen(probe.id)) {
        return judge(check, evidence);
    }
    let cause = "not all of its requests are in this part of the run: see the merged report";
    Judgement::not_applicable(cause.to_owned())
}

/// What one check says. It is blocked when a probe of it was not finished, unless what was seen already fails it.
pub fn judge(check: &'static Rule, evidence: &Evidence) -> Judgement {
    let own: Vec<&str> = check.probes().map(|probe| probe.id).collect();
    let of_creates = judge_all(check, evidence, &evidence.restricted_to(&own, false));
    if !check.descriptions {
        return of_creates;
    }
    let of_all = judge_all(check, evidence, &evidence.restricted_to(&own, true));
    match (of_creates.verdict, of_all.verdict) {
        // What only a description has does not make up for a create without it.
        (Verdict::Blocked | Verdict::NotApplicable, Verdict::Pass | Verdict::Advisory) => {
            of_creates
        }
        _ => of_all,
    }
}

/// What one check says of all that there is, whichever probe it is of: of what was saved.
pub(super) fn judge_saved(check: &'static Rule, evidence: &Evidence) -> Judgement {
    judge_all(check, evidence, evidence)
}

fn judge_all(check: &'static Rule, evidence: &Evidence, own: &Evidence) -> Judgement {
    if !check.applies_to(evidence.api_version) {
        return Judgement::not_applicable(format!(
            "it is not of API version {}",
            evidence.api_version
        ));
    }
    let mut halts = evidence.halts.values();
    if let Some(halt) = halts.find(|halt| matches!(halt, Halt::Foreign(_))) {
        return Judgement::blocked(halt.to_string());
    }
    let mut halted = check
        .probes()
        .filter_map(|probe| Some((probe.id, evidence.halts.get(probe.id)?)));
    let mut judgement = (check.judge)(check, own);
    note_rates(check, evidence, &mut judgement);
    // What other rules ask for, and the target has not, is no loss to one that has read something else.
    let is_judged = judgement.verdict != Verdict::Blocked;
    let is_missed = |(probe, halt): &(&str, &Halt)| {
        !(is_judged && matches!(halt, Halt::Without(_)) && *probe != check.id)
    };
    let halt = halted.find(is_missed).map(|(_, halt)| halt);
    match (judgement.verdict, halt) {
        (Verdict::Pass | Verdict::Blocked | Verdict::Advisory, Some(halt)) => {
            Judgement::blocked(halt.to_string())
        }
        (Verdict::Pass | Verdict::Blocked, None) if is_unsent(check, evidence) => {
            Judgement::not_applicable("its requests cannot be sent unchanged to this endpoint")
        }
        _ => judgement,
    }
}

/// Whether requests of this rule were not sent, and nothing that decides it was.
fn is_unsent(check: &'static Rule, evidence: &Evidence) -> bool {
    let own = |record: &&Record| check.probes().any(|probe| *probe.id == *record.probe);
    let decides = |record: &Record| matches!(record.role, Role::Twin | Role::Deviation);
    let deviates = |record: &Record| record.role == Role::Deviation;
    let mut unsent = evidence.unsent.iter().filter(own);
    let mut sent = evidence.records.iter().filter(own);
    match unsent.any(deviates) {
        // The control alone decides nothing.
        true => !sent.any(deviates),
        false => evidence.unsent.iter().filter(own).any(decides) && !sent.any(decides),
    }
}

/// The report of exchanges that were saved: every check says what it says of them now.
pub fn rejudge(evidence: &Evidence, target: &str) -> RunReport {
    let judged = Outcome::judged(&rule::catalogue().collect::<Vec<_>>(), evidence);
    let facts = Facts {
        target: target.to_owned(),
        api_version: evidence.api_version.to_string(),
        requests: evidence.records.len(),
        not_sendable: evidence.unsent.len(),
        ..Facts::default()
    };
    let mut redactor = Redactor::new();
    let mut report = RunReport::new(facts, results(&judged, &mut redactor));
    report.explain(evidence, &mut redactor);
    // What was saved may be of some rules only; that the others are blocked says nothing.
    report.exit_status = u8::from(report.exit_status == 1);
    report
}

fn results(judged: &[(&Rule, Judgement)], redactor: &mut Redactor) -> Vec<CheckResult> {
    let result =
        |(rule, judgement): &(&Rule, Judgement)| CheckResult::of_server(rule, judgement, redactor);
    judged.iter().map(result).collect()
}
