//! A create signed with a temporary key, but without its session token, is refused.

use crate::endpoint::auth::{AuthOverride, Signature, Twist};
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{OTHER, judge, trial};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/session-token-required",
    level: Level::Must,
    summary: "A create signed with a temporary key, but without its session token or with another one, is refused.",
    requirements: &["wire/signature-required"],
    explain: "Applies where the run has a session token. It is left out first, and then has one more character.\n\
            Passes: 401 with AuthFailure.\n\
            Fails: 200, after which a temporary key never ends.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        if !session.has_session_token() {
            return Ok(());
        }
        let wrong = |twist| AuthOverride::Signed(Signature::OF_RUN.with(twist));
        let others = [
            (OTHER, wrong(Twist::TokenLeftOut)),
            ("other-token", wrong(Twist::OtherToken)),
        ];
        trial(session, Form::Get, None, &others)
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[
        Fault::new(
            "session-token-unchecked",
            "lets in who has no session token",
            Hook::Rules(|r| r.auth.session_token = false),
        ),
        Fault::new(
            "session-token-any",
            "lets in who has any session token",
            Hook::Rules(|r| r.auth.session_token_value = false),
        ),
    ],
    ..Rule::SERVER
};
