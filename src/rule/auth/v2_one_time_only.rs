//! A create with both Timestamp and Expires is refused.

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
    id: "auth/v2-one-time-only",
    level: Level::Should,
    summary: "A create with both Timestamp and Expires is refused.",
    requirements: &["wire/timestamp-xor-expires"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "Both times are good ones, and the signature is right.\n\
            Passes: 400.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        beside(session, Form::Get, V2, V2.with(Twist::TimestampAndExpires))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_2),
    faults: &[Fault::new(
        "timestamp-and-expires-accepted",
        "takes Timestamp and Expires together",
        Hook::Rules(|r| r.auth.one_time_only = false),
    )],
    ..Rule::SERVER
};
