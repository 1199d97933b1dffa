//! A create whose signature does not cover the Host header is refused.

use crate::endpoint::auth::Twist;
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
    id: "auth/v4-host-signed",
    level: Level::Should,
    summary: "A create whose signature does not cover the Host header is refused.",
    requirements: &["wire/signature-4", "wire/signature-required"],
    explain: "Otherwise a request to one host can be sent to another.\n\
            Passes: 400 with IncompleteSignature, 401, 403.\n\
            Fails: 200. Not applicable where Signature Version 4 is not taken.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        beside(session, Form::Get, V4, V4.with(Twist::HostLeftOut))
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge_where_taken(rule, evidence, Rejected, SIGNATURE_4),
    faults: &[Fault::new(
        "host-unsigned-accepted",
        "takes a signature that does not cover the Host header",
        Hook::Rules(|r| r.auth.signed_headers = false),
    )],
    ..Rule::SERVER
};
