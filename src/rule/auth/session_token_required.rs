//! A create signed with a temporary key, but without its session token, is refused.

use crate::endpoint::auth::{Signature, Twist};
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{judge, signed};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/session-token-required",
    level: Level::Must,
    summary: "A create signed with a temporary key, but without its session token, is refused.",
    requirements: &["wire/signature-required"],
    explain: "Applies where the run has a session token.\n\
            Passes: 401 with AuthFailure.\n\
            Fails: 200, after which a temporary key never ends.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        if !session.has_session_token() {
            return Ok(());
        }
        signed(session, Signature::OF_RUN.with(Twist::TokenLeftOut))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[Fault::new(
        "session-token-unchecked",
        "lets in who has no session token",
        Hook::Rules(|r| r.auth.session_token = false),
    )],
    ..Rule::SERVER
};
