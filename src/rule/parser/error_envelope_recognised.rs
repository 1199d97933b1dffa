//! An error envelope is never taken for a success, not even with status 200.

use crate::finding::Level;
use crate::generate::document::mutation::other::ERROR;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::parser::Outcome;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::absent;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/error-envelope-recognised",
    level: Level::Should,
    summary: "An error envelope is never taken for a success, not even with status 200.",
    source: SEEN,
    explain: "Proxies and emulators send errors with 200. Success without a connection hides them.",
    documents: &[
        Mutation::reject("error-envelope-with-200", RESPONSE, |w| w.body(ERROR)),
        Mutation::reject("error-envelope-throttled-with-200", RESPONSE, |w| {
            w.body(ERROR.replace("InvalidVpnGatewayID.NotFound", "RequestLimitExceeded"))
        }),
        Mutation::reject("error-envelope-without-errors-with-200", RESPONSE, |w| {
            w.body("<Response><Errors/><RequestID>x</RequestID></Response>")
        }),
    ],
    faults: &[Fault::answer(
        "envelope-is-success",
        "an error envelope with status 200 is a success",
        |_, i, o| {
            if i.status == 200 && matches!(o, Outcome::ServiceError { .. }) {
                absent(o);
            }
        },
    )],
    ..ParserRule::DEFAULT
};
