//! A response with an error status is never taken for a success.

use crate::finding::Level;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::other::ERROR;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::parser::Outcome;
use crate::parser::faulty::answer::absent;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::ParserRule;

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/error-status-recognised",
    level: Level::Must,
    summary: "A response with an error status is never taken for a success.",
    source: "protocol notes, section 4",
    explain: "A client that looks at the body alone takes an error for an answer.",
    documents: &[
        Mutation::reject("error-envelope-with-400", RESPONSE, |w| error(w, 400)),
        Mutation::reject("error-envelope-with-401", RESPONSE, |w| error(w, 401)),
        Mutation::reject("error-envelope-with-503", RESPONSE, |w| error(w, 503)),
        Mutation::reject("success-body-with-301", RESPONSE, |w| status(w, 301)),
        Mutation::reject("success-body-with-302", RESPONSE, |w| status(w, 302)),
        Mutation::reject("success-body-with-401", RESPONSE, |w| status(w, 401)),
        Mutation::reject("success-body-with-409", RESPONSE, |w| status(w, 409)),
        Mutation::reject("success-body-with-429", RESPONSE, |w| status(w, 429)),
        Mutation::reject("success-body-with-502", RESPONSE, |w| status(w, 502)),
        Mutation::reject("success-body-with-503", RESPONSE, |w| status(w, 503)),
        Mutation::reject("success-body-with-504", RESPONSE, |w| status(w, 504)),
        Mutation::reject("success-body-with-500", RESPONSE, |w| status(w, 500)),
        Mutation::reject("success-body-with-400", RESPONSE, |w| status(w, 400)),
        Mutation::reject("success-body-with-403", RESPONSE, |w| status(w, 403)),
        Mutation::reject("success-body-with-404", RESPONSE, |w| status(w, 404)),
    ],
    faults: &[Fault::answer(
        "status-ignored",
        "the status is ignored",
        |_, i, o| {
            if i.status != 200 {
                absent(o);
            }
        },
    )],
    variants: &[Variant::new(
        "status-is-service-error",
        "reports any answer with another status than 200 as a service error",
        &[Make::Answer(|_, input, outcome| {
            if input.status != 200 && matches!(outcome, Outcome::Reject { .. }) {
                *outcome = Outcome::ServiceError { code: None };
            }
        })],
    )],
    ..ParserRule::DEFAULT
};

fn status(w: &mut Wire, status: u16) -> Option<()> {
    w.status = status;
    Some(())
}

fn error(w: &mut Wire, status: u16) -> Option<()> {
    w.status = status;
    w.body(ERROR)
}
