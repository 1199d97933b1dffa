//! A successful response is well-formed XML.

use crate::finding::Level;
use crate::reference::fault::intermittent::is_due;
use crate::reference::fault::{Fault, with_body, with_text};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::reference::{element, style};
use crate::rule::look::{Answer, Look};
use crate::rule::response::envelope::broken_rule;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings, request};

pub(super) static RULE: Rule = Rule {
    id: "response/well-formed",
    level: Level::Must,
    summary: "A successful response is well-formed XML.",
    requirements: &["wire/body-xml"],
    explain: "A client that parses strictly gets nothing at all out of a body that is not XML 1.0, and a client that \
            does not may read something else than was meant.\n\
            Passes: any well-formed document, with or without an XML declaration, with CDATA sections or numeric \
            references.\n\
            Fails: a control character or U+FFFF of the request repeated as it came; a body cut short; an unescaped \
            inner document with its XML declaration, as the page prints it.",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    looks_at: &[Look::Text(Answer::Success)],
    with: || request::CARELESS,
    judge: |rule, evidence| {
        findings::responses(rule, evidence, |scribe, _| {
            if let Some(error) = scribe.record.view().outer_error() {
                scribe.outer(
                    error.offset,
                    &format!("not well-formed: {}", broken_rule(error)),
                    "well-formed XML",
                    error.to_string(),
                );
            }
        })
    },
    faults: &[
        Fault::new(
            "response-cut",
            "stops in the middle of the document",
            Hook::Wire(Scope::Created, |response, _| {
                let half = response.body.len() / 2;
                let body = response.body.get(..half).unwrap_or_default().to_vec();
                Ok(with_body(response, body))
            }),
        ),
        Fault::new(
            "deletion-cut",
            "stops in the middle of the answer to a deletion",
            Hook::Wire(Scope::Other, |response, context| {
                if context.action() != "DeleteVpnConnection" {
                    return Ok(response);
                }
                let half = response.body.len() / 2;
                let body = response.body.get(..half).unwrap_or_default().to_vec();
                Ok(with_body(response, body))
            }),
        ),
        Fault::new(
            "response-followed",
            "sends something after the document",
            Hook::Wire(Scope::Created, |response, _| {
                Ok(with_text(
                    response,
                    "</CreateVpnConnectionResponse>",
                    "</CreateVpnConnectionResponse>\nOK",
                ))
            }),
        ),
        Fault::new(
            "end-tag-mismatched",
            "closes vpnConnection with another spelling",
            Hook::Wire(Scope::Created, |response, _| {
                Ok(with_text(response, "</vpnConnection>", "</VpnConnection>"))
            }),
        ),
        Fault::new(
            "entity-of-html",
            "uses an entity that only HTML defines",
            Hook::Answer(Scope::Created, |root, _| raw(root, "&nbsp;")),
        ),
        Fault::new(
            "control-character",
            "sends a control character that XML does not allow",
            Hook::Answer(Scope::Created, |root, _| raw(root, "\u{1}")),
        ),
        Fault::new(
            "control-reference",
            "sends a reference to a character that XML does not allow",
            Hook::Answer(Scope::Created, |root, _| raw(root, "&#0;")),
        ),
        Fault::new(
            "not-utf-8",
            "sends a byte that UTF-8 does not allow",
            Hook::Wire(Scope::Created, |response, _| {
                let mut body = response.body.clone();
                if let Some(at) = body.windows(6).position(|w| w == b"</stat") {
                    body.insert(at, 0xFF);
                }
                Ok(with_body(response, body))
            }),
        ),
        Fault::new(
            "attribute-twice",
            "declares the namespace twice on one element",
            Hook::Wire(Scope::Created, |response, _| {
                Ok(with_text(
                    response,
                    " xmlns=",
                    " xmlns=\"http://ec2.amazonaws.com/doc/\" xmlns=",
                ))
            }),
        ),
        Fault::new(
            "blank-before-declaration",
            "sends a line feed before the XML declaration",
            Hook::Style(Scope::Created, |style| {
                style.declaration = "\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
            }),
        ),
        Fault::new(
            "cut-now-and-then",
            "stops in the middle of every third document",
            Hook::Wire(Scope::Created, |response, context| {
                let half = response.body.len() / 2;
                Ok(match is_due(context) {
                    true => {
                        let body = response.body.get(..half).unwrap_or_default().to_vec();
                        with_body(response, body)
                    }
                    false => response,
                })
            }),
        ),
    ],
    also_detects: &["unescaped"],
    variants: &[
        Variant::new(
            "one-line",
            "writes both documents on one line",
            Hook::Style(Scope::Any, |s| {
                s.indent = None;
                s.inner = |root| {
                    root.document(&style::Style {
                        indent: None,
                        ..style::Style::INNER
                    })
                };
            }),
        ),
        Variant::new(
            "blank-in-end-tags",
            "puts a line feed before the end of end tags",
            Hook::Style(Scope::Any, |s| s.end_tag_space = "\n"),
        ),
    ],
    ..Rule::SERVER
};

/// Puts text into `requestId` that the writer leaves alone.
fn raw(root: &mut element::Element, text: &str) {
    if let Some(element) = root.at(&["requestId"]) {
        element.children.push(element::Node::Raw(text.to_owned()));
    }
}
