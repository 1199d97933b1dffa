//! A create signed with Signature Version 4 is accepted.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::auth::trial::Wanted::Accepted;
use crate::rule::auth::trial::{judge, signed};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED, V4};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/v4-accepted",
    level: Level::May,
    summary: "A create signed with Signature Version 4 is accepted.",
    requirements: &["wire/signature-4"],
    explain: "Later clients know nothing else. Whether the versions of the page took it is not public, so this is a check of \
            level may.\n\
            Passes: 200.\n\
            Fails: AuthFailure.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| signed(session, V4)),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Accepted),
    faults: &[Fault::new(
        "signature-4-unknown",
        "does not know Signature Version 4",
        Hook::Rules(|r| r.auth.signature_4 = false),
    )],
    ..Rule::SERVER
};
