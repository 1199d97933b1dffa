//! A create by POST is accepted where the same by GET is.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::request::form::{GET, MINIMAL_ACCEPTED, POST, one};

pub(super) static RULE: Rule = Rule {
    id: "request/post-accepted",
    level: Level::Must,
    summary: "A create by POST is accepted where the same by GET is.",
    requirements: &["wire/get-and-post"],
    explain: "POST with a form in the body is what every SDK sends.\n\
            Passes: 200 for both forms.\n\
            Fails: an error by POST and success by GET.",
    reads: &[&MINIMAL_ACCEPTED],
    judge: |rule, evidence| one(rule, evidence, POST, GET),
    faults: &[
        Fault::new(
            "post-refused",
            "does not serve POST",
            Hook::Rules(|r| r.post = false),
        ),
        Fault::new(
            "post-body-ignored",
            "reads only the query string of a POST",
            Hook::Rules(|r| r.body = false),
        ),
    ],
    ..Rule::SERVER
};
