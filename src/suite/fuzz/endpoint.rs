//! Fuzzing an endpoint: the suite once, then rounds of generated requests beside the single changes that they are made of.
//!
//! Each round makes gateways of its own and deletes everything again, within the budget of the run.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::endpoint::Endpoint;
use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Origin, Record};
use crate::finding::{Finding, Level, Verdict};
use crate::generate::document::cases::noise;
use crate::glob::GlobSet;
use crate::reference::random::Random;
use crate::rule::{self, Rule};
use crate::run::Options;
use crate::saved::{Content, Found, Head, Saved};
use crate::suite::check::{Checker, Given};
use crate::suite::fuzz::corpus::Corpus;
use crate::suite::fuzz::kind::{self, Kinds};
use crate::suite::fuzz::{Defect, Session, Shown, Status, absorb};
use crate::suite::report::{CheckResult, RunReport};
use crate::suite::{plan, ruling};

/// So many generated requests of a round are mutations of the corpus, of eight.
const MUTATED: usize = 4;
/// The generated requests of a round, at least and at most: beside them stand a few hundred that are not generated.
const ROUND: (usize, usize) = (64, 4096);

/// Fuzzes until the session is over. `options` are those of a run; those stored in it are sent in the first round.
///
/// # Errors
/// When the ledger or the corpus cannot be written.
pub fn run(
    endpoint: &dyn Endpoint,
    options: &Options,
    level: Level,
    session: &Session<'_>,
    corpus: &mut Corpus,
) -> io::Result<RunReport> {
    let mut fuzzer = Fuzzer {
        endpoint,
        options,
        level,
        session,
        random: Random::new(options.seed ^ 0x0005_EED0_F0F0_CAFE),
        kinds: Kinds::default(),
        seen: BTreeSet::new(),
        status: Status::new(),
        total: None,
        corpus,
    };
    // What one change alone shows, and what is in the corpus.
    let choices: Vec<Vec<u8>> = fuzzer.corpus.choices().map(|(_, c)| c.to_vec()).collect();
    let first = Options {
        cases: choices.len(),
        choices,
        ..options.clone()
    };
    let mut is_usable = fuzzer.round(&first)?;
    let mut size = ROUND.0;
    while is_usable && !session.is_over(&fuzzer.status) {
        let cases = size.min(session.left(&fuzzer.status));
        let round = Options {
            seed: fuzzer.random.next() >> 1,
            cases,
            choices: fuzzer
                .corpus
                .mutated(&mut fuzzer.random, cases * MUTATED / 8),
            only: generated(),
            stored: Vec::new(),
            ..options.clone()
        };
        let begin = Instant::now();
        is_usable = fuzzer.round(&round)?;
        fuzzer.status.cases += cases as u64;
        size = session.next_size(size, begin.elapsed() / 4, ROUND);
    }
    let mut report = fuzzer
        .total
        .unwrap_or_else(|| RunReport::new(Default::default(), Vec::new()));
    report.seed = options.seed;
    report.elapsed_ms = fuzzer.status.elapsed_ms();
    Ok(report)
}

/// The rules of generated requests: beside them are sent the single changes that they are judged with.
fn generated() -> GlobSet {
    let seeded = rule::catalogue().filter(|rule| rule.is_seeded());
    GlobSet::new(seeded.map(|rule| rule.id)).unwrap_or_default()
}

struct Fuzzer<'f> {
    endpoint: &'f dyn Endpoint,
    options: &'f Options,
    level: Level,
    session: &'f Session<'f>,
    corpus: &'f mut Corpus,
    random: Random,
    kinds: Kinds,
    /// The fingerprints of the defects that were seen.
    seen: BTreeSet<String>,
    status: Status,
    total: Option<RunReport>,
}

impl Fuzzer<'_> {
    /// One run of the suite: whether another makes sense.
    fn round(&mut self, options: &Options) -> io::Result<bool> {
        let outcome = plan::run(self.endpoint, options, &(), self.session.stop)?;
        self.status.executions += outcome.requests as u64;
        let is_first = self.total.is_none();
        for record in outcome.evidence.records.iter().filter(|r| r.is_generated()) {
            if self.kinds.add(&kind::of_record(record)) && !is_first {
                self.keep(record, options)?;
            }
        }
        let name = self.endpoint.name();
        let evidence = outcome.evidence.clone();
        let watched = self.watch(&evidence);
        let is_reachable = outcome.unreachable().is_none();
        let (report, saved) = outcome.report(&name, options.seed, self.level);
        let report = self.told(report, &evidence, &saved)?;
        let is_usable = is_reachable && !report.resources.is_left();
        self.total = Some(absorb(self.total.take(), report, &|_| true));
        let watched = self.told(watched, &evidence, &saved)?;
        self.total = Some(absorb(self.total.take(), watched, &|_| false));
        let resources = self
            .total
            .as_ref()
            .map(|r| (r.resources.created, r.resources.deleted));
        self.status.resources = resources;
        self.status.corpus = self.corpus.len();
        self.session.tell.status(&self.status);
        Ok(is_usable)
    }

    /// Keeps the choices of a request that got a new kind of answer.
    fn keep(&mut self, record: &Record, options: &Options) -> io::Result<()> {
        let Some(number) = record
            .ordinal
            .filter(|_| record.origin == Origin::Generated)
        else {
            return Ok(());
        };
        let place = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
        let fresh = || noise(options.seed.wrapping_add(number)).to_vec();
        let choices = options.choices.get(place).cloned().unwrap_or_else(fresh);
        if self.corpus.keep_choices("request", choices)? {
            self.status.last_new = Instant::now();
        }
        Ok(())
    }

    /// What the rules that need no dialogue say of the answers to generated requests.
    fn watch(&self, evidence: &Evidence) -> RunReport {
        let rules =
            rule::catalogue().filter(|rule| !rule.is_seeded() && plan::selects(self.options, rule));
        let given = Given {
            api_version: Some(self.options.api_version),
            ..Given::default()
        };
        let mut checker = Checker::new(rules, given);
        let records = evidence.records.iter();
        let saved = records.filter(|r| r.is_generated() && r.is_create());
        let saved: Vec<Saved> = saved.filter_map(saved_of).collect();
        if !saved.is_empty() {
            checker.add(Found::Documents(saved));
        }
        checker
            .report(&self.endpoint.name(), self.level, Vec::new())
            .0
    }

    /// Lets the rulings decide, and tells of each cause that was not known.
    fn told(
        &mut self,
        mut report: RunReport,
        evidence: &Evidence,
        saved: &Redacted<Evidence>,
    ) -> io::Result<RunReport> {
        let is_cut = self.total.is_some() && self.session.stop.load(Ordering::Relaxed);
        report.checks.retain(|check| {
            let selected = rule::by_id(&check.id);
            let selected = selected.is_some_and(|rule| plan::selects(self.options, rule));
            selected && !(is_cut && check.verdict == Verdict::Blocked)
        });
        ruling::apply(self.session.rulings, &mut report);
        for cause in report.counted_causes() {
            let failing = report
                .failures()
                .filter(|check| cause.rules.contains(&check.id));
            let failing: Vec<&CheckResult> = failing.collect();
            let findings = failing.iter().flat_map(|check| &check.findings);
            let fresh = findings.filter(|finding| self.seen.insert(finding.fingerprint.clone()));
            let (known, new): (Vec<_>, Vec<_>) = fresh.partition(|finding| {
                let fingerprint = &finding.fingerprint;
                self.corpus.knows(fingerprint) || (self.session.accepted)(fingerprint)
            });
            let Some(finding) = new.first() else {
                self.status.known += usize::from(!known.is_empty());
                continue;
            };
            let shown = shown_by(finding, evidence);
            let mut file = None;
            for finding in &new {
                let Some(record) = saved.find(&finding.case) else {
                    continue;
                };
                let shown = shown_by(finding, evidence);
                let written = self.corpus.keep_exchange(record, finding, shown)?;
                file.get_or_insert(written);
            }
            self.status.defects += 1;
            self.status.last_new = Instant::now();
            self.session.tell.defect(&Defect {
                checks: cause.rules.clone(),
                finding: (*finding).clone(),
                summary: (cause.rules.len() > 1).then(|| cause.summary.clone()),
                file,
                shown,
            });
        }
        Ok(report)
    }
}

/// What shows a finding again.
fn shown_by(finding: &Finding, evidence: &Evidence) -> Shown {
    let mut records = evidence.records.iter();
    let is_generated = records.any(|r| r.case.id == finding.case && r.is_generated());
    match rule::by_id(&finding.check).is_some_and(Rule::is_seeded) {
        true if is_generated => Shown::Request,
        _ if is_generated => Shown::Answer,
        _ => Shown::Check,
    }
}

fn saved_of(record: &Record) -> Option<Saved> {
    let response = record.exchange.response.as_ref().ok()?;
    Some(Saved {
        name: record.case.id.clone(),
        request: Some(record.exchange.request.clone()),
        content: Content::Response {
            head: Some(Head {
                status: response.status,
                headers: response.headers.clone(),
            }),
            body: response.body.clone(),
        },
    })
}
