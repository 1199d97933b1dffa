//! An empty Type is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Ambiguity::Empty;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/empty-type-rejected",
    level: Level::Must,
    summary: "An empty Type is refused.",
    requirements: &["request/type", "request/type-values"],
    explain: "Whether Type= counts as absent or as a value is not public, but both readings refuse it: Type is required, and \
            its only value is ipsec.1.\n\
            Passes: 400 with MissingParameter or InvalidParameterValue.\n\
            Fails: 200.",
    dialogue: Dialogue::Mutations,
    mutations: &[Mutation::unspecified("value", Empty, |d, _| {
        d.set("Type", "")
    })],
    judge: twin::rejected,
    faults: &[Fault::new(
        "empty-type-defaulted",
        "takes an empty value of Type for an absent one, and that for ipsec.1",
        Hook::Rules(|r| {
            r.empty_is_missing = false;
            r.type_taken = |kind| match kind {
                "" => "ipsec.1".to_owned(),
                other => other.to_owned(),
            };
        }),
    )],
    also_detects: &["empty-type-accepted"],
    ..Rule::SERVER
};
