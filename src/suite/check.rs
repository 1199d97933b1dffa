//! Judging what was saved: by every rule that needs no dialogue, one document or recording at a time.

mod given;
mod template;

pub use given::{Given, PROBE};
use template::{Subject, Templates};

use std::collections::HashSet;
use std::time::Instant;

use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Record};
use crate::finding::{Finding, Judgement, Level, Verdict};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Dialogue, Rule};
use crate::saved::{Found, Saved};
use crate::spec::version::ApiVersion;
use crate::suite::outcome;
use crate::suite::outcome::Outcome;
use crate::suite::report::{RunReport, SavedInput};

/// What the rules say of all that was read so far. Of that it keeps only what findings show.
#[derive(Debug)]
pub struct Checker {
    given: Given,
    judged: Vec<(&'static Rule, Judgement)>,
    shown: Evidence,
    keep_all: bool,
    /// The bytes of the bodies that are kept.
    kept: usize,
    version: Option<ApiVersion>,
    documents: usize,
    alike: usize,
    foreign: usize,
    started: Instant,
    /// Documents like one of which nothing was to be said; none where each is to be judged by itself.
    templates: Option<Templates>,
}

/// The most bytes of bodies that are kept to be shown.
const KEPT: usize = 64 << 20;

impl Checker {
    /// One that judges by these rules.
    pub fn new(rules: impl IntoIterator<Item = &'static Rule>, given: Given) -> Self {
        let nothing = || Judgement::not_applicable("what it is about was not given");
        Self {
            given,
            judged: rules.into_iter().map(|rule| (rule, nothing())).collect(),
            shown: Evidence::default(),
            keep_all: false,
            kept: 0,
            version: None,
            documents: 0,
            alike: 0,
            foreign: 0,
            started: Instant::now(),
            templates: Some(Templates::new()),
        }
    }

    /// Judges every document by the rules, also one that is like another but for its values. What they say is the same.
    #[must_use]
    pub fn without_templates(self) -> Self {
        Self {
            templates: None,
            ..self
        }
    }

    /// Whether everything that is judged is to be kept, and not only what findings show.
    #[must_use]
    pub fn keeping_all(self, keep_all: bool) -> Self {
        Self { keep_all, ..self }
    }

    /// The rules with this verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &'static Rule> {
        let with = self
            .judged
            .iter()
            .filter(move |(_, j)| j.verdict == verdict);
        with.map(|(rule, _)| *rule)
    }

    /// What each rule says so far.
    pub fn judged(&self) -> impl Iterator<Item = (&'static Rule, &Judgement)> {
        self.judged
            .iter()
            .map(|(rule, judgement)| (*rule, judgement))
    }

    /// Judges what was found in a file.
    pub fn add(&mut self, found: Found) {
        match found {
            Found::Documents(documents) => self.documents(documents),
            Found::Foreign(count) => self.foreign += count,
            Found::Capture(evidence) => self.capture(*evidence),
        }
    }

    /// How many documents were judged.
    pub fn documents_judged(&self) -> usize {
        self.documents
    }

    /// How many of them were judged by a template.
    pub fn judged_by_template(&self) -> usize {
        self.alike
    }

    /// How many exchanges of other actions, and files of something else in archives, were passed over.
    pub fn passed_over(&self) -> usize {
        self.foreign
    }

    /// Whether any rule found its subject.
    pub fn is_decided(&self) -> bool {
        let decided = |verdict| !matches!(verdict, Verdict::NotApplicable);
        self.judged.iter().any(|(_, j)| decided(j.verdict))
    }

    /// The report of a run that sent nothing, and what its findings show. `options` are those that bear on the judgement.
    pub fn report(
        self,
        target: &str,
        level: Level,
        options: Vec<String>,
    ) -> (RunReport, Redacted<Evidence>) {
        let is_decided = self.is_decided();
        let mut outcome = Outcome::empty();
        outcome.elapsed = self.started.elapsed();
        outcome.judged = self.judged;
        outcome.evidence = self.shown;
        outcome.evidence.api_version = self.version.unwrap_or_default();
        outcome.evidence.options.clone_from(&options);
        let (mut report, evidence) = outcome.report(target, 0, level);
        report.saved = Some(SavedInput {
            documents: self.documents,
            options,
            ..SavedInput::default()
        });
        if !is_decided && report.exit_status == 0 {
            report.exit_status = 4;
        }
        (report, evidence)
    }

    fn capture(&mut self, mut evidence: Evidence) {
        if evidence.records.iter().all(|r| &*r.probe == PROBE) {
            self.kept_before(evidence.records);
            return;
        }
        self.documents += evidence.records.len();
        self.version.get_or_insert(evidence.api_version);
        let rules = self.judged.iter();
        let judged = rules.map(|(rule, _)| outcome::judge(rule, &evidence));
        let judged: Vec<Judgement> = judged.collect();
        self.merge(judged, &mut evidence);
    }

    /// What `check` itself has kept is judged as the documents that it is from.
    fn kept_before(&mut self, records: Vec<Record>) {
        let (recorded, alone): (Vec<Record>, Vec<Record>) =
            records.into_iter().partition(|r| r.extent.request);
        let alone = alone.into_iter().map(|record| vec![record]);
        for records in alone.chain([recorded]) {
            let versions = |record: Record| (self.given.versions_of(&record), vec![record]);
            let parts = records.into_iter().map(versions).collect();
            self.judge(parts, None);
        }
    }

    /// Documents of one recording, or one alone.
    fn documents(&mut self, documents: Vec<Saved>) {
        let subject = match (documents.as_slice(), &self.templates) {
            ([saved], Some(templates)) if self.may_be_alike() => {
                let subject = Subject::of(saved);
                let known = subject.as_ref();
                if let Some(count) = known.and_then(|(s, body)| templates.find(s, body)) {
                    // The rules say of it what they have said of the first of its kind, and that is in the result.
                    self.documents += count;
                    self.alike += count;
                    return;
                }
                subject.map(|(subject, _)| subject)
            }
            _ => None,
        };
        let records = |saved| self.given.records(saved);
        let parts = documents.into_iter().map(records).collect();
        self.judge(parts, subject.as_ref());
    }

    /// Whether a document may be judged as another one that is the same but for its values.
    fn may_be_alike(&self) -> bool {
        let given = &self.given;
        let compared = !given.parameters.is_empty()
            || given.customer_address.is_some()
            || given.customer_asn.is_some();
        !self.keep_all && !compared
    }

    /// Judges records together that may be of the same versions; of a `subject`, one document, a template may be made.
    fn judge(&mut self, parts: Vec<(Vec<ApiVersion>, Vec<Record>)>, subject: Option<&Subject>) {
        let mut by_version: Vec<(Vec<ApiVersion>, Vec<Record>)> = Vec::new();
        for (versions, records) in parts {
            self.documents += records.len();
            match by_version.iter_mut().find(|(known, _)| *known == versions) {
                Some((_, known)) => known.extend(records),
                None => by_version.push((versions, records)),
            }
        }
        for (versions, records) in by_version {
            let mut evidence = Evidence::new(ApiVersion::default());
            evidence.records = records;
            let mut judged: Vec<Judgement> = Vec::new();
            for version in &versions {
                evidence.api_version = *version;
                let said = self.judged.iter().map(|(rule, _)| said(rule, &evidence));
                judged = match judged.is_empty() {
                    true => said.collect(),
                    // Of a document that may be of several versions a rule says what it says in all of them.
                    false => said.zip(judged).map(milder).collect(),
                };
            }
            self.version = self.version.or(versions.last().copied());
            if let (Some(subject), Some(templates)) = (subject, &mut self.templates)
                && judged.iter().all(has_nothing_to_say)
            {
                templates.learn(subject, &evidence.records);
            }
            self.merge(judged, &mut evidence);
        }
    }

    /// Adds what the rules say of a part, and keeps the records that their findings show.
    fn merge(&mut self, judged: Vec<Judgement>, evidence: &mut Evidence) {
        let mut cases: HashSet<String> = HashSet::new();
        for ((_, known), said) in self.judged.iter_mut().zip(judged) {
            if rank(said.verdict) > rank(known.verdict) {
                known.verdict = said.verdict;
                known.cause = said.cause;
            }
            for finding in said.findings {
                let same = |f: &&mut Finding| f.fingerprint == finding.fingerprint;
                match known.findings.iter_mut().find(same) {
                    Some(first) => {
                        first.count += finding.count;
                        first.add_members(finding.members);
                    }
                    None => {
                        cases.insert(finding.case.clone());
                        known.findings.push(finding);
                    }
                }
            }
        }
        let twins: Vec<String> = evidence
            .records
            .iter()
            .filter(|record| cases.contains(&record.case.id))
            .filter_map(|record| record.case.twin.clone())
            .collect();
        cases.extend(twins);
        for record in std::mem::take(&mut evidence.records) {
            let size = match &record.exchange.response {
                Ok(response) => response.body.len(),
                Err(_) => 0,
            };
            let wanted = self.keep_all || cases.contains(&record.case.id);
            if wanted && self.kept.saturating_add(size) <= KEPT {
                self.kept += size;
                self.shown.records.push(record);
            }
        }
    }
}

/// What a rule says of documents without a dialogue. It is blocked only where its subject is there and cannot be read.
fn said(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    if !matches!(rule.dialogue, Dialogue::None) {
        return Judgement::not_applicable(
            "it needs a dialogue with the server: `vpnconform endpoint`",
        );
    }
    let judgement = outcome::judge_saved(rule, evidence);
    let unreadable = |record: &Record| {
        let view = record.view();
        let inner = view.inner.as_ref().and_then(|inner| inner.error());
        record.is_create() && (view.outer_error().is_some() || inner.is_some())
    };
    let of_creates = rule.probes().any(|probe| probe.id == ORDINARY.id);
    match judgement.verdict {
        Verdict::Blocked if of_creates && evidence.records.iter().any(unreadable) => {
            Judgement::blocked("what it is about cannot be read")
        }
        Verdict::Blocked => Judgement::not_applicable("what it is about was not given"),
        _ => judgement,
    }
}

fn has_nothing_to_say(judgement: &Judgement) -> bool {
    let silent = matches!(judgement.verdict, Verdict::Pass | Verdict::NotApplicable);
    silent && judgement.findings.is_empty()
}

fn milder((one, other): (Judgement, Judgement)) -> Judgement {
    match rank(one.verdict) <= rank(other.verdict) {
        true => one,
        false => other,
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotApplicable => 0,
        Verdict::Pass => 1,
        Verdict::Waived => 2,
        Verdict::Blocked => 3,
        Verdict::Advisory => 4,
        Verdict::Fail => 5,
    }
}
