//! What refuses a signature has the envelope of errors.

use crate::evidence::Role;
use crate::finding::{Judgement, Level};
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::auth::trial::asks_for_none;
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED, WRONG};
use crate::rule::error::envelope;
use crate::rule::findings::Gather;

pub(super) static RULE: Rule = Rule {
    id: "auth/refusal-envelope",
    level: Level::Should,
    summary: "The refusal of a signature is Response with Errors, Error, Code and Message.",
    requirements: &["error/envelope", "wire/signature-required"],
    explain: "Clients tell by the code that a key is wrong or that their clock is: without it they report an unknown error, or \
            try again.\n\
            Passes: <Response><Errors><Error><Code>AuthFailure</Code><Message>...</Message></Error></Errors></Response>.\n\
            Fails: a page of HTML, JSON, an empty body.",
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| {
        let mut wrong = WRONG
            .iter()
            .flat_map(|probe| evidence.of(probe.id))
            .peekable();
        if wrong.peek().is_none() {
            return Judgement::not_applicable("the run has no credentials");
        }
        if asks_for_none(evidence) {
            return Judgement::not_applicable(
                "the target refuses no signature, and not the lack of one",
            );
        }
        let mut gather = Gather::new(rule);
        for record in wrong.filter(|record| record.role == Role::Deviation) {
            let answer = record.exchange.response.as_ref();
            if answer.is_ok_and(|answer| matches!(answer.status, 401 | 403)) {
                envelope(&mut gather.exchange(evidence, record));
            }
        }
        gather.finish(|| Judgement::not_applicable("no signature was refused with 401 or 403"))
    },
    faults: &[Fault::new(
        "refused-signature-in-text",
        "refuses a signature with a line of text",
        Hook::Wire(Scope::Refused, |response, _| match response.status {
            401 | 403 => Ok(with_body(response, "Forbidden\n")),
            _ => Ok(response),
        }),
    )],
    ..Rule::SERVER
};
