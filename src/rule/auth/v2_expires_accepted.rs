//! Expires is accepted instead of Timestamp.

use crate::endpoint::auth::Twist;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Accepted;
use crate::rule::auth::trial::{beside, judge_where_taken};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, SIGNATURE_2, UNSIGNED, V2};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "auth/v2-expires-accepted",
    level: Level::Should,
    summary: "Expires is accepted instead of Timestamp.",
    requirements: &["wire/timestamp-xor-expires"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "Signed with Signature Version 2, Expires in ten minutes.\n\
            Passes: 200.\n\
            Fails: MissingParameter.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        beside(session, Form::Get, V2, V2.with(Twist::Expires).aged(-600))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Accepted, SIGNATURE_2),
    faults: &[Fault::new(
        "expires-unknown",
        "does not know Expires of Signature Version 2",
        Hook::Rules(|r| r.auth.expires = false),
    )],
    ..Rule::SERVER
};
