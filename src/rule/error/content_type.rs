//! The Content-Type of an error is an XML one: text/xml.

use crate::finding::Level;
use crate::reference::fault::{Fault, with_header};
use crate::reference::hook::{Hook, Scope};
use crate::rule::error::heads;
use crate::rule::look::{Answer, Look};
use crate::rule::response::transport::content_type;
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};

pub(super) static RULE: Rule = Rule {
    id: "error/content-type",
    level: Level::Should,
    summary: "The Content-Type of an error is an XML one: text/xml.",
    requirements: &["wire/content-type"],
    explain: "Errors are labelled as successes are: text/xml;charset=UTF-8 in every live capture. An error that is no \
            XML is the affair of error/envelope.\n\
            Passes: text/xml;charset=UTF-8, text/xml, application/xml.\n\
            Fails: an envelope that is labelled text/html or text/plain; no Content-Type.",
    reads: &[&REJECTED],
    looks_at: &[Look::ContentType(Answer::Error)],
    with: error::refused,
    judge: |rule, evidence| {
        heads(rule, evidence, |scribe, response| {
            if scribe.record.view().root().is_some() {
                content_type(scribe, response);
            }
        })
    },
    faults: &[
        Fault::new(
            "error-content-type-html",
            "calls the XML of an error text/html",
            Hook::Wire(Scope::Refused, |response, _| {
                Ok(with_header(
                    response,
                    "content-type",
                    "text/html; charset=utf-8",
                ))
            }),
        ),
        Fault::new(
            "error-content-type-plain",
            "calls the XML of an error text/plain",
            Hook::Wire(Scope::Refused, |response, _| {
                Ok(with_header(response, "content-type", "text/plain"))
            }),
        ),
    ],
    ..Rule::SERVER
};
