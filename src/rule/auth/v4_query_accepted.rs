//! A create with Signature Version 4 in its query is accepted.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::auth::trial::Wanted::Accepted;
use crate::rule::auth::trial::{judge, signed};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED, V4_QUERY};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/v4-query-accepted",
    level: Level::May,
    summary: "A create with Signature Version 4 in its query is accepted.",
    requirements: &["wire/signature-4"],
    explain: "So a URL can be handed to somebody who has no key.\n\
            Passes: 200.\n\
            Fails: AuthFailure, UnknownParameter.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| signed(session, V4_QUERY)),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Accepted),
    faults: &[Fault::new(
        "signature-4-query-unknown",
        "does not know Signature Version 4 in the query",
        Hook::Rules(|r| r.auth.signature_4_query = false),
    )],
    ..Rule::SERVER
};
