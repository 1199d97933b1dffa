//! The document that a parser was given, made again from the report: documents of the catalogue by name, generated ones by
//! seed and number.

use maud::{Markup, html};

use crate::finding::Finding;
use crate::generate::document::field::Target;
use crate::generate::document::mutant::Place;
use crate::generate::document::{Document, cases};
use crate::report::html::text::{difference, marked, readable};
use crate::report::input::Subject;
use crate::rule;
use crate::spec::version::ApiVersion;
use crate::suite::report::Tool;

/// The most characters of a document.
const SHOWN: usize = 900;

/// What was given, with what differs from the valid document marked.
pub(super) fn section(subject: &Subject<'_>, finding: &Finding) -> Markup {
    let (made_by, this) = (&subject.run.tool, Tool::this());
    if *made_by != this {
        return html! {
            p class="muted" {
                "The document is not shown: the report was made by " (made_by.name) " " (made_by.version) ", and "
                (this.version) " may generate another document under this id."
            }
        };
    }
    let Some((document, twin)) = document(subject, finding) else {
        return html! {};
    };
    let text = readable(document.body());
    let mark = twin.and_then(|twin| difference(&text, &readable(twin.body()), |_| true));
    let what = match document.target() {
        Target::Configuration => "An inner document (customerGatewayConfiguration, decoded)",
        Target::Response => "A response",
    };
    html! {
        h4 { "Given" }
        p { (what) " of " (document.body().len()) " bytes, with keys that are made up" @if mark.is_some() { "; marked is what it has in place of what is struck out" } ":" }
        pre { (marked(&text, mark.as_ref(), SHOWN)) }
    }
}

fn document(subject: &Subject<'_>, finding: &Finding) -> Option<(Document, Option<Document>)> {
    let version: ApiVersion = subject.run.api_version.expose().parse().ok()?;
    let parser = subject.run.parser.as_ref();
    let target = parser
        .and_then(|parser| parser.cases.iter().find(|case| case.id == finding.case))
        .map(|case| case.target);
    // Behind an at sign is the place, where it is not the usual one.
    let (name, _) = finding.case.split_once('@').unwrap_or((&finding.case, ""));
    let named = rule::document_mutations()
        .iter()
        .filter(|d| !d.heavy && name == format!("{}/{}", d.check, d.id));
    for deviation in named {
        let mut targets = deviation.targets.iter();
        let given = targets.find(|t| target.is_none_or(|target| target == **t))?;
        let twin = Document::example_of(*given, version);
        let others = Place::all(*given).iter().map(|place| Some(*place));
        let mut all = [None].into_iter().chain(others);
        let document = all.find_map(|place| {
            let document = twin.deviate_at(deviation, place)?;
            (document.id == finding.case).then_some(document)
        });
        if let Some(document) = document {
            return Some((document, Some(twin)));
        }
    }
    let number = finding.case.rsplit_once('-')?.1.parse().ok()?;
    let (valid, deviating) = cases::pair(
        subject.run.seed,
        number,
        Some(version),
        rule::document_mutations(),
    );
    match deviating {
        Some(deviating) if deviating.id == finding.case => Some((deviating, Some(valid))),
        _ if valid.id == finding.case => Some((valid, None)),
        _ => None,
    }
}
