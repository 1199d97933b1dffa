//! Markup in a value of the request never becomes markup of the response.

use crate::evidence::{Evidence, Record, View};
use crate::finding::{Judgement, Level};
use crate::rule::findings::Gather;
use crate::rule::shared_probe::{MARKUP, ORDINARY};
use crate::rule::{Check, findings};
use crate::xml::{Element, Error, ErrorKind};

pub(super) static CHECKS: [Check; 1] = [Check {
    id: "response/markup-escaped",
    level: Level::Must,
    summary: "Markup in a value of the request is text in the response, in both documents.",
    clauses: &["wire/body-xml", "example/escaped"],
    since: None,
    until: None,
    explain: "A server that pastes values into a template lets whoever chooses a value write elements of the response, or \
        make it unreadable. Requests carry markup in AvailabilityZone, which must be accepted and ignored, and in values \
        that must be rejected; this check reads the answers that claim success.\n\
        Passes: a response without the value; &lt;vpnconform&gt; in the outer document, &amp;lt;vpnconform&amp;gt; in the \
        inner one.\n\
        Fails: an element of that name in either document; a document that is not well-formed any more; &lt; in a value \
        that comes back as <.",
    probes: &[&ORDINARY, &MARKUP],
    judge,
}];

/// Elements that stand in the documents anyway.
const OWN: [&str; 16] = [
    "Code",
    "Error",
    "Errors",
    "Message",
    "RequestID",
    "Response",
    "customerGatewayId",
    "ike",
    "ipsec",
    "item",
    "mode",
    "state",
    "type",
    "vpnConnection",
    "vpnGatewayId",
    "vpn_connection",
];

fn judge(evidence: &Evidence) -> Judgement {
    // What is broken without any markup, or by a character that is none, is the affair of the checks of well-formedness.
    let intact = |whole: fn(&View) -> bool| {
        evidence
            .accepted_creates()
            .any(|record| markup(record).is_empty() && whole(record.view()))
    };
    let outer_intact = intact(|view| view.root().is_some());
    let inner_intact = intact(|view| view.configuration().is_some());
    let mut gather = Gather::new("response/markup-escaped");
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

/// The names of the elements that the values of a request spell out, also in an escaped form, and a nameless entry where
/// a value holds markup of another kind.
pub(in crate::rule) fn markup(record: &Record) -> Vec<String> {
    let mut names = Vec::new();
    for parameter in &record.case.draft.parameters {
        let value = String::from_utf8_lossy(parameter.value.as_deref().unwrap_or_default());
        if value.contains(['<', '&']) || value.contains("]]>") {
            names.push(String::new());
        }
        let value = value.replace("&lt;", "<");
        for tag in value.split('<').skip(1) {
            let end = tag
                .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
                .unwrap_or(tag.len());
            names.extend(
                tag.get(..end)
                    .filter(|name| !name.is_empty() && !OWN.contains(name))
                    .map(str::to_owned),
            );
        }
    }
    names
}

/// The first element of the tree that has one of these names and is none of the documents' own.
pub(in crate::rule) fn injected<'d>(root: Element<'d>, names: &[String]) -> Option<Element<'d>> {
    let mut todo = vec![root];
    while let Some(element) = todo.pop() {
        if names.iter().any(|name| name == element.name()) {
            return Some(element);
        }
        todo.extend(element.children());
    }
    None
}
