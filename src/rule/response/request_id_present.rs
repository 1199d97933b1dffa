//! A successful response has a requestId that is not empty.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::findings::Which;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/request-id-present",
    level: Level::Must,
    summary: "A successful response has a requestId that is not empty.",
    requirements: &["response/request-id"],
    explain: "The requestId is what a user quotes to support. Its form is not fixed: the schema says string, and the \
            page's own example is no UUID.\n\
            Passes: <requestId>15d5b5ac-d58d-464a-b03c-302ea46383d5</requestId>, also behind vpnConnection.\n\
            Fails: no requestId, an empty one, one of white space only.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("requestId")],
    judge: |rule, evidence| {
        findings::documents(rule, evidence, Which::Every, |scribe, root| {
            match root.child("requestId") {
                None => scribe.outer(root.offset(), "absent", "a requestId", "none"),
                Some(id) if id.text().trim().is_empty() => {
                    scribe.outer(id.offset(), "empty", "a requestId", "an empty element");
                }
                Some(_) => {}
            }
        })
    },
    faults: &[
        Fault::new(
            "request-id-missing",
            "leaves out requestId",
            Hook::Answer(Scope::Created, |root, _| root.remove("requestId")),
        ),
        Fault::new(
            "request-id-empty",
            "leaves requestId empty",
            Hook::Answer(Scope::Created, |root, _| root.set(&["requestId"], "")),
        ),
    ],
    variants: &[
        Variant::new(
            "request-id-short",
            "sends unique request ids that are no UUIDs",
            Hook::Answer(Scope::Any, |root, context| {
                let id = context.request_id.replace('-', "").to_ascii_uppercase();
                root.set(&["requestId"], id.as_str());
                root.set(&["RequestID"], id);
            }),
        ),
        Variant::new(
            "request-id-upper-case",
            "writes request ids in upper case",
            Hook::Answer(Scope::Any, |root, context| {
                root.set(&["requestId"], context.request_id.to_ascii_uppercase());
                root.set(&["RequestID"], context.request_id.to_ascii_uppercase());
            }),
        ),
        Variant::new(
            "request-id-header-absent",
            "names the request id in the body only",
            Hook::Wire(Scope::Any, |mut response, _| {
                response
                    .headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("x-amzn-requestid"));
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};
