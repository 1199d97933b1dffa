//! What the evidence shows of the behaviour behind a finding.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::{Evidence, Record, Role};
use crate::finding::{Finding, Place};
use crate::suite::cause::document::Documents;
use crate::suite::cause::key::{Failure, Key};
use crate::suite::cause::mutant::{self, Mutants};
use crate::xml::{Element, ErrorKind};

/// A finding of a check, with what explains it. `cases` are those that the keys are about.
pub(super) struct Symptom<'r> {
    pub(super) check: usize,
    pub(super) finding: &'r Finding,
    pub(super) case: String,
    pub(super) keys: Vec<Key>,
}

/// The evidence, as the questions want it.
pub(super) struct World<'e> {
    records: BTreeMap<&'e str, &'e Record>,
    mutants: Mutants<'e>,
    documents: Documents,
    /// How valid requests failed.
    valid_failures: BTreeSet<Failure>,
}

impl<'e> World<'e> {
    pub(super) fn new(evidence: &'e Evidence) -> Self {
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
    pub(super) fn symptoms<'r>(&self, check: usize, finding: &'r Finding) -> Vec<Symptom<'r>> {
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
            if sighting.place.is_some() || !mutant.is_wrongly_accepted_for(&finding.check) {
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
        let ids = [
            &fixtures.customer_gateway_id,
            &fixtures.vpn_gateway_id,
            &fixtures.transit_gateway_id,
        ];
        let mut ids = ids.iter();
        let is_id = ids.any(|id| !id.is_empty() && value.contains(id.as_str()));
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
            &fixtures.transit_gateway_id,
            &fixtures.customer_address,
            &asn,
            id.map_or("", |id| id.text()),
        ];
        let expected = finding.expected.trim_matches('"');
        let mut words = finding.found.split_whitespace();
        own.contains(&expected) || words.any(|word| self.records.contains_key(word))
    }

    /// The cause in words, where the key alone tells.
    pub(super) fn tell(&self, key: &Key) -> Option<String> {
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
