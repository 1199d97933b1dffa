//! From the exchanges of a run to a recording.

use std::collections::{BTreeMap, HashSet};

use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Layer, Outcome, Record, Role};
use crate::exchange::TransportError;
use crate::finding::normalize::stable;
use crate::request::expectation::Expectation;
use crate::rule;
use crate::run::cleanup::CLEANUP;
use crate::run::fixture::SETUP;
use crate::snapshot::answer::{Answer, Own};
use crate::snapshot::canonical::{escape_bytes, shorten};
use crate::snapshot::name::Name;
use crate::snapshot::normaliser::Normaliser;
use crate::snapshot::placeholder::symbols::Known;
use crate::snapshot::placeholder::{Kind, Labels};
use crate::snapshot::volatile::Columns;
use crate::snapshot::{
    CaseState, CheckState, FORMAT_VERSION, Facts, FindingState, ProbeState, Snapshot, is_recorded,
    placeholder,
};
use crate::suite::outcome;
use crate::suite::report::CheckResult;

/// Housekeeping, whose answers are of other actions.
const HOUSEKEEPING: [&str; 2] = [SETUP, CLEANUP];

/// What a recording is made of, beside the exchanges.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What it is called.
    pub name: Name,
    /// The seed of the run.
    pub seed: u64,
    /// What to leave out or to name beside the usual.
    pub normalisers: Vec<Normaliser>,
}

/// Whether what was sent for this rule, or for several, is recorded.
fn is_kept_of(probe: &str) -> bool {
    rule::by_id(probe).is_none_or(is_recorded)
}

impl Snapshot {
    /// The recording of a run, which is judged again: without secrets.
    pub fn of(evidence: Redacted<Evidence>, subject: &Subject) -> Self {
        let mut evidence = evidence.into_inner();
        evidence.records.retain(|r| is_kept_of(&r.probe));
        let report = outcome::rejudge(&evidence, "");
        let mut scribe = Scribe::new(&evidence, &subject.normalisers);
        let checks = report.checks.iter();
        let checks: Vec<CheckState> = checks
            .filter(|check| is_kept_of(&check.id))
            .map(|check| CheckState::of(check, &scribe.known))
            .collect();
        let mut verdicts = BTreeMap::new();
        for check in &checks {
            *verdicts.entry(check.verdict).or_default() += 1;
        }
        let probes = scribe.probes();
        let forms = scribe.known.forms.iter();
        let forms =
            forms.map(|(kind, forms)| (kind.word().to_owned(), forms.iter().cloned().collect()));
        Self {
            facts: Facts {
                format_version: FORMAT_VERSION,
                name: subject.name.name.clone(),
                version: subject.name.version.clone(),
                tool: report.tool.clone(),
                api_version: evidence.api_version.to_string(),
                seed: subject.seed,
                cases: probes.iter().map(|probe| probe.cases.len()).sum(),
                documents: scribe.documents.len(),
                verdicts,
                ids: forms.collect(),
                request_ids: scribe.columns.request_ids(),
                normalisers: subject.normalisers.clone(),
            },
            checks,
            probes,
            documents: scribe.documents,
        }
    }
}

impl CheckState {
    fn of(check: &CheckResult, known: &Known) -> Self {
        let told = |text: &str| placeholder::finding(text, known);
        let members = |finding: &crate::Finding| {
            let mut members: Vec<String> = finding.members.iter().map(|m| told(m)).collect();
            members.sort();
            members.dedup();
            members
        };
        let finding = |finding: &crate::Finding| FindingState {
            fingerprint: finding.fingerprint.clone(),
            case: finding.case.clone(),
            expected: told(&stable(&finding.expected)),
            found: told(&stable(&finding.found)),
            members: members(finding),
        };
        Self {
            id: check.id.clone(),
            verdict: check.verdict,
            cause: check.cause.as_deref().map(|cause| told(&stable(cause))),
            findings: check.findings.iter().map(finding).collect(),
        }
    }
}

/// Writes one exchange after the other, and every document once.
struct Scribe<'e> {
    evidence: &'e Evidence,
    normalisers: &'e [Normaliser],
    known: Known,
    columns: Columns,
    answers: Vec<Option<Answer>>,
    documents: BTreeMap<String, String>,
    constants: HashSet<String>,
    /// The name of each document, by its text.
    names: BTreeMap<String, String>,
}

impl<'e> Scribe<'e> {
    fn new(evidence: &'e Evidence, normalisers: &'e [Normaliser]) -> Self {
        let mut known = Known::of(evidence);
        let mut columns = Columns::default();
        let mut answers = Vec::new();
        let mut owns = BTreeMap::new();
        for record in &evidence.records {
            let own = owns
                .entry(&*record.probe)
                .or_insert_with(|| Own::of(evidence, &record.probe));
            let answer = Some(record).filter(|record| is_kept(record));
            let answer = answer.and_then(|record| Answer::of(record, own, normalisers));
            if let Some(answer) = &answer {
                let mut labels = Labels::new(&known, record);
                sent(record, &mut labels);
                let valid = record.is_create() && record.is_valid() && record.is_accepted();
                answer.clone().visit(&mut |path, value| {
                    let named = labels.value(value, false);
                    columns.add(path, &named, valid && !path.starts_with("header "));
                });
            }
            answers.push(answer);
        }
        let constants = columns.constants();
        known.constants.clone_from(&constants);
        Self {
            evidence,
            normalisers,
            known,
            columns,
            answers,
            documents: BTreeMap::new(),
            constants,
            names: BTreeMap::new(),
        }
    }

    fn probes(&mut self) -> Vec<ProbeState> {
        let mut probes: Vec<ProbeState> = Vec::new();
        let mut called: BTreeMap<(String, Kind), Vec<String>> = BTreeMap::new();
        let answers = std::mem::take(&mut self.answers);
        let halts = self.evidence.halts.iter();
        for (probe, halt) in halts.filter(|(probe, _)| is_kept_of(probe)) {
            probes.push(ProbeState {
                probe: probe.to_string(),
                halt: Some(stable(&halt.to_string())),
                cases: Vec::new(),
            });
        }
        for (record, answer) in self.evidence.records.iter().zip(answers) {
            if !is_kept(record) {
                continue;
            }
            let case = self.case(record, answer, &mut called);
            match probes.iter_mut().find(|p| *p.probe == *record.probe) {
                Some(probe) => probe.cases.push(case),
                None => probes.push(ProbeState {
                    probe: record.probe.to_string(),
                    halt: None,
                    cases: vec![case],
                }),
            }
        }
        probes.sort_by(|a, b| a.probe.cmp(&b.probe));
        probes
    }

    fn case(
        &mut self,
        record: &Record,
        answer: Option<Answer>,
        called: &mut BTreeMap<(String, Kind), Vec<String>>,
    ) -> CaseState {
        let known = std::mem::take(&mut self.known);
        let mut labels = Labels::new(&known, record);
        let mut case = CaseState {
            id: record.case.id.clone(),
            role: record.role,
            expected: expected(record.case.expectation),
            sent: sent(record, &mut labels),
            outcome: became(record),
            status: None,
            headers: BTreeMap::new(),
            outer: None,
            carried: None,
            inner: None,
            called: BTreeMap::new(),
        };
        if let Some(mut answer) = answer {
            answer.visit(&mut |path, value| *value = self.told(path, value, &mut labels));
            case.status = Some(answer.status);
            case.headers = answer.headers.into_iter().collect();
            case.carried = carried(record);
            case.outer = answer
                .outer
                .map(|body| self.document(&case.id, "outer", &body.print(&mut labels)));
            case.inner = answer
                .inner
                .map(|body| self.document(&case.id, "inner", &body.print(&mut labels)));
        }
        for (name, kind, value) in labels.lasting() {
            let all = called.entry((record.probe.to_string(), kind)).or_default();
            let place = all
                .iter()
                .position(|known| known == value)
                .unwrap_or_else(|| {
                    all.push(value.to_owned());
                    all.len() - 1
                });
            let called = format!("{}-#{}", kind.word(), place + 1);
            let asked = case.sent.iter().any(|line| line.contains(&name));
            if called != name || !asked {
                case.called.insert(name, called);
            }
        }
        self.known = known;
        case
    }

    /// A value as it is told.
    fn told(&self, path: &str, value: &str, labels: &mut Labels<'_>) -> String {
        let named = self.normalisers.iter().any(|n| match n {
            Normaliser::Name(place) => {
                place.is_at(path)
                    || path
                        .strip_prefix("header ")
                        .is_some_and(|h| place.is_header(h))
            }
            Normaliser::Drop(_) => false,
        });
        let bare = value.trim();
        if named && !bare.is_empty() {
            let name = labels.name(Kind::Value, bare);
            return value.replace(bare, &name);
        }
        let made_up = self.columns.made_up(path, bare);
        match made_up.filter(|_| !self.constants.contains(bare)) {
            Some(kind) => {
                let told = labels.value(value, false);
                if told == value {
                    value.replace(bare, &labels.name(kind, bare))
                } else {
                    told
                }
            }
            None => labels.value(value, false),
        }
    }

    /// The name of the document, which is that of the first case that has it.
    fn document(&mut self, case: &str, layer: &str, text: &str) -> String {
        if let Some(name) = self.names.get(text) {
            return name.clone();
        }
        let case = case.replace('/', ".");
        let end = if text.starts_with('<') { "xml" } else { "txt" };
        let mut name = format!("{case}.{layer}.{end}");
        let mut number = 2;
        while self.documents.contains_key(&name) {
            name = format!("{case}.{number}.{layer}.{end}");
            number += 1;
        }
        self.names.insert(text.to_owned(), name.clone());
        self.documents.insert(name.clone(), text.to_owned());
        name
    }
}

/// Whether this is part of a recording. Answers of other actions are not, nor deletions where they only tidy up.
fn is_kept(record: &Record) -> bool {
    let tidies = record.role == Role::Cleanup && !record.probe.starts_with("state/");
    !HOUSEKEEPING.contains(&&*record.probe) && !tidies
}

/// The request, parameter by parameter.
fn sent(record: &Record, labels: &mut Labels<'_>) -> Vec<String> {
    let mut tell = |bytes: &[u8]| {
        let text = shorten(&escape_bytes(bytes)).replace('\n', "\\n");
        crop(labels.text(&text, false))
    };
    let draft = &record.case.draft;
    let mut lines = vec![word(&draft.form).to_uppercase()];
    for parameter in &draft.parameters {
        let mut line = tell(&parameter.name);
        if let Some(value) = &parameter.value {
            line.push('=');
            line.push_str(&tell(value));
        }
        let encodings = [
            ("name", parameter.name_encoding),
            ("value", parameter.encoding),
        ];
        for (of, encoding) in encodings {
            if encoding != crate::request::Encoding::default() {
                line.push_str(&format!(" [{of} in encoding {}]", word(&encoding)));
            }
        }
        lines.push(line);
    }
    lines
}

/// The beginning of a long value: the request is that of the suite and is known.
fn crop(text: String) -> String {
    const LONGEST: usize = 240;
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((at, _)) => {
            let head = text.get(..at).unwrap_or_default();
            format!("{head} {{{} characters in all}}", text.chars().count())
        }
    }
}

/// The word for it in files.
fn word<T: serde::Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).ok();
    let text = value.as_ref().and_then(serde_json::Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn expected(expectation: Expectation) -> String {
    match expectation {
        Expectation::MustAccept => "must accept".to_owned(),
        Expectation::MustReject(reason) => format!("must reject: {}", word(&reason)),
        Expectation::Unspecified(unknown) => format!("unspecified: {}", word(&unknown)),
    }
}

/// What became of a request, in words that are the same in every run.
fn became(record: &Record) -> String {
    match &record.view().outcome {
        Outcome::Accepted => "accepted".to_owned(),
        Outcome::Rejected {
            code: Some(code), ..
        } => format!("rejected with {}", stable(code)),
        Outcome::Rejected { code: None, .. } => "rejected without a code".to_owned(),
        Outcome::ServerError { .. } => "server error".to_owned(),
        Outcome::Other {
            root: Some(root), ..
        } => format!("answered with {root}"),
        Outcome::Other { root: None, .. } => "answered without XML".to_owned(),
        Outcome::NoResponse => match &record.exchange.response {
            Err(TransportError::Timeout(_)) => "not answered in time".to_owned(),
            Err(TransportError::Closed(_)) => "connection closed".to_owned(),
            Err(TransportError::NotHttp(_)) => "answered without HTTP".to_owned(),
            Err(TransportError::TooLarge(_)) => "answered with too much".to_owned(),
            _ => "not answered".to_owned(),
        },
    }
}

fn carried(record: &Record) -> Option<String> {
    let inner = record.view().inner.as_ref()?;
    let how = match inner.layer {
        Layer::Literal => "as elements",
        Layer::Escaped => "escaped once",
        Layer::EscapedTwice => "escaped twice",
    };
    Some(match inner.leading {
        0 => how.to_owned(),
        blanks => format!("{how}, behind {blanks} blanks"),
    })
}
