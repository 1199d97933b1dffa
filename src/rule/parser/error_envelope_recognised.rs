//! An error envelope is never taken for a success, not even with status 200.

use crate::finding::Level;
use crate::generate::document::field::Target;
use crate::generate::document::mutation::other::ERROR;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::parser::Outcome;
use crate::parser::faulty::answer::{absent, reject};
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::{Variant, only};
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
    variants: &[
        Variant::new(
            "errors-alone",
            "reads error envelopes, and no field of a success",
            &[
                Make::Hello(|hello| {
                    only(hello, Target::Response);
                    hello.fields.insert(Target::Response, Vec::new());
                }),
                Make::Answer(|_, _, outcome| {
                    if matches!(outcome, Outcome::Accept(_)) {
                        absent(outcome);
                    }
                }),
            ],
        ),
        Variant::new(
            "successes-unsupported",
            "reads error envelopes, and says of all else that it does not read such documents",
            &[
                Make::Hello(|hello| only(hello, Target::Response)),
                Make::Answer(|_, _, outcome| {
                    if matches!(outcome, Outcome::Accept(_)) {
                        *outcome = Outcome::Unsupported("errors only".to_owned());
                    }
                }),
            ],
        ),
        Variant::new(
            "service-errors-rejected",
            "rejects an error envelope as any other document that is no success",
            &[Make::Answer(|_, _, outcome| {
                if matches!(outcome, Outcome::ServiceError { .. }) {
                    *outcome = reject("ServiceError");
                }
            })],
        ),
    ],
    ..ParserRule::DEFAULT
};
