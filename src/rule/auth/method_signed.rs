//! A create that was signed for another method is refused.

use crate::endpoint::auth::{AuthOverride, Signature, Tampered};
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{judge, trial};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/method-signed",
    level: Level::Must,
    summary: "A create that was signed for another method is refused.",
    requirements: &["wire/signature-required"],
    explain: "A GET has the signature of the same request as a POST, and a POST that of a GET: the method is the first line of \
            what both versions sign.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        let other = AuthOverride::Signed(Signature::OF_RUN.tampered(Tampered::Method));
        trial(session, Form::Get, None, &[("query", other)])?;
        trial(session, Form::Post, None, &[("form", other)])
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[Fault::new(
        "method-unsigned",
        "takes the signature of a GET for a POST, and that of a POST for a GET",
        Hook::Rules(|r| r.auth.method = false),
    )],
    also_detects: &["signature-unchecked"],
    ..Rule::SERVER
};
