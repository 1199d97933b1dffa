//! The exchanges that findings are about: each once, and each body once.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::evidence::redact::Redacted;
use crate::evidence::{Inner, Record};
use crate::report::failure;
use crate::report::html::page::anchor;
use crate::report::html::text::{Difference, marked, readable};
use crate::report::input::Subject;
use crate::report::printable::printable;

/// The most characters of one body.
const BODY: usize = 4000;

/// What is shown of the evidence.
pub(super) struct Exchanges<'e> {
    records: BTreeMap<&'e str, Shown<'e>>,
    order: Vec<&'e str>,
}

/// One record, with its decoded inner document and the place in the body that is talked about.
struct Shown<'e> {
    record: Redacted<&'e Record>,
    inner: Option<&'e str>,
    place: Option<usize>,
}

impl<'e> Exchanges<'e> {
    /// Those of the findings and of their twins.
    pub(super) fn of(subject: &Subject<'e>) -> Self {
        let mut wanted: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for finding in subject.run.checks.iter().flat_map(|c| &c.findings) {
            let place = wanted.entry(finding.case.as_str()).or_default();
            let at = finding.position.as_ref().map(|p| p.offset);
            *place = place.or(at);
        }
        let all = || subject.evidence.into_iter().flat_map(Redacted::records);
        for record in all() {
            let is_wanted = wanted.contains_key(record.case.id.as_str());
            if let Some(twin) = record
                .into_inner()
                .case
                .twin
                .as_deref()
                .filter(|_| is_wanted)
            {
                wanted.entry(twin).or_default();
            }
        }
        let mut shown = Self {
            records: BTreeMap::new(),
            order: Vec::new(),
        };
        for record in all() {
            let id = record.into_inner().case.id.as_str();
            let Some(place) = wanted.get(id).filter(|_| !shown.records.contains_key(id)) else {
                continue;
            };
            let inner = record.into_inner().view().inner.as_ref().map(Inner::text);
            let shown_record = Shown {
                record,
                inner: inner.filter(|text| !text.is_empty()),
                place: *place,
            };
            shown.records.insert(id, shown_record);
            shown.order.push(id);
        }
        shown
    }

    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The record of a case.
    pub(super) fn find(&self, case: &str) -> Option<Redacted<&'e Record>> {
        self.records.get(case).map(|shown| shown.record)
    }

    /// The body of the answer to a case.
    pub(super) fn body(&self, case: &str) -> Option<&'e [u8]> {
        let response = self.find(case)?.into_inner().exchange.response.as_ref();
        response.ok().map(|response| response.body.as_slice())
    }

    /// The document a position is in.
    pub(super) fn text(&self, case: &str, inner: bool) -> Option<String> {
        if inner {
            self.records.get(case)?.inner.map(str::to_owned)
        } else {
            self.body(case)
                .map(|body| String::from_utf8_lossy(body).into_owned())
        }
    }

    /// A link to the whole exchange.
    pub(super) fn link(&self, case: &str) -> Markup {
        html! { a href={ "#exchange-" (anchor(case)) } { "the whole exchange" } }
    }

    /// All of them.
    pub(super) fn section(&self) -> Markup {
        let mut bodies: BTreeMap<String, &str> = BTreeMap::new();
        html! {
            @if !self.is_empty() {
                section aria-labelledby="exchanges" {
                    h2 id="exchanges" { "Requests and responses" }
                    p { "Those that the findings are about, and their valid twins. Pre-shared keys, signatures and credentials are replaced by stand-ins of the same length." }
                    @for id in &self.order {
                        @if let Some(shown) = self.records.get(id) { (exchange(shown, &mut bodies)) }
                    }
                }
            }
        }
    }
}

fn exchange<'e>(shown: &Shown<'e>, bodies: &mut BTreeMap<String, &'e str>) -> Markup {
    let record = shown.record;
    let id = record.into_inner().case.id.as_str();
    let request = &record.exchange.request;
    html! {
        details data-print="no" {
            summary { code { (id) } br; span class="muted" { (failure::answer_line(record.exchange())) } }
            div class="inside" id={ "exchange-" (anchor(id)) } {
                h4 { "Request" }
                pre { (request.method) " " (marked(&printable(&request.target), None, BODY)) "\n" (headers(&request.headers)) "\n" (marked(&readable(&request.body), None, BODY)) }
                @match &record.exchange.response {
                    Ok(response) => {
                        h4 { "Response" }
                        pre { "status " (response.status) "\n" (headers(&response.headers)) }
                        (body(id, &readable(&response.body), shown.place, bodies))
                        @if let Some(inner) = &shown.inner {
                            h4 { "The decoded " code { "customerGatewayConfiguration" } }
                            (body(id, inner, None, bodies))
                        }
                    },
                    Err(error) => { h4 { "No response" } p { (error.to_string()) } },
                }
            }
        }
    }
}

/// A body, or where the same one is.
fn body<'e>(
    id: &'e str,
    text: &str,
    place: Option<usize>,
    bodies: &mut BTreeMap<String, &'e str>,
) -> Markup {
    if text.is_empty() {
        return html! { p class="muted" { "An empty body." } };
    }
    // A short text is as long as the note.
    if let Some(first) = bodies.get(text).filter(|_| text.len() > 200) {
        return html! { p { "The same body as that of " a href={ "#exchange-" (anchor(first)) } { (first) } "." } };
    }
    bodies.insert(text.to_owned(), id);
    // The offset is one of bytes; a mark of one character, near enough in a body that is not ASCII.
    let mark = place
        .filter(|at| text.is_ascii() && *at < text.len())
        .map(|at| Difference {
            here: at..at + 1,
            instead_of: String::new(),
        });
    html! { pre { (marked(text, mark.as_ref(), BODY)) } }
}

fn headers(headers: &[(String, Vec<u8>)]) -> String {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", printable(value)));
    lines.collect()
}

/// Whether the requests of the run were signed.
pub(super) fn is_signed(subject: &Subject<'_>) -> bool {
    let mut records = subject.evidence.into_iter().flat_map(Redacted::records);
    records.any(|record| {
        let signature = record.exchange.request.header("authorization");
        signature.is_some_and(|signature| signature.starts_with(b"AWS4-"))
    })
}
