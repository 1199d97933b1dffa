//! A create signed an hour ago, or dated an hour ahead, is refused.

use crate::endpoint::auth::{AuthOverride, Signature};
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{judge, trial};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, HOUR, OTHER_ACTIONS, UNSIGNED};
use crate::rule::{Dialogue, Rule};
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/skew-bounded",
    level: Level::Should,
    summary: "A create signed an hour ago, or dated an hour ahead, is refused.",
    requirements: &["wire/expiry"],
    explain: "Clocks may differ by fifteen minutes. The clock of this machine has to be right for this.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| {
        let at = |age| AuthOverride::Signed(Signature::OF_RUN.aged(age));
        let others = [("hour-ago", at(HOUR)), ("in-an-hour", at(-HOUR))];
        trial(session, Form::Get, None, &others)
    }),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[Fault::new(
        "skew-of-a-day",
        "takes a time that is off by up to a day",
        Hook::Rules(|r| r.auth.skew = 86_400),
    )],
    also_detects: &["expiry-unchecked"],
    ..Rule::SERVER
};
