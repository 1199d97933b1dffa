//! What is expected of a document.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::Kind;
use crate::document::parse;
use crate::document::parse::ErrorKind;
use crate::generate::document::Document;
use crate::generate::document::field::{Fields, Target};
use crate::generate::document::mutation::Effect;
use crate::parser::frame;
use crate::xml;
use crate::xml::Limits;

/// A document of which others change a few fields.
pub(super) struct Base {
    pub kind: Kind,
    pub path: String,
    pub fields: Fields,
}

/// What stands beside a document.
#[derive(Debug, Default, Serialize)]
pub(super) struct Expectation {
    expect: &'static str,
    /// The rule that an invalid document breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Where it is broken: bytes from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    /// The document of which a parser reads the same, but for `fields`.
    #[serde(skip_serializing_if = "Option::is_none")]
    like: Option<String>,
    /// What a parser reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Map<String, Json>>,
    /// Further readings that would do as well: where they are not `fields`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Map<String, Json>>,
    /// Of an error envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ServiceError>,
}

#[derive(Debug, Serialize)]
pub(super) struct ServiceError {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl Expectation {
    pub(super) fn of(
        document: &Document,
        expect: &'static str,
        error: Option<ServiceError>,
        base: Option<&Base>,
    ) -> Self {
        let mut this = Self {
            expect,
            error,
            ..Self::default()
        };
        let alternatives = match expect {
            "reject" => {
                (this.reason, this.offset) = reason(document);
                return this;
            }
            "accept" => Vec::new(),
            // Without alternatives any reading will do.
            "policy" if !document.wire.alternative_fields().is_empty() => {
                document.wire.alternative_fields()
            }
            _ => return this,
        };
        let fields = document.fields();
        let none = Fields::new();
        let base = base.filter(|base| base.fields.keys().all(|name| fields.contains_key(name)));
        this.like = base.map(|base| base.path.clone());
        this.fields = Some(changed(&fields, base.map_or(&none, |base| &base.fields)));
        this.alternatives = alternatives.iter().map(|a| changed(a, &fields)).collect();
        this
    }
}

/// An error with a code, in a body that a reader of responses has to refuse.
pub(super) fn service_error(document: &Document) -> Option<ServiceError> {
    if document.target() != Target::Response || document.effect() != Effect::Reject {
        return None;
    }
    let envelope = parse::error_envelope(document.body(), &Limits::default()).ok()?;
    let text = |text: &Option<_>| text.as_ref().map(ToString::to_string);
    let errors = envelope.errors?;
    let error = errors.error.first()?;
    Some(ServiceError {
        code: text(&error.code),
        message: text(&error.message),
        request_id: text(&envelope.request_id),
    })
}

/// Those that are not as in `others`, which has no field that is not here.
fn changed(fields: &Fields, others: &Fields) -> Map<String, Json> {
    let changed = fields.iter().filter(|(n, v)| others.get(*n) != Some(v));
    let encoded = changed.map(|(name, value)| (name.to_string(), frame::encode(value)));
    encoded.collect()
}

/// The rule that the strict reader names; what it refuses only because of its own bounds has none.
fn reason(document: &Document) -> (Option<String>, Option<usize>) {
    let status = document.wire.status;
    if status != 200 {
        return (Some(format!("HTTP status {status}")), None);
    }
    let limits = Limits::default();
    let refused = match document.target() {
        Target::Response => parse::response(document.body(), &limits).err(),
        Target::Configuration => parse::configuration_body(document.body(), &limits).err(),
    };
    match refused {
        Some(error) if !is_bound(error.kind) => (Some(error.kind.to_string()), Some(error.offset)),
        _ => (None, None),
    }
}

fn is_bound(kind: ErrorKind) -> bool {
    use xml::ErrorKind as Rule;
    matches!(
        kind,
        ErrorKind::Xml(
            Rule::Depth
                | Rule::Doctype
                | Rule::TooLarge
                | Rule::TooManyAttributes
                | Rule::TooManyNamespaces
        )
    )
}
