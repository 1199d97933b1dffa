//! The envelope of an error has a RequestID that is not empty.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::error::envelopes;
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "error/request-id",
    level: Level::Must,
    summary: "The envelope of an error has a RequestID that is not empty.",
    requirements: &["error/request-id"],
    explain: "It stands beside Errors, and is written with a capital D, unlike the requestId of a success.\n\
            Passes: <RequestID>15d5b5ac-d58d-464a-b03c-302ea46383d5</RequestID>.\n\
            Fails: none, an empty one, two, requestId, one within Error.",
    reads: &[&REJECTED],
    looks_at: &[Look::Element("RequestID")],
    with: error::refused,
    judge: |rule, evidence| envelopes(rule, evidence, request_id),
    faults: &[
        Fault::new(
            "error-request-id-missing",
            "leaves out the request id of an error",
            Hook::Answer(Scope::Refused, |root, _| root.remove("RequestID")),
        ),
        Fault::new(
            "error-request-id-renamed",
            "calls the request id of an error requestId, as in a success",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(id) = root.at(&["RequestID"]) {
                    id.name = "requestId".to_owned();
                }
            }),
        ),
        Fault::new(
            "error-request-id-empty",
            "leaves the request id of an error empty",
            Hook::Answer(Scope::Refused, |root, _| root.set(&["RequestID"], "")),
        ),
        Fault::new(
            "error-request-id-twice",
            "sends the request id of an error twice",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(id) = root.at(&["RequestID"]).cloned() {
                    root.children
                        .push(crate::reference::element::Node::Element(id));
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn request_id(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    if let Some(second) = root.children().filter(|c| c.name() == "RequestID").nth(1) {
        scribe.outer(second.offset(), "twice", "one RequestID", "a second one");
    }
    match root.child("RequestID") {
        Some(id) if id.text().trim().is_empty() => {
            scribe.outer(id.offset(), "empty", "a RequestID", "an empty element");
        }
        Some(_) => {}
        None => {
            let other = root
                .children()
                .find(|c| c.name().eq_ignore_ascii_case("RequestID"));
            match other {
                Some(other) => {
                    scribe.outer(
                        other.offset(),
                        "another spelling",
                        "RequestID",
                        quote(other.name()),
                    );
                }
                None => scribe.outer(root.offset(), "absent", "a RequestID", "none"),
            }
        }
    }
}
