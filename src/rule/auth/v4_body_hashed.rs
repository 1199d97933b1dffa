//! The server computes the hash of the body instead of trusting the one in a header.

use crate::endpoint::auth::{Tampered, Twist};
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{beside, judge_where_taken};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, SIGNATURE_4, UNSIGNED, V4};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/v4-body-hashed",
    level: Level::Should,
    summary: "The server computes the hash of the body instead of trusting the one in a header.",
    requirements: &["wire/signature-4", "wire/signature-required"],
    explain: "A form is changed after it was signed; X-Amz-Content-Sha256 has the hash of what it was.\n\
            Passes: 400, 401 or 403.\n\
            Fails: 200. Not applicable where Signature Version 4 is not taken.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        let hashed = V4.with(Twist::ContentHash);
        beside(session, Form::Post, hashed, hashed.tampered(Tampered::Type))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_4),
    faults: &[Fault::new(
        "body-hash-believed",
        "believes the hash of the body that a header states",
        Hook::Rules(|r| r.auth.hash_body = false),
    )],
    ..Rule::SERVER
};
