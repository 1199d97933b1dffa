//! The parser suite as a set of files that any test in any language can read: documents with their expectation, requests with
//! theirs, and a manifest of them.

mod expectation;
mod request;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::finding::Level;
use crate::generate::document::field::{Target, Value};
use crate::generate::document::mutation::Effect;
use crate::generate::document::{Document, cases};
use crate::parser::frame;
use crate::rule;
use crate::rule::parser::{Practice, find};
use crate::suite::parser::corpus::expectation::{Base, Expectation, ServiceError, service_error};

pub use request::checks as request_checks;

/// The `format` of a manifest.
pub const FORMAT: &str = "vpnconform-corpus";
/// The name of the manifest.
pub const MANIFEST: &str = "manifest.json";
/// The name of the file of requests.
pub const REQUESTS: &str = "requests.ndjson";
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
    /// Only what is of this kind.
    pub kind: Option<Kind>,
}

/// What a document is, or a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The body of a response.
    Response,
    /// The decoded inner document.
    Configuration,
    /// An error envelope: well-formed, and no success.
    Error,
    /// A request for the action.
    Request,
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
    /// What documents and requests are about, by id.
    checks: BTreeMap<&'static str, About>,
    /// By path.
    pub documents: Vec<Row>,
    /// Every prefix of these lengths is no document.
    truncations: Vec<Truncation>,
    requests: Requests,
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

/// What a check says, and where it is from.
#[derive(Debug, Serialize)]
struct About {
    summary: &'static str,
    source: String,
}

/// The file of requests, one a line.
#[derive(Debug, Serialize)]
struct Requests {
    path: &'static str,
    count: usize,
    size: usize,
    sha256: String,
    /// The gateways that exist where they are sent.
    customer_gateways: Vec<String>,
    vpn_gateways: Vec<String>,
}

/// A file of the corpus: its path below the folder, and its bytes.
pub struct File {
    /// With `/` between folder and name.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The documents with their expectations, the requests, and at the end the manifest. The same selection gives the same bytes.
///
/// # Errors
/// None in practice: the data has no map with keys that are not text.
pub fn files(selection: Selection<'_>) -> Result<Vec<File>, serde_json::Error> {
    let requests = request::requests(selection)?;
    let world = request::world();
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
        checks: requests.checks,
        documents: Vec::new(),
        truncations: Vec::new(),
        requests: Requests {
            path: REQUESTS,
            count: requests.count,
            size: requests.lines.len(),
            sha256: sha256(&requests.lines),
            customer_gateways: world.customer_gateways,
            vpn_gateways: world.vpn_gateways,
        },
        left_out: requests.left_out,
    };
    let mut files = vec![File {
        path: REQUESTS.to_owned(),
        bytes: requests.lines,
    }];
    let mut bases: Vec<Base> = Vec::new();
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
        let base = bases.iter().find(|base| base.kind == kind);
        let (row, expectation) = describe(&name, &document, kind, error, base);
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
        if twin {
            let (path, fields) = (row.path.clone(), document.fields());
            bases.push(Base { kind, path, fields });
        }
        if let Some(check) = find(document.check) {
            let (summary, source) = (check.summary, check.source.to_owned());
            manifest.checks.insert(check.id, About { summary, source });
        }
        files.push(File {
            path: row.path.replace(".xml", ".json"),
            bytes: serde_json::to_vec(&expectation)?,
        });
        files.push(File {
            path: row.path.clone(),
            bytes: document.wire.body,
        });
        manifest.documents.push(row);
    }
    manifest.documents.sort_by(|a, b| a.path.cmp(&b.path));
    let mut bytes = serde_json::to_vec_pretty(&manifest)?;
    bytes.push(b'\n');
    files.push(File {
        path: MANIFEST.to_owned(),
        bytes,
    });
    Ok(files)
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

fn describe(
    name: &str,
    document: &Document,
    kind: Kind,
    error: Option<ServiceError>,
    base: Option<&Base>,
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
        Kind::Request => "request",
    };
    let row = Row {
        path: format!("{folder}/{word}.{name}.xml"),
        id: document.id.clone(),
        kind,
        expect,
        check: document.check,
        level: find(document.check).map_or(Level::Must, |check| check.level),
        mutation: document.deviation.map(|d| d.id),
        http_status: document.wire.status,
        size: document.body().len(),
        sha256: sha256(document.body()),
    };
    let expectation = Expectation::of(document, expect, error, base);
    (row, expectation)
}

/// Text as it is, and other bytes as adapters are given them.
fn text_or_bytes(bytes: &[u8]) -> Json {
    frame::encode(&match std::str::from_utf8(bytes) {
        Ok(text) => Value::Text(text.to_owned().into()),
        Err(_) => Value::Bytes(bytes.to_vec()),
    })
}

fn sha256(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in hmac_sha256::Hash::hash(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
