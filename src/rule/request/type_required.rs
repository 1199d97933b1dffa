//! A create without Type is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/type-required",
    level: Level::Must,
    summary: "A create without Type is refused.",
    requirements: &["request/type"],
    explain: "Type is required and has no default. A server that fills it in, or stores the word None, \
            lets a client ship that fails against the service itself.\n\
            Passes: 400 with MissingParameter.\n\
            Fails: 200, with type ipsec.1 or with the literal text None.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("absent-with-zone", Reason::Missing, |d, _| {
            d.remove("Type");
            d.set("AvailabilityZone", "us-east-1a");
        })
        .beside(|d, _| d.set("AvailabilityZone", "us-east-1a"))
        .until(ApiVersion::V2013_08_15),
        Mutation::reject("absent", Reason::Missing, |d, _| d.remove("Type")),
        Mutation::reject("absent-form", Reason::Missing, |d, _| {
            d.remove("Type");
            d.form = Form::Post;
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "type-defaulted",
            "takes ipsec.1 where Type is absent",
            Hook::Rules(|r| r.type_default = Some("ipsec.1")),
        ),
        Fault::new(
            "type-none",
            "takes the text None where Type is absent (moto 5.2.5)",
            Hook::Rules(|r| r.type_default = Some("None")),
        ),
    ],
    ..Rule::SERVER
};
