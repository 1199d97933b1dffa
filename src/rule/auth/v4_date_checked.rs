//! A create signed with the key of another day is refused.

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
    id: "auth/v4-date-checked",
    level: Level::Should,
    summary: "A create signed with the key of another day is refused.",
    requirements: &["wire/signature-4", "wire/signature-required"],
    explain: "The scope of Signature Version 4, and the key that is derived for it, are of yesterday; the time of the request is \
            right. A derived key opens one day only.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200. Not applicable where Signature Version 4 is not taken.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        beside(session, Form::Get, V4, V4.with(Twist::OtherDay))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_4),
    faults: &[Fault::new(
        "scope-day-unchecked",
        "takes a signature with the key of another day",
        Hook::Rules(|r| r.auth.scope_day = false),
    )],
    ..Rule::SERVER
};
