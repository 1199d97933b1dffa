//! A create that was signed two days ago is refused.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::judge;
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};

pub(super) static RULE: Rule = Rule {
    id: "auth/expired-rejected",
    level: Level::Should,
    summary: "A create that was signed two days ago is refused.",
    requirements: &["wire/expiry"],
    explain: "Once as a query and once as a form. The signature is right, but its time is past: otherwise a request that was once overheard works for ever.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200.",
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[Fault::new(
        "expiry-unchecked",
        "lets in who signed long ago",
        Hook::Rules(|r| r.auth.time = false),
    )],
    ..Rule::SERVER
};
