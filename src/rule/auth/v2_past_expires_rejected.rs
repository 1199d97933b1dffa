//! A create after its Expires is refused.

use crate::endpoint::auth::Twist;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{beside, judge_where_taken};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, HOUR, OTHER_ACTIONS, SIGNATURE_2, UNSIGNED, V2};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "auth/v2-past-expires-rejected",
    level: Level::Should,
    summary: "A create after its Expires is refused.",
    requirements: &["wire/timestamp-xor-expires", "wire/expiry"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "Signed with Signature Version 2, Expires an hour ago.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        let live = V2.with(Twist::Expires).aged(-600);
        beside(session, Form::Get, live, live.aged(HOUR))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_2),
    faults: &[Fault::new(
        "expires-unchecked",
        "takes a request of Signature Version 2 after it has expired",
        Hook::Rules(|r| r.auth.refuse_past_expires = false),
    )],
    ..Rule::SERVER
};
