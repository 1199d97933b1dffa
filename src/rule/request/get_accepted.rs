//! A create by GET is accepted where the same by POST is.

use crate::finding::Level;
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::request::form::{GET, MINIMAL_ACCEPTED, POST, one};

pub(super) static RULE: Rule = Rule {
    id: "request/get-accepted",
    level: Level::Must,
    summary: "A create by GET is accepted where the same by POST is.",
    requirements: &["wire/get-and-post", "example/request"],
    explain: "GET with a query string is the form of the example of the page and of old clients.\n\
            Passes: 200 for both forms.\n\
            Fails: an error by GET and success by POST.",
    reads: &[&MINIMAL_ACCEPTED],
    judge: |rule, evidence| one(rule, evidence, GET, POST),
    faults: &[Fault::new(
        "get-refused",
        "refuses a create by GET, the form of the page",
        Hook::Wire(Scope::Created, |mut response, context| {
            if context.method == "GET" {
                response.status = 405;
                response = with_body(
                    response,
                    "<Response><Errors><Error><Code>UnsupportedOperation</Code><Message>Use POST</Message>\
                     </Error></Errors><RequestID>6d2a71c1-0000-4000-8000-000000000001</RequestID></Response>",
                );
            }
            Ok(response)
        }),
    )],
    ..Rule::SERVER
};
