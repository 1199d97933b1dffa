//! The requests of a corpus: the minimal one in both forms, and each mutation of it, with what the judge says of the bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{About, Kind, LeftOut, Selection, text_or_bytes};
use crate::finding::Level;
use crate::generate::request::mutation::OfRule;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::judge::{World, judge};
use crate::request::{Draft, Form, encoding};
use crate::rule;
use crate::spec::clause;
use crate::spec::version::ApiVersion;

/// One request.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    check: &'static str,
    level: Level,
    version: &'static str,
    expect: &'static str,
    /// Why it must be rejected, or what public material leaves open.
    #[serde(skip_serializing_if = "Json::is_null")]
    reason: Json,
    method: String,
    target: Json,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Json>,
}

/// What the requests are about: one row a line, how many there are, and the checks that they belong to.
#[derive(Default)]
pub(super) struct Requests {
    pub lines: Vec<u8>,
    pub count: usize,
    pub checks: BTreeMap<&'static str, About>,
    pub left_out: Vec<LeftOut>,
}

/// The gateways that exist where the requests are sent: those of the page's example.
pub(super) fn world() -> World {
    World::of(&Fixtures::of_page())
}

/// The ids of the checks that have requests.
pub fn checks() -> impl Iterator<Item = &'static str> + Clone {
    let mutated = rule::catalogue().filter(|rule| !rule.mutations.is_empty());
    std::iter::once(rule::MINIMAL_ACCEPTED.id).chain(mutated.map(|rule| rule.id))
}

pub(super) fn requests(selection: Selection<'_>) -> Result<Requests, serde_json::Error> {
    let mut all = Requests::default();
    if selection.kind.is_some_and(|kind| kind != Kind::Request) {
        return Ok(all);
    }
    let minimal = rule::MINIMAL_ACCEPTED.id;
    let plain = [(minimal, "get", Form::Get), (minimal, "post", Form::Post)]
        .map(|(rule, name, form)| (rule, name, form, None));
    let mutated = rule::mutations()
        .iter()
        .map(|of| (of.rule, of.id, Form::Get, Some(of)));
    for (rule, name, form, mutation) in plain.into_iter().chain(mutated) {
        let Some(check) = rule::by_id(rule).filter(|rule| (selection.selects)(rule.id)) else {
            continue;
        };
        let row = row(format!("{rule}/{name}"), check, form, mutation);
        let mut line = serde_json::to_vec(&row)?;
        if line.len() > selection.max_size {
            let size = line.len();
            all.left_out.push(LeftOut { id: row.id, size });
            continue;
        }
        line.push(b'\n');
        all.lines.extend(line);
        all.count += 1;
        let summary = check.summary;
        let sources = check.requirements.iter().filter_map(|id| clause::find(id));
        let source = sources.map(|clause| clause.source.to_string());
        let source = source.collect::<Vec<_>>().join("; ");
        all.checks.insert(check.id, About { summary, source });
    }
    Ok(all)
}

fn row(id: String, check: &'static rule::Rule, form: Form, mutation: Option<&OfRule>) -> Row {
    let world = world();
    let fixtures = Fixtures::of_page();
    let usual = ApiVersion::default();
    let version = match mutation {
        Some(of) if !of.applies_to(usual) => of.since.or(of.until).unwrap_or(usual),
        _ => usual,
    };
    let mut draft = Draft::create_vpn_connection(
        version,
        &fixtures.customer_gateway_id,
        &fixtures.vpn_gateway_id,
    );
    draft.form = form;
    if let Some(of) = mutation {
        of.change(&mut draft, &fixtures);
    }
    let request = encoding::encode(&draft, "localhost", "/");
    let (expect, reason) = match judge(&request, version, &world) {
        Expectation::MustAccept => ("accept", Json::Null),
        Expectation::MustReject(reason) => ("reject", json!(reason)),
        Expectation::Unspecified(ambiguity) => ("policy", json!(ambiguity)),
    };
    Row {
        id,
        check: check.id,
        level: check.level,
        version: version.as_str(),
        expect,
        reason,
        method: request.method.clone(),
        target: text_or_bytes(&request.target),
        content_type: request.header("content-type").map(text_or_bytes),
        body: (!request.body.is_empty()).then(|| text_or_bytes(&request.body)),
    }
}
