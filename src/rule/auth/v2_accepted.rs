//! A create signed with Signature Version 2 is accepted.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::auth::trial::Wanted::Accepted;
use crate::rule::auth::trial::{judge, signed};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED, V2};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "auth/v2-accepted",
    level: Level::Must,
    summary: "A create signed with Signature Version 2 is accepted.",
    requirements: &["wire/signature-2", "example/auth-params"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "It is the only signature that these versions document, and what old clients send.\n\
            Passes: 200.\n\
            Fails: AuthFailure.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| signed(session, V2)),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Accepted),
    faults: &[Fault::new(
        "signature-2-unknown",
        "does not know Signature Version 2",
        Hook::Rules(|r| r.auth.signature_2 = false),
    )],
    ..Rule::SERVER
};
