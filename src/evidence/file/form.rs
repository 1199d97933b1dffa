//! The file form of evidence, as serde forms of the types themselves: nothing is converted.
//!
//! They stand here and not on the types, since what is written must have been redacted: [`Redacted`] can be serialized,
//! the types cannot.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::evidence::file::with::{
    bytes, headers, microseconds, milliseconds, optional_bytes, parameters, shared_exchange,
    shared_text,
};
use crate::evidence::file::{FORMAT_VERSION, UnknownVersion};
use crate::evidence::halt::Halt;
use crate::evidence::position::Lines;
use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Extent, Origin, Record, Recorded, Role, View};
use crate::exchange::{Exchange, HttpRequest, HttpResponse, TransportError};
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Case, Draft, Encoding, Form, Parameter};
use crate::spec::version::ApiVersion;

/// The form of a whole file: beside the evidence it has a version, and what was not sent stands among the records.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "R: Deserialize<'de>"))]
pub(super) struct EvidenceForm<R> {
    format_version: u32,
    target: String,
    api_version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    halts: BTreeMap<String, Halt>,
    /// In the order of the plan. Of a folder, each is a file of its own.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub(super) records: Vec<R>,
}

impl<'e> EvidenceForm<Redacted<&'e Record>> {
    pub(super) fn new(evidence: &'e Redacted<Evidence>) -> Self {
        let halts = evidence.halts.iter();
        Self {
            format_version: FORMAT_VERSION,
            target: evidence.target.clone(),
            api_version: evidence.api_version.to_string(),
            auth: evidence.auth.clone(),
            options: evidence.options.clone(),
            halts: halts.map(|(p, h)| (p.to_string(), h.clone())).collect(),
            records: evidence.records().collect(),
        }
    }
}

impl TryFrom<EvidenceForm<Record>> for Evidence {
    type Error = UnknownVersion;

    fn try_from(form: EvidenceForm<Record>) -> Result<Self, UnknownVersion> {
        if form.format_version != FORMAT_VERSION {
            return Err(UnknownVersion::Format(form.format_version));
        }
        let halts = form.halts.into_iter();
        let mut evidence = Self {
            target: form.target,
            auth: form.auth,
            options: form.options,
            halts: halts.map(|(probe, halt)| (probe.into(), halt)).collect(),
            records: form.records,
            ..Self::new(form.api_version.parse::<ApiVersion>()?)
        };
        evidence.set_unsent_aside();
        Ok(evidence)
    }
}

impl Serialize for Redacted<Evidence> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EvidenceForm::new(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = EvidenceForm::<Record>::deserialize(deserializer)?;
        form.try_into().map_err(serde::de::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Recorded")]
struct RecordedForm {
    #[serde(with = "shared_text")]
    probe: Arc<str>,
    #[serde(default, skip_serializing_if = "is_of_catalogue")]
    origin: Origin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ordinal: Option<u64>,
    role: Role,
    #[serde(with = "CaseForm")]
    case: Case,
    fixtures: Fixtures,
    #[serde(with = "shared_exchange")]
    exchange: Arc<Exchange>,
    #[serde(default = "Extent::whole", skip_serializing_if = "Extent::is_whole")]
    extent: Extent,
    #[serde(skip)]
    view: OnceLock<View>,
    #[serde(skip)]
    shown: OnceLock<Vec<Record>>,
    #[serde(skip)]
    lines: OnceLock<Lines>,
}

impl Serialize for Redacted<&Record> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RecordedForm::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut recorded = RecordedForm::deserialize(deserializer)?;
        recorded.case.request = recorded.exchange.request.clone();
        Ok(Self(Arc::new(recorded)))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Case")]
struct CaseForm {
    id: String,
    #[serde(flatten, with = "DraftForm")]
    draft: Draft,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deviation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    twin: Option<String>,
    /// That of the exchange.
    #[serde(skip, default = "no_request")]
    request: HttpRequest,
    expectation: Expectation,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Draft")]
struct DraftForm {
    form: Form,
    #[serde(with = "parameters")]
    parameters: Vec<Parameter>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Parameter")]
pub(super) struct ParameterForm {
    #[serde(with = "bytes")]
    name: Vec<u8>,
    /// Absent without an equals sign.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "optional_bytes"
    )]
    value: Option<Vec<u8>>,
    #[serde(default)]
    name_encoding: Encoding,
    #[serde(default)]
    encoding: Encoding,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Exchange")]
pub(super) struct ExchangeForm {
    #[serde(with = "HttpRequestForm")]
    request: HttpRequest,
    #[serde(flatten, with = "AnswerForm")]
    response: Result<HttpResponse, TransportError>,
    #[serde(rename = "elapsed_us", with = "microseconds")]
    elapsed: Duration,
    attempts: u32,
}

impl Serialize for Redacted<&Exchange> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ExchangeForm::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Exchange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ExchangeForm::deserialize(deserializer)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "HttpRequest", deny_unknown_fields)]
struct HttpRequestForm {
    method: String,
    #[serde(with = "bytes")]
    target: Vec<u8>,
    #[serde(with = "headers")]
    headers: Vec<(String, Vec<u8>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "bytes")]
    body: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Result<HttpResponse, TransportError>")]
enum AnswerForm {
    #[serde(rename = "response")]
    Ok(#[serde(with = "HttpResponseForm")] HttpResponse),
    #[serde(rename = "transport-error")]
    Err(#[serde(with = "TransportErrorForm")] TransportError),
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "HttpResponse", deny_unknown_fields)]
struct HttpResponseForm {
    status: u16,
    #[serde(with = "headers")]
    headers: Vec<(String, Vec<u8>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "bytes")]
    body: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "TransportError",
    tag = "kind",
    content = "detail",
    rename_all = "kebab-case"
)]
enum TransportErrorForm {
    Altered(String),
    Closed(String),
    Connect(String),
    NotHttp(String),
    Timeout(#[serde(with = "milliseconds")] Duration),
    Tls(String),
    TooLarge(usize),
}

fn is_of_catalogue(origin: &Origin) -> bool {
    *origin == Origin::Catalogue
}

fn no_request() -> HttpRequest {
    HttpRequest {
        method: String::new(),
        target: Vec::new(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}
