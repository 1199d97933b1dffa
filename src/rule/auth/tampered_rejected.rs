//! A create that was changed after it was signed is refused, in a query and in a form.

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
    id: "auth/tampered-rejected",
    level: Level::Must,
    summary: "A create that was changed after it was signed is refused, in a query and in a form.",
    requirements: &["wire/signature-required"],
    explain: "A parameter has another value than the signed one; everything else is right.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200, which some servers give to a form whose body they do not look at.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        let tampered = AuthOverride::Signed(Signature::OF_RUN.tampered(Tampered::Type));
        trial(session, Form::Get, None, &[("query", tampered)])?;
        trial(session, Form::Post, None, &[("form", tampered)])
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[Fault::new(
        "form-signature-unchecked",
        "compares signatures in a GET only",
        Hook::Rules(|r| r.auth.compare_posts = false),
    )],
    also_detects: &["signature-unchecked"],
    ..Rule::SERVER
};
