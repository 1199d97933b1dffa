//! A create signed for another service is refused.

use crate::endpoint::auth::Twist;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{beside, judge_where_taken};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, SIGNATURE_4, UNSIGNED, V4};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/v4-service-checked",
    level: Level::Should,
    summary: "A create signed for another service is refused.",
    requirements: &["wire/signature-4", "wire/signature-required"],
    explain: "The scope of Signature Version 4 names the service iam. A key that is derived for one service opens no other.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200. Not applicable where Signature Version 4 is not taken.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        beside(session, Form::Get, V4, V4.with(Twist::OtherService))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_4),
    faults: &[Fault::new(
        "scope-unchecked",
        "takes a signature for another service",
        Hook::Rules(|r| r.auth.scope = false),
    )],
    ..Rule::SERVER
};
