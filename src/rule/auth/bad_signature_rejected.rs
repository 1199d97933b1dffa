//! A create with a wrong signature is refused.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::judge;
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};

pub(super) static RULE: Rule = Rule {
    id: "auth/bad-signature-rejected",
    level: Level::Must,
    summary: "A create with a wrong signature is refused.",
    requirements: &["wire/signature-required"],
    explain: "The first character of the signature is changed, then one in the middle, then there is none, then the algorithm is \
            called none, and then a name and a password stand in its place. A server that looks only whether there is one, or at how it begins, lets everybody in.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200.",
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[
        Fault::new(
            "signature-unchecked",
            "lets in who signs, whatever the signature",
            Hook::Rules(|r| r.auth.compare = false),
        ),
        Fault::new(
            "signature-begins-alike",
            "compares the first eight characters of a signature",
            Hook::Rules(|r| r.auth.compared = 8),
        ),
        Fault::new(
            "algorithm-none-accepted",
            "checks no signature whose algorithm it does not know",
            Hook::Rules(|r| r.auth.refuse_other_algorithms = false),
        ),
        Fault::new(
            "signature-empty-accepted",
            "compares what is there of a signature, and lets in who gives none of it",
            Hook::Rules(|r| r.auth.compared = 0),
        ),
        Fault::new(
            "basic-accepted",
            "lets in who gives a name and a password, whatever they are",
            Hook::Rules(|r| r.auth.refuse_other_schemes = false),
        ),
    ],
    ..Rule::SERVER
};
