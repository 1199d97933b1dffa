//! The root element of a successful response is CreateVpnConnectionResponse.

use crate::finding::Level;
use crate::reference::element;
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::request::expectation::Expectation;
use crate::rule::findings::quote;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings, request};

pub(super) static RULE: Rule = Rule {
    id: "response/root-element",
    level: Level::Must,
    summary: "The root element of a successful response is CreateVpnConnectionResponse.",
    requirements: &["response/wrapper"],
    explain: "The page wraps the response elements in CreateVpnConnectionResponse. Status 200 alone proves nothing: \
            one server answers an unsigned request with 200 and the bucket list of another service.\n\
            Passes: <CreateVpnConnectionResponse xmlns=\"...\">, also with a namespace prefix.\n\
            Fails: <ListAllMyBucketsResult>, <CreateVpnConnectionResult>, an error envelope with status 200 for a \
            request that must be accepted.",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    with: || request::CARELESS,
    judge: |rule, evidence| {
        findings::responses(rule, evidence, |scribe, _| {
            let rejected = matches!(scribe.record.case.expectation, Expectation::MustReject(_));
            let expected = match scribe.record.action() {
                Some("DescribeVpnConnections") => "DescribeVpnConnectionsResponse",
                Some("DeleteVpnConnection") => "DeleteVpnConnectionResponse",
                _ => ROOT,
            };
            if let Some(root) = scribe.record.view().root()
                    && root.name() != expected
                    // An error with a wrong status is the affair of error/status-4xx.
                    && !(rejected && root.name() == "Response")
            {
                let cause = match root.name() {
                    "Response" => "error envelope with a status of success",
                    _ => "another root element",
                };
                scribe.outer(root.offset(), cause, expected, quote(root.name()));
            }
        })
    },
    faults: &[
        Fault::new(
            "root-renamed",
            "calls the root CreateVpnConnectionResult",
            Hook::Answer(Scope::Created, |root, _| {
                root.name = "CreateVpnConnectionResult".to_owned()
            }),
        ),
        Fault::new(
            "root-lower-case",
            "starts the name of the root in lower case",
            Hook::Answer(Scope::Created, |root, _| {
                root.name = "createVpnConnectionResponse".to_owned()
            }),
        ),
        Fault::new(
            "root-of-deletion-renamed",
            "calls the root of the answer to a deletion DeleteVpnConnectionResult",
            Hook::Answer(Scope::Other, |root, context| {
                if context.action() == "DeleteVpnConnection" {
                    root.name = "DeleteVpnConnectionResult".to_owned();
                }
            }),
        ),
        Fault::new(
            "root-wrapped",
            "wraps the answer in a SOAP envelope",
            Hook::Answer(Scope::Created, |root, _| {
                let inner = root.clone();
                *root = element::Element::branch(
                    "Envelope",
                    [element::Element::branch("Body", [inner])],
                )
                .attribute("xmlns", "http://schemas.xmlsoap.org/soap/envelope/");
            }),
        ),
        Fault::new(
            "bucket-list",
            "answers with the list of buckets of another service (moto 5.2.5, unsigned)",
            Hook::Answer(Scope::Created, |root, _| {
                *root = element::Element::branch(
                    "ListAllMyBucketsResult",
                    [element::Element::new("Buckets")],
                )
                .attribute("xmlns", "http://s3.amazonaws.com/doc/2006-03-01");
            }),
        ),
    ],
    variants: &[Variant::new(
        "comments-around-the-root",
        "puts comments and a processing instruction before and behind the root of every answer",
        Hook::Wire(Scope::Any, |response, _| {
            let text = String::from_utf8_lossy(&response.body).into_owned();
            let (declaration, rest) = match text.split_once("?>") {
                Some((declaration, rest)) if text.starts_with("<?xml ") => {
                    (format!("{declaration}?>"), rest)
                }
                _ => (String::new(), &*text),
            };
            let body = format!(
                "{declaration}<!-- <item> --><?served </item>?>{rest}<!-- </item> -->\n<?served by?> "
            );
            Ok(with_body(response, body))
        }),
    )],
    ..Rule::SERVER
};

const ROOT: &str = "CreateVpnConnectionResponse";
