//! Markup in a value of the request is text in the response, in both documents.

use crate::evidence::{Evidence, View};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::reference::{element, style};
use crate::rule::findings::Gather;
use crate::rule::look::{Answer, Look};
use crate::rule::response::markup::{injected, markup};
use crate::rule::shared_probe::{MARKUP, ORDINARY};
use crate::rule::{Rule, findings, request};
use crate::spec::version::ApiVersion;
use crate::xml::{Error, ErrorKind};

pub(super) static RULE: Rule = Rule {
    id: "response/markup-escaped",
    level: Level::Must,
    summary: "Markup in a value of the request is text in the response, in both documents.",
    requirements: &["wire/body-xml", "example/escaped"],
    explain: "A server that pastes values into a template lets whoever chooses a value write elements of the response, or \
        make it unreadable. Requests carry markup in AvailabilityZone, which must be accepted and ignored, and in values \
        that must be rejected; this check reads the answers that claim success.\n\
        Passes: a response without the value; &lt;vpnconform&gt; in the outer document, &amp;lt;vpnconform&amp;gt; in the \
        inner one.\n\
        Fails: an element of that name in either document; a document that is not well-formed any more; &lt; in a value \
        that comes back as <.",
    reads: &[&ORDINARY, &MARKUP],
    looks_at: &[Look::Text(Answer::Inner)],
    with: || request::CARELESS,
    judge,
    faults: &[
        Fault::new(
            "zone-echoed-raw",
            "puts the AvailabilityZone it was sent into the answer without escaping it",
            Hook::Answer(Scope::Created, |root, context| {
                if let Some(zone) = context.query.value("AvailabilityZone") {
                    raw(root, zone);
                }
            }),
        )
        .until(ApiVersion::V2013_08_15),
        Fault::new(
            "zone-echoed-raw-inside",
            "puts the AvailabilityZone it was sent into the configuration without escaping it (as moto 5.2.5 does with Type)",
            Hook::Answer(Scope::Created, |root, context| {
                let configuration = root.at(&["vpnConnection", "customerGatewayConfiguration"]);
                if let (Some(zone), Some(configuration)) =
                    (context.query.value("AvailabilityZone"), configuration)
                    && let Some(element::Node::Document(document)) =
                        configuration.children.first_mut()
                {
                    let mut element = element::Element::new("availability_zone");
                    element.children.push(element::Node::Raw(zone.to_owned()));
                    document.push(element);
                }
            }),
        )
        .until(ApiVersion::V2013_08_15),
    ],
    variants: &[Variant::new(
        "cdata-everywhere",
        "puts all text into CDATA sections",
        Hook::Style(Scope::Any, |s| {
            s.text = style::cdata;
            s.inner = |root| {
                root.document(&style::Style {
                    text: style::cdata,
                    ..style::Style::INNER
                })
            };
        }),
    )],
    ..Rule::SERVER
};

fn judge(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    // What is broken without any markup, or by a character that is none, is the affair of the checks of well-formedness.
    let intact = |whole: fn(&View) -> bool| {
        evidence
            .accepted_creates()
            .any(|record| markup(record).is_empty() && whole(record.view()))
    };
    let outer_intact = intact(|view| view.root().is_some());
    let inner_intact = intact(|view| view.configuration().is_some());
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let names = markup(record);
        if names.is_empty() {
            continue;
        }
        let view = record.view();
        let mut scribe = gather.exchange(evidence, record);
        let expected = "the markup of the request as text";
        let broken = |error: &&Error| error.kind != ErrorKind::Character;
        if let Some(error) = view.outer_error().filter(|_| outer_intact).filter(broken) {
            let found = error.to_string();
            scribe.outer(
                error.offset,
                "outer document broken by markup",
                expected,
                found,
            );
        }
        let inner = view.inner.as_ref().filter(|_| inner_intact);
        if let Some(error) = inner.and_then(|inner| inner.error()).filter(broken) {
            let found = error.to_string();
            scribe.inner(
                error.offset,
                "inner document broken by markup",
                expected,
                found,
            );
        }
        if let Some(element) = view.root().and_then(|root| injected(root, &names)) {
            scribe.outer(
                element.offset(),
                "element of the request in the outer document",
                expected,
                "an element that the request named",
            );
        }
        if let Some(element) = view.configuration().and_then(|root| injected(root, &names)) {
            scribe.inner(
                element.offset(),
                "element of the request in the inner document",
                expected,
                "an element that the request named",
            );
        }
    }
    gather.finish(|| match evidence.accepted_creates().next() {
        Some(_) => Judgement::not_applicable("no request with markup in a value was accepted"),
        None => findings::nothing_accepted(evidence),
    })
}

/// Puts text into `requestId` that the writer leaves alone.
fn raw(root: &mut element::Element, text: &str) {
    if let Some(element) = root.at(&["requestId"]) {
        element.children.push(element::Node::Raw(text.to_owned()));
    }
}
