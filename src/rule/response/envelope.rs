//! What the response is at all: XML, the right root element, in the namespace of the version.

use crate::finding::Level;
use crate::request::expectation::Expectation;
use crate::rule::findings::{Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};

const ROOT: &str = "CreateVpnConnectionResponse";

pub(super) static CHECKS: [Check; 3] = [
    Check {
        id: "response/well-formed",
        level: Level::Must,
        summary: "A successful response is well-formed XML.",
        clauses: &["wire/body-xml"],
        since: None,
        until: None,
        explain: "A client that parses strictly gets nothing at all out of a body that is not XML 1.0, and a client that \
            does not may read something else than was meant.\n\
            Passes: any well-formed document, with or without an XML declaration, with CDATA sections or numeric \
            references.\n\
            Fails: a control character or U+FFFF of the request repeated as it came; a body cut short; an unescaped \
            inner document with its XML declaration, as the page prints it.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::responses("response/well-formed", evidence, |scribe, _| {
                if let Some(error) = scribe.record.view().outer_error() {
                    scribe.outer(
                        error.offset,
                        &format!("not well-formed: {}", rule(error)),
                        "well-formed XML",
                        error.to_string(),
                    );
                }
            })
        },
    },
    Check {
        id: "response/root-element",
        level: Level::Must,
        summary: "The root element of a successful response is CreateVpnConnectionResponse.",
        clauses: &["response/wrapper"],
        since: None,
        until: None,
        explain: "The page wraps the response elements in CreateVpnConnectionResponse. Status 200 alone proves nothing: \
            one server answers an unsigned request with 200 and the bucket list of another service.\n\
            Passes: <CreateVpnConnectionResponse xmlns=\"...\">, also with a namespace prefix.\n\
            Fails: <ListAllMyBucketsResult>, <CreateVpnConnectionResult>, an error envelope with status 200 for a \
            request that must be accepted.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::responses("response/root-element", evidence, |scribe, _| {
                let rejected = matches!(scribe.record.case.expectation, Expectation::MustReject(_));
                if let Some(root) = scribe.record.view().root()
                    && root.name() != ROOT
                    // An error with a wrong status is the affair of error/status-4xx.
                    && !(rejected && root.name() == "Response")
                {
                    let cause = match root.name() {
                        "Response" => "error envelope with a status of success",
                        _ => "another root element",
                    };
                    scribe.outer(root.offset(), cause, ROOT, quote(root.name()));
                }
            })
        },
    },
    Check {
        id: "response/namespace",
        level: Level::Must,
        summary: "Every element of a successful response is in the namespace of the requested API version.",
        clauses: &["response/namespace"],
        since: None,
        until: None,
        explain: "The schema of each version has its own target namespace, with a slash at the end, and qualified \
            elements. A client that looks elements up by namespace finds nothing under another name.\n\
            Passes: xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\" for Version=2012-04-01, as default namespace or \
            with a prefix.\n\
            Fails: no namespace, the one of another version, the one without the slash at the end, a child element with \
            xmlns=\"\".",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::documents(
                "response/namespace",
                evidence,
                Which::Every,
                |scribe, root| {
                    let wanted = scribe.evidence.api_version.namespace();
                    let came = root.namespace();
                    let Some(namespace) = came.filter(|n| !n.is_empty()) else {
                        scribe.outer(root.offset(), "no namespace", wanted, "no namespace");
                        return;
                    };
                    if namespace != wanted {
                        let cause =
                            match namespace.trim_end_matches('/') == wanted.trim_end_matches('/') {
                                true => "slash at the end of the namespace",
                                false => "another namespace",
                            };
                        scribe.outer(root.offset(), cause, wanted.clone(), quote(namespace));
                    }
                    let stray = root
                        .children()
                        .chain(
                            root.child("vpnConnection")
                                .into_iter()
                                .flat_map(|c| c.children()),
                        )
                        .find(|child| child.namespace() != came);
                    if let Some(child) = stray {
                        scribe.outer(
                            child.offset(),
                            "child in another namespace than the root",
                            wanted,
                            format!(
                                "{} in {}",
                                child.name(),
                                quote(child.namespace().unwrap_or_default())
                            ),
                        );
                    }
                },
            )
        },
    },
];

/// The rule that is broken, without the bytes that break it.
pub(in crate::rule) fn rule(error: &crate::xml::Error) -> String {
    format!("{:?}", error.kind)
}
