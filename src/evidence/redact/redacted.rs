//! What the redactor has made, as a type.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};

use crate::evidence::redact::Redactor;
use crate::evidence::{Evidence, Record};
use crate::exchange::{Exchange, HttpRequest};
use crate::request::{Case, Draft, Parameter};

/// Evidence without secrets. Only a [`Redactor`] makes it, in this process or in the one that wrote the file it was read
/// from. Whatever is written or printed as evidence takes this type, and it alone can be serialized:
///
/// ```
/// # use vpnconform::evidence::{Evidence, redact::Redactor};
/// let redacted = Redactor::new().evidence(&Evidence::default(), "my server");
/// serde_json::to_string(&redacted).unwrap();
/// ```
///
/// ```compile_fail,E0277
/// # use vpnconform::evidence::Evidence;
/// serde_json::to_string(&Evidence::default()).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// The same, borrowed.
    pub fn as_ref(&self) -> Redacted<&T> {
        Redacted(&self.0)
    }

    /// What was read from a file, which was written redacted.
    pub(in crate::evidence) fn of_file(value: T) -> Self {
        Self(value)
    }

    /// Without the promise.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Redacted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Redacted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::of_file)
    }
}

impl Redacted<Evidence> {
    /// All records, those that were not sent last.
    pub fn records(&self) -> impl Iterator<Item = Redacted<&Record>> {
        self.0.records.iter().chain(&self.0.unsent).map(Redacted)
    }

    /// The same of a target with this name.
    pub fn of_target(mut self, target: &str) -> Self {
        target.clone_into(&mut self.0.target);
        self
    }

    /// The record of a case.
    pub fn find(&self, case: &str) -> Option<Redacted<&Record>> {
        self.records().find(|record| record.case.id == case)
    }
}

impl<'r> Redacted<&'r Record> {
    /// A record of its own.
    pub fn cloned(self) -> Redacted<Record> {
        Redacted(self.0.clone())
    }

    /// What was sent and what came.
    pub fn exchange(self) -> Redacted<&'r Exchange> {
        Redacted(&self.0.exchange)
    }

    /// What was sent.
    pub fn request(self) -> Redacted<&'r HttpRequest> {
        Redacted(&self.0.exchange.request)
    }
}

impl Redactor {
    /// The evidence of a target. The redactor has then learnt every key of the run.
    pub fn evidence(&mut self, evidence: &Evidence, target: &str) -> Redacted<Evidence> {
        self.learn_evidence(evidence);
        self.learnt_evidence(evidence.clone(), target)
    }

    /// Learns every key of a run.
    pub(crate) fn learn_evidence(&mut self, evidence: &Evidence) {
        let records = evidence.records.iter().chain(&evidence.unsent);
        self.learn_all(records.flat_map(|record| {
            let request = &record.exchange.request;
            let answer = record.exchange.response.as_ref();
            let answer = answer.map_or(&[][..], |answer| &answer.body);
            [request.target.as_slice(), &request.body, answer]
        }));
        self.learn_keys(&evidence.others);
    }

    /// Evidence whose keys were learnt; each record goes as its copy without secrets comes.
    pub(crate) fn learnt_evidence(
        &mut self,
        evidence: Evidence,
        target: &str,
    ) -> Redacted<Evidence> {
        let mut records = |records: Vec<Record>| {
            let records = records.into_iter();
            records.map(|record| self.record(&record).0).collect()
        };
        Redacted(Evidence {
            target: target.to_owned(),
            auth: evidence.auth,
            options: evidence.options,
            records: records(evidence.records),
            unsent: records(evidence.unsent),
            halts: evidence.halts,
            ..Evidence::new(evidence.api_version)
        })
    }

    /// The record, which is judged as the one with secrets.
    pub fn record(&mut self, record: &Record) -> Redacted<Record> {
        let of = &record.case;
        let parameters = of.draft.parameters.iter().map(|parameter| Parameter {
            value: parameter
                .value
                .as_deref()
                .map(|value| self.value(&parameter.name, value)),
            ..parameter.clone()
        });
        let draft = Draft {
            form: of.draft.form,
            parameters: parameters.collect(),
        };
        let exchange = self.exchange(&record.exchange).0;
        let case = Case {
            id: of.id.clone(),
            draft,
            deviation: of.deviation.clone(),
            twin: of.twin.clone(),
            request: exchange.request.clone(),
            expectation: of.expectation,
        };
        let mut redacted = Record::new(
            Arc::clone(&record.probe),
            record.origin,
            record.role,
            case,
            record.fixtures.clone(),
            exchange,
        )
        .with_extent(record.extent);
        redacted.ordinal = record.ordinal;
        Redacted(redacted)
    }

    /// The exchange.
    pub fn exchange(&mut self, exchange: &Exchange) -> Redacted<Exchange> {
        Redacted(Exchange {
            request: self.request(&exchange.request),
            response: match &exchange.response {
                Ok(response) => Ok(self.response(response)),
                Err(error) => Err(error.clone()),
            },
            ..*exchange
        })
    }
}
