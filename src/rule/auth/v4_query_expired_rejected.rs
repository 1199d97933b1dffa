//! A create with Signature Version 4 in its query is refused after it has expired.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{beside, judge_where_taken};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED, V4_QUERY};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/v4-query-expired-rejected",
    level: Level::Should,
    summary: "A create with Signature Version 4 in its query is refused after it has expired.",
    requirements: &["wire/signature-4", "wire/expiry"],
    explain: "X-Amz-Expires says five minutes, and it was signed ten minutes ago: less than what clocks may differ by.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200. Not applicable where such a signature is not taken at all.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        beside(session, Form::Get, V4_QUERY, V4_QUERY.aged(600))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_4_QUERY),
    faults: &[Fault::new(
        "holding-time-unchecked",
        "does not look at X-Amz-Expires",
        Hook::Rules(|r| r.auth.holding_time = false),
    )],
    ..Rule::SERVER
};

const SIGNATURE_4_QUERY: &str = "Signature Version 4 in the query";
