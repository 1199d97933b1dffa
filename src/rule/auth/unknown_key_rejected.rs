//! A create signed with an unknown access key id is refused.

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
    id: "auth/unknown-key-rejected",
    level: Level::Must,
    summary: "A create signed with an unknown access key id is refused.",
    requirements: &["wire/signature-required"],
    explain: "The secret is right, but the access key id is unknown: a different id, then the right id with one more character.\n\
            Passes: 401 with AuthFailure, 403 with InvalidClientTokenId.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        let by = |twist| AuthOverride::Signed(Signature::OF_RUN.with(twist));
        let others = [
            (OTHER, by(Twist::UnknownKey)),
            ("longer", by(Twist::LongerKey)),
        ];
        trial(session, Form::Get, None, &others)
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[
        Fault::new(
            "key-id-unchecked",
            "lets in who signs with the right key under another id",
            Hook::Rules(|r| r.auth.key_id = false),
        ),
        Fault::new(
            "key-id-begins-alike",
            "takes an id that begins as that of a key for it",
            Hook::Rules(|r| r.auth.whole_key_id = false),
        ),
    ],
    ..Rule::SERVER
};
