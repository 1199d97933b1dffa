//! The parser suite as a set of files that any test in any language can read: documents with their expectation, and a
//! manifest of them.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::document::parse;
use crate::document::parse::ErrorKind;
use crate::finding::Level;
use crate::generate::document::field::{Fields, Target};
use crate::generate::document::mutation::Effect;
use crate::generate::document::{Document, cases};
use crate::parser::frame;
use crate::rule;
use crate::rule::parser::{Practice, find};
use crate::xml;
use crate::xml::Limits;

/// The `format` of a manifest.
pub const FORMAT: &str = "vpnconform-corpus";
/// Changes when a reader of the version before would misread a manifest.
const FORMAT_VERSION: u32 = 1;

/// What is wanted of the suite.
#[derive(Clone, Copy)]
pub struct Selection<'s> {
    /// Where generated documents come from.
    pub seed: u64,
    /// How many documents are generated beside the fixed ones.
    pub cases: usize,
    /// Larger documents are left out, and named; in bytes.
    pub max_size: usize,
    /// Which checks, by id.
    pub selects: &'s dyn Fn(&str) -> bool,
    /// Only documents of this kind.
    pub kind: Option<Kind>,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The body of a response.
    Response,
    /// The decoded inner document.
    Configuration,
    /// An error envelope: well-formed, and no success.
    Error,
}

/// The manifest.
#[derive(Debug, Serialize)]
pub struct Manifest {
    format: &'static str,
    format_version: u32,
    tool: Tool,
    seed: u64,
    cases: usize,
    max_size: usize,
    /// By path.
    pub documents: Vec<Row>,
    /// Every prefix of these lengths is no document.
    truncations: Vec<Truncation>,
    /// What is larger than `max_size`.
    left_out: Vec<LeftOut>,
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// One document.
#[derive(Debug, Serialize)]
pub struct Row {
    /// `valid/`, `invalid/` or `policy/`, and the file; the expectation stands in the file of the same name in `.json`.
    pub path: String,
    id: String,
    kind: Kind,
    expect: &'static str,
    check: &'static str,
    level: Level,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutation: Option<&'static str>,
    http_status: u16,
    size: usize,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct Truncation {
    document: String,
    check: &'static str,
    level: Level,
    /// In bytes; `to` is included.
    from: usize,
    to: usize,
}

#[derive(Debug, Serialize)]
struct LeftOut {
    id: String,
    size: usize,
}

/// What stands beside a document.
#[derive(Debug, Default, Serialize)]
struct Expectation {
    expect: &'static str,
    /// What the check says.
    summary: &'static str,
    source: &'static str,
    /// The rule that an invalid document breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Where it is broken: bytes from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    /// What a parser reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Map<String, Json>>,
    /// Further readings that would do as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Map<String, Json>>,
    /// Of an error envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ServiceError>,
}

#[derive(Debug, Serialize)]
struct ServiceError {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

/// A file of the corpus: its path below the folder, and its bytes.
pub struct File {
    /// With `/` between folder and name.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The documents with their expectations, and at the end the manifest. The same selection gives the same bytes.
///
/// # Errors
/// None in practice: the data has no map with keys that are not text.
pub fn files(selection: Selection<'_>) -> Result<Vec<File>, serde_json::Error> {
    let mut manifest = Manifest {
        format: FORMAT,
        format_version: FORMAT_VERSION,
        tool: Tool {
            name: "vpnconform",
            version: env!("CARGO_PKG_VERSION"),
        },
        seed: selection.seed,
        cases: selection.cases,
        max_size: selection.max_size,
        documents: Vec::new(),
        truncations: Vec::new(),
        left_out: Vec::new(),
    };
    let mut files = Vec::new();
    let prefixes = Practice::Prefixes.rule();
    for (name, document) in documents(selection) {
        let error = service_error(&document);
        let kind = kind(&document, error.is_some());
        if selection.kind.is_some_and(|wanted| wanted != kind) {
            continue;
        }
        let size = document.body().len();
        if size > selection.max_size {
            let id = document.id;
            manifest.left_out.push(LeftOut { id, size });
            continue;
        }
        let (row, expectation) = describe(&name, &document, kind, error);
        let twin = document.deviation.is_none() && name == EXAMPLE;
        if let Some(truncated) = find(prefixes).filter(|c| twin && (selection.selects)(c.id)) {
            manifest.truncations.push(Truncation {
                document: row.path.clone(),
                check: truncated.id,
                level: truncated.level,
                from: 0,
                to: size.saturating_sub(1),
            });
        }
        let path = row.path.replace(".xml", ".json");
        files.push(json(path, &expectation)?);
        files.push(File {
            path: row.path.clone(),
            bytes: document.wire.body,
        });
        manifest.documents.push(row);
    }
    manifest.documents.sort_by(|a, b| a.path.cmp(&b.path));
    files.push(json("manifest.json".to_owned(), &manifest)?);
    Ok(files)
}

fn json(path: String, value: &impl Serialize) -> Result<File, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(File { path, bytes })
}

const EXAMPLE: &str = "page-example";

/// The page's examples, each mutation of them, and generated ones; with the name of each.
fn documents(selection: Selection<'_>) -> impl Iterator<Item = (String, Document)> {
    let pool = rule::document_mutations();
    let selects = selection.selects;
    let prefixes = Practice::Prefixes.rule();
    // The examples are what truncations are cut from.
    let twins = cases::twins()
        .into_iter()
        .filter(move |d| selects(d.check) || selects(prefixes))
        .map(|document| (EXAMPLE.to_owned(), document));
    let mutations = cases::deviations(pool, selects).map(|document| {
        let name = document.deviation.map_or(EXAMPLE, |d| d.id).to_owned();
        (name, document)
    });
    let generated = cases::generated(selection.seed, selection.cases, pool)
        .map(|(valid, deviating)| deviating.unwrap_or(valid))
        .enumerate()
        .filter(move |(_, document)| selects(document.check))
        .map(|(number, document)| (format!("generated-{number:06}"), document));
    twins.chain(mutations).chain(generated)
}

fn kind(document: &Document, is_error: bool) -> Kind {
    match document.target() {
        Target::Configuration => Kind::Configuration,
        Target::Response if is_error => Kind::Error,
        Target::Response => Kind::Response,
    }
}

/// An error with a code, in a body that a reader of responses has to refuse.
fn service_error(document: &Document) -> Option<ServiceError> {
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

fn describe(
    name: &str,
    document: &Document,
    kind: Kind,
    error: Option<ServiceError>,
) -> (Row, Expectation) {
    let (folder, expect) = match (document.effect(), kind) {
        (Effect::Reject, Kind::Error) => ("valid", "error"),
        (Effect::Accept, _) => ("valid", "accept"),
        (Effect::Reject, _) => ("invalid", "reject"),
        (Effect::Policy, _) => ("policy", "policy"),
    };
    let word = match kind {
        Kind::Response => "response",
        Kind::Configuration => "configuration",
        Kind::Error => "error",
    };
    let check = find(document.check);
    let row = Row {
        path: format!("{folder}/{word}.{name}.xml"),
        id: document.id.clone(),
        kind,
        expect,
        check: document.check,
        level: check.map_or(Level::Must, |check| check.level),
        mutation: document.deviation.map(|d| d.id),
        http_status: document.wire.status,
        size: document.body().len(),
        sha256: sha256(document.body()),
    };
    let mut expectation = Expectation {
        expect,
        summary: check.map_or("", |check| check.summary),
        source: check.map_or("", |check| check.source),
        error,
        ..Expectation::default()
    };
    match expect {
        "reject" => (expectation.reason, expectation.offset) = reason(document),
        "accept" => expectation.fields = Some(fields(&document.fields())),
        "policy" => {
            let alternatives = document.wire.alternative_fields();
            // Without alternatives any reading will do.
            if !alternatives.is_empty() {
                expectation.fields = Some(fields(&document.fields()));
                expectation.alternatives = alternatives.iter().map(fields).collect();
            }
        }
        _ => {}
    }
    (row, expectation)
}

fn fields(fields: &Fields) -> Map<String, Json> {
    let encoded = |(name, value): (&_, &_)| (ToString::to_string(name), frame::encode(value));
    fields.iter().map(encoded).collect()
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

fn sha256(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in hmac_sha256::Hash::hash(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const ALL: Selection<'_> = Selection {
        seed: 1,
        cases: 40,
        max_size: 1 << 16,
        selects: &|_| true,
        kind: None,
    };

    fn manifest(selection: Selection<'_>) -> (Json, Vec<File>) {
        let files = files(selection).unwrap();
        (
            serde_json::from_slice(&files.last().unwrap().bytes).unwrap(),
            files,
        )
    }

    #[test]
    fn every_document_has_a_row_with_its_hash_and_an_expectation() {
        let (manifest, files) = manifest(ALL);
        let rows = manifest["documents"].as_array().unwrap();
        assert!(rows.len() > 500);
        assert_eq!(files.len(), 2 * rows.len() + 1);
        let paths: BTreeSet<_> = files.iter().map(|file| &file.path).collect();
        assert_eq!(paths.len(), files.len());
        for row in rows {
            let find = |path: &str| files.iter().find(|file| file.path == path).unwrap();
            let path = row["path"].as_str().unwrap();
            let body = &find(path).bytes;
            assert_eq!(row["sha256"], sha256(body));
            let beside: Json =
                serde_json::from_slice(&find(&path.replace(".xml", ".json")).bytes).unwrap();
            assert_eq!(row["expect"], beside["expect"]);
            let has = |name| !beside[name].is_null();
            let wanted = match beside["expect"].as_str().unwrap() {
                "accept" => (true, false, false),
                "error" => (false, true, false),
                "reject" => (false, false, has("reason")),
                _ => (has("fields"), false, false),
            };
            assert_eq!(
                (has("fields"), has("error"), has("reason")),
                wanted,
                "{path}"
            );
        }
        let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
        assert!(bytes < 5_000_000, "{bytes}");
    }

    #[test]
    fn an_invalid_document_says_what_it_breaks_and_where() {
        let (_, files) = manifest(ALL);
        let beside = |path: &str| -> Json {
            let file = files.iter().find(|file| file.path == path).unwrap();
            serde_json::from_slice(&file.bytes).unwrap()
        };
        let twice = beside("invalid/response.error-envelope-without-errors-with-200.json");
        assert!(twice["reason"].as_str().unwrap().contains("root element"));
        let status = beside("invalid/response.success-body-with-500.json");
        assert_eq!(status["reason"], "HTTP status 500");
        let error = beside("valid/error.error-envelope-with-400.json");
        assert_eq!(error["error"]["code"], "InvalidVpnGatewayID.NotFound");
    }

    #[test]
    fn a_selection_leaves_out_the_rest_and_names_what_is_too_large() {
        let (small, _) = manifest(Selection {
            max_size: 100,
            ..ALL
        });
        assert!(!small["left_out"].as_array().unwrap().is_empty());
        let (errors, _) = manifest(Selection {
            kind: Some(Kind::Error),
            ..ALL
        });
        let rows = errors["documents"].as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|row| row["kind"] == "error"));
        let (cut, _) = manifest(Selection {
            selects: &|id| id == Practice::Prefixes.rule(),
            ..ALL
        });
        assert_eq!(cut["documents"].as_array().unwrap().len(), 2);
        assert_eq!(cut["truncations"].as_array().unwrap().len(), 2);
        assert_eq!(
            cut["truncations"][0]["to"].as_u64().unwrap() + 1,
            cut["documents"][1]["size"].as_u64().unwrap()
        );
    }
}
