//! A parameter that only a later version has is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::parameter::add;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Ambiguity::LaterParameter;
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/later-parameter-rejected",
    level: Level::Advisory,
    summary: "A parameter that only a later version has is refused.",
    requirements: &["wire/later-names"],
    explain: "By the rule for unknown names it is unknown in this version, but nobody has observed that \
            for this action.\n\
            Passes: 400 for DryRun under 2012-04-01.\n\
            Noted: 200, or anything else.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::unspecified("static-routes", LaterParameter, |d, _| {
            add(d, "Options.StaticRoutesOnly", "true");
        })
        .until(ApiVersion::V2012_07_20),
        Mutation::unspecified("dry-run", LaterParameter, |d, _| add(d, "DryRun", "false"))
            .until(ApiVersion::V2013_02_01),
        Mutation::unspecified("tunnel-key", LaterParameter, |d, _| {
            add(
                d,
                "Options.TunnelOptions.1.PreSharedKey",
                "vpnconform_later",
            );
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::unspecified("acceleration", LaterParameter, |d, _| {
            add(d, "Options.EnableAcceleration", "false");
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::unspecified("tag", LaterParameter, |d, _| {
            add(d, "TagSpecification.1.ResourceType", "vpn-connection");
            add(d, "TagSpecification.1.Tag.1.Key", "Name");
            add(d, "TagSpecification.1.Tag.1.Value", "vpnconform");
        })
        .until(ApiVersion::V2013_08_15),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "later-parameter-ignored",
        "ignores parameters of later API versions",
        Hook::Rules(|r| r.refuse_later = false),
    )
    .until(ApiVersion::V2013_08_15)],
    ..Rule::SERVER
};
