//! Causes: findings that come from the same thing in the target are one story.
//!
//! Grouping is a pure function of the evidence and of what the rules found in it, and knows no rule by name. Two findings
//! have one cause where the evidence shows the same behaviour behind both: a parameter of which every invalid value was
//! accepted, one literal in all answers, one place of one template, answers that another finding is about already.

mod document;
mod mutant;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::normalize::stable;
use crate::finding::{Finding, Level, Place, Sighting, Verdict};
use crate::suite::cause::document::Documents;
use crate::suite::cause::mutant::Mutants;
use crate::suite::report::CheckResult;
use crate::xml::{Element, ErrorKind};

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

/// Behaviour of the target that explains a finding. Findings with a key in common have one cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Nothing explains the findings of this rule but the rule.
    Alone(usize),
    /// Invalid values of this parameter were accepted.
    Accepted(String),
    /// White space around values was accepted.
    PaddingAccepted,
    /// Every parameter that does not exist was accepted.
    UnknownAccepted,
    /// Requests with a mutation of these parameters got no answer that a client can read.
    Unanswered(BTreeSet<String>, Failure),
    /// Valid requests got this answer too, which is no success.
    ValidFailed(Failure),
    /// One literal in different elements of different answers.
    Repeated(String, String),
    /// One long literal where another belongs.
    Literal(String),
    /// The tunnels of a document are the same.
    TunnelsEqual,
    /// The inner document, or its tunnels, are the same for every connection.
    Frozen,
    /// Characters that XML does not have are written into answers.
    Characters,
}

/// How an answer failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Failure {
    /// A refusal, with its code and its message without ids.
    Refused(Option<String>, String),
    Status(u16),
    NoResponse,
    Other,
}

impl Failure {
    fn of(record: &Record) -> Option<Self> {
        Some(match &record.view().outcome {
            Outcome::Accepted => return None,
            Outcome::Rejected { code, message, .. } => {
                Self::Refused(code.clone(), stable(message.as_deref().unwrap_or_default()))
            }
            Outcome::ServerError { status } => Self::Status(*status),
            Outcome::NoResponse => Self::NoResponse,
            Outcome::Other { .. } => Self::Other,
        })
    }

    fn words(&self) -> String {
        match self {
            Self::Refused(Some(code), _) => format!("refused with {code}"),
            Self::Refused(None, _) => "refused without a code".to_owned(),
            Self::Status(status) => format!("answered with status {status}"),
            Self::NoResponse => "not answered".to_owned(),
            Self::Other => "answered with something else".to_owned(),
        }
    }
}

/// A finding of a check, with what explains it. `cases` are those that the keys are about.
struct Symptom<'r> {
    check: usize,
    finding: &'r Finding,
    case: String,
    keys: Vec<Key>,
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

/// The evidence, as the questions want it.
struct World<'e> {
    records: BTreeMap<&'e str, &'e Record>,
    mutants: Mutants<'e>,
    documents: Documents,
    /// How valid requests failed.
    valid_failures: BTreeSet<Failure>,
}

impl<'e> World<'e> {
    fn new(evidence: &'e Evidence) -> Self {
        let records = evidence.records.iter();
        Self {
            records: records.map(|r| (r.case.id.as_str(), r)).collect(),
            mutants: Mutants::new(evidence),
            documents: Documents::new(evidence),
            valid_failures: evidence
                .creates()
                // A valid request that is signed in another way may rightly be refused.
                .filter(|r| r.role == Role::Twin)
                .filter_map(Failure::of)
                .collect(),
        }
    }

    /// The finding, once for each thing that explains a part of it.
    fn symptoms<'r>(&self, check: usize, finding: &'r Finding) -> Vec<Symptom<'r>> {
        let symptom = |case: &str, keys| Symptom {
            check,
            finding,
            case: case.to_owned(),
            keys,
        };
        let accepted = self.accepted(check, finding);
        if !accepted.is_empty() {
            let by_key = accepted.into_iter();
            return by_key.map(|(key, case)| symptom(case, vec![key])).collect();
        }
        let mut keys = self.keys(finding);
        if keys.is_empty() {
            keys.push(Key::Alone(check));
        }
        vec![symptom(&finding.case, keys)]
    }

    /// The mutants of a finding that were accepted, where all of its cases are such, by what explains them.
    fn accepted<'f>(&self, check: usize, finding: &'f Finding) -> BTreeMap<Key, &'f str> {
        let mut by_key = BTreeMap::new();
        for sighting in &finding.sightings {
            let Some(mutant) = self.mutants.find(&sighting.case) else {
                return BTreeMap::new();
            };
            if sighting.place.is_some() || !mutant.is_wrongly_accepted() {
                return BTreeMap::new();
            }
            let key = match self.mutants.explain(mutant) {
                Some(mutant::Explained::Unknown) => Key::UnknownAccepted,
                Some(mutant::Explained::Padding) => Key::PaddingAccepted,
                Some(mutant::Explained::Parameter(name)) => Key::Accepted(name),
                None => Key::Alone(check),
            };
            by_key.entry(key).or_insert(sighting.case.as_str());
        }
        by_key
    }

    fn keys(&self, finding: &Finding) -> Vec<Key> {
        let mut keys = Vec::new();
        let records: Option<Vec<&Record>> = finding
            .sightings
            .iter()
            .map(|s| self.records.get(s.case.as_str()).copied())
            .collect();
        let Some(records) = records.filter(|records| !records.is_empty()) else {
            return keys;
        };
        keys.extend(self.unanswered(&records));
        keys.extend(self.valid_failed(&records));
        if !keys.is_empty() {
            // What such an answer says is of no interest.
            return keys;
        }
        keys.extend(self.repeated(finding));
        keys.extend(self.literal(finding));
        if let Some(first) = finding.sightings.first()
            && let Some(record) = self.records.get(first.case.as_str())
        {
            if is_character_error(record, first.place) {
                keys.push(Key::Characters);
            }
            if let Some(Place::Inner(offset)) = first.place {
                let relational = self.depends_on_connection(record, finding);
                keys.extend(self.documents.explain(record, offset, relational));
            }
        }
        keys
    }

    /// All answers failed in one way, to mutations of the same parameters.
    fn unanswered(&self, records: &[&Record]) -> Option<Key> {
        let of = |record: &&Record| {
            let touched = self.mutants.find(&record.case.id)?.touched.clone();
            let failure = Failure::of(record).filter(|f| !matches!(f, Failure::Refused(..)))?;
            (!touched.is_empty()).then_some(Key::Unanswered(touched, failure))
        };
        all_same(records.iter().map(of))
    }

    /// All answers failed in one way, in which valid requests fail too.
    fn valid_failed(&self, records: &[&Record]) -> Option<Key> {
        let of = |record: &&Record| Failure::of(record).map(Key::ValidFailed);
        all_same(records.iter().map(of)).filter(|key| match key {
            Key::ValidFailed(failure) => self.valid_failures.contains(failure),
            _ => false,
        })
    }

    /// What an answer has in common with that of another case, which the finding names.
    fn repeated(&self, finding: &Finding) -> Option<Key> {
        let mut named = false;
        let words = finding.found.split_whitespace().map(|word| {
            let is_case = self.records.contains_key(word);
            named |= is_case;
            if is_case {
                "#".to_owned()
            } else {
                word.to_lowercase()
            }
        });
        let words = words.collect::<Vec<_>>().join(" ");
        let first = finding.sightings.first()?;
        let record = self.records.get(first.case.as_str())?;
        let Some(Place::Body(offset)) = first.place else {
            return None;
        };
        let value = element_at(record.view().root()?, offset)?.text().trim();
        (named && !value.is_empty()).then(|| Key::Repeated(words, value.to_owned()))
    }

    /// The value that was found, where it is long enough to be nobody else's, and the same in every answer.
    fn literal(&self, finding: &Finding) -> Option<Key> {
        const SHORTEST: usize = 12;
        let value = finding.found.strip_prefix('"')?.strip_suffix('"')?;
        let is_one = finding.members.len() == 1;
        let record = self.records.get(finding.sightings.first()?.case.as_str())?;
        let fixtures = &record.fixtures;
        let is_id = [&fixtures.customer_gateway_id, &fixtures.vpn_gateway_id]
            .iter()
            .any(|id| !id.is_empty() && value.contains(id.as_str()));
        (is_one && !is_id && value.len() >= SHORTEST).then(|| Key::Literal(value.to_owned()))
    }

    /// Whether the finding is about what has to be another in every connection: it expects what this one was asked for or
    /// got, or names another case.
    fn depends_on_connection(&self, record: &Record, finding: &Finding) -> bool {
        let fixtures = &record.fixtures;
        let connection = record.view().connection();
        let id = connection.and_then(|c| c.child("vpnConnectionId"));
        let asn = fixtures.customer_asn.to_string();
        let own = [
            fixtures.customer_gateway_id.as_str(),
            &fixtures.vpn_gateway_id,
            &fixtures.customer_address,
            &asn,
            id.map_or("", |id| id.text()),
        ];
        let expected = finding.expected.trim_matches('"');
        let mut words = finding.found.split_whitespace();
        own.contains(&expected) || words.any(|word| self.records.contains_key(word))
    }

    /// The cause in words, where the key alone tells.
    fn tell(&self, key: &Key) -> Option<String> {
        Some(match key {
            Key::Alone(_) => return None,
            Key::Accepted(name) if self.mutants.is_unchecked(name) => {
                format!("{name} is never looked at: every invalid value is accepted")
            }
            Key::Accepted(name) => format!("invalid values of {name} are accepted"),
            Key::PaddingAccepted => "white space around values is ignored".to_owned(),
            Key::UnknownAccepted => "parameters that do not exist are ignored".to_owned(),
            Key::Unanswered(names, failure) => {
                let names = names.iter().map(String::as_str).collect::<Vec<_>>();
                format!("an invalid {} is {}", names.join(" and "), failure.words())
            }
            Key::ValidFailed(failure) => format!("valid requests are {}", failure.words()),
            Key::Repeated(_, value) => format!("every answer repeats the value {value:?}"),
            Key::Literal(value) => format!("answers have the literal {value:?}"),
            Key::Frozen => format!(
                "the tunnels of customerGatewayConfiguration are the same in all {} answers: a fixed template",
                self.documents.count()
            ),
            Key::TunnelsEqual => {
                "both tunnels of customerGatewayConfiguration are the same".to_owned()
            }
            Key::Characters => {
                "control characters are stored and written into answers as they are".to_owned()
            }
        })
    }
}

/// Whether the answer is ill-formed at this place by a character that XML does not have.
fn is_character_error(record: &Record, place: Option<Place>) -> bool {
    let view = record.view();
    let outer = view
        .outer_error()
        .map(|error| (error.kind, Place::Body(error.offset)));
    match (outer, place) {
        (Some((ErrorKind::Character, at)), Some(place)) => at == place,
        // A finding about the answer as a whole.
        (Some((ErrorKind::Character, _)), None) => true,
        _ => false,
    }
}

/// The last element that begins at or before this byte.
fn element_at(root: Element<'_>, offset: usize) -> Option<Element<'_>> {
    let mut found: Option<Element<'_>> = None;
    let mut rest = vec![root];
    while let Some(element) = rest.pop() {
        if element.offset() <= offset {
            rest.extend(element.children());
            found = found
                .filter(|other| other.offset() > element.offset())
                .or(Some(element));
        }
    }
    found
}

/// The value that all have, if it is one.
fn all_same(mut values: impl Iterator<Item = Option<Key>>) -> Option<Key> {
    let first = values.next()??;
    values
        .all(|value| value.as_ref() == Some(&first))
        .then_some(first)
}

/// Disjoint sets.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(up) = self.0.get(at).copied().filter(|up| *up != at) {
            at = up;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(up) = self.0.get_mut(one.max(other)) {
            *up = one.min(other);
        }
    }

    fn members(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.0.len() {
            members.entry(self.root(at)).or_default().push(at);
        }
        members
    }
}

#[cfg(test)]
mod tests;
