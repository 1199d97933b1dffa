//! The Content-Type of a successful response is an XML one: text/xml.

use crate::exchange::HttpResponse;
use crate::finding::Level;
use crate::reference::fault::{Fault, with_header};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::look::{Answer, Look};
use crate::rule::response::transport::content_type;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/content-type",
    level: Level::Should,
    summary: "The Content-Type of a successful response is an XML one: text/xml.",
    requirements: &["wire/content-type"],
    explain: "Every live capture shows text/xml;charset=UTF-8. application/xml says the same to any client and passes \
            too. Clients that look at the header do not parse what is labelled as something else.\n\
            Passes: text/xml;charset=UTF-8, text/xml, application/xml.\n\
            Fails: text/html; charset=utf-8, application/json, no Content-Type.",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    looks_at: &[Look::ContentType(Answer::Success)],
    judge: |rule, evidence| findings::heads(rule, evidence, content_type),
    faults: &[
        Fault::new(
            "content-type-html",
            "calls its XML text/html (moto 4.2.14)",
            Hook::Wire(Scope::Created, |response, _| {
                Ok(with_header(
                    response,
                    "content-type",
                    "text/html; charset=utf-8",
                ))
            }),
        ),
        Fault::new(
            "content-type-json",
            "calls its XML application/json",
            Hook::Wire(Scope::Created, |response, _| {
                Ok(with_header(response, "content-type", "application/json"))
            }),
        ),
        Fault::new(
            "content-type-of-deletion",
            "calls the answer to a deletion text/plain",
            Hook::Wire(Scope::Other, |response, context| {
                Ok(match context.action() {
                    "DeleteVpnConnection" => with_header(response, "content-type", "text/plain"),
                    _ => response,
                })
            }),
        ),
        Fault::new(
            "content-type-absent",
            "does not say what it sends",
            Hook::Wire(Scope::Created, |response, _| {
                Ok(without(response, "content-type"))
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "header-names-lower-case",
            "writes header names in lower case",
            Hook::Wire(Scope::Any, |mut response, _| {
                for (name, _) in &mut response.headers {
                    name.make_ascii_lowercase();
                }
                Ok(response)
            }),
        ),
        Variant::new(
            "charset-absent",
            "does not name the character set in the header",
            Hook::Wire(Scope::Any, |response, _| {
                Ok(with_header(response, "content-type", "text/xml"))
            }),
        ),
    ],
    ..Rule::SERVER
};

fn without(mut response: HttpResponse, name: &str) -> HttpResponse {
    response
        .headers
        .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    response
}
