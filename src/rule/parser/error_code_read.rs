//! The code of an error is the one in its envelope.

use crate::finding::Level;
use crate::generate::document::mutation::other::ERROR;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::parser::Outcome;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/error-code-read",
    level: Level::Should,
    summary: "The code of an error is the one in its envelope.",
    source: SEEN,
    explain: "Callers decide by the code whether to try again. A parser that does not say the code passes.",
    documents: &[
        Mutation::reject("error-code-usual", RESPONSE, |w| {
            w.error(400, ERROR, "InvalidVpnGatewayID.NotFound")
        }),
        Mutation::reject("error-code-after-message", RESPONSE, |w| {
            w.error(400, "<Response><Errors><Error><Message>no such id</Message><Code>InvalidCustomerGatewayID.NotFound</Code></Error></Errors><RequestID>r-1</RequestID></Response>", "InvalidCustomerGatewayID.NotFound")
        }),
        Mutation::reject("error-code-named-in-message", RESPONSE, |w| {
            w.error(503, "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>see &lt;Code&gt;Other&lt;/Code&gt;</Message></Error></Errors><RequestID>r-2</RequestID></Response>", "RequestLimitExceeded")
        }),
        Mutation::reject("error-code-in-cdata", RESPONSE, |w| {
            w.error(400, "<Response><Errors><Error><Code><![CDATA[InvalidParameterValue]]></Code><Message>m</Message></Error></Errors><RequestID>r-4</RequestID></Response>", "InvalidParameterValue")
        }),
        Mutation::reject("error-code-escaped", RESPONSE, |w| {
            w.error(400, "<Response><Errors><Error><Code>Invalid&#80;arameter<!-- x -->Value</Code><Message>m</Message></Error></Errors><RequestID>r-3</RequestID></Response>", "InvalidParameterValue")
        }),
    ],
    faults: &[Fault::answer(
        "code-is-message",
        "the message of an error is given as its code",
        |_, _, o| {
            if let Outcome::ServiceError { code: Some(code) } = o {
                "The vpnGateway ID does not exist".clone_into(code);
            }
        },
    )],
    variants: &[Variant::new(
        "service-errors-without-code",
        "does not say the code of a service error",
        &[Make::Answer(|_, _, outcome| {
            if let Outcome::ServiceError { code } = outcome {
                *code = None;
            }
        })],
    )],
    ..ParserRule::DEFAULT
};
