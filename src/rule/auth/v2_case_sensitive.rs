//! A create whose Signature Version 2 differs in the case of a letter is refused.

use crate::endpoint::auth::Twist;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{beside, judge_where_taken};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, SIGNATURE_2, UNSIGNED, V2};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "auth/v2-case-sensitive",
    level: Level::Must,
    summary: "A create whose Signature Version 2 differs in the case of a letter is refused.",
    requirements: &["wire/signature-2", "wire/signature-required"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "The signature is in Base64, where a and A are two values: one letter is written in the other case.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200. Not applicable where Signature Version 2 is not taken.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        beside(session, Form::Get, V2, V2.with(Twist::OtherCase))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_2),
    faults: &[Fault::new(
        "signature-any-case",
        "compares Signature Version 2 in small letters",
        Hook::Rules(|r| r.auth.case = false),
    )],
    ..Rule::SERVER
};
