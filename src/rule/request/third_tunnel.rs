//! Options for a third tunnel are refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::options;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::reference::variant::Variant;
use crate::request::expectation::Ambiguity::Other;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/third-tunnel",
    level: Level::Advisory,
    summary: "Options for a third tunnel are refused.",
    requirements: &["modern/option-values"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A connection has two tunnels. What becomes of options for a third one is not said, so this is only noted.\n\
            Passes: 400.\n\
            Noted: 200, or anything else.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::mutations_once),
    mutations: &[Mutation::unspecified(
        "third-tunnel",
        Other,
        options! {
            "TunnelOptions.1.PreSharedKey" = "vpnconform.first_1",
            "TunnelOptions.2.PreSharedKey" = "vpnconform.second_2",
            "TunnelOptions.3.PreSharedKey" = "vpnconform.third_3",
        },
    )
    .since(ApiVersion::V2016_11_15)],
    judge: twin::rejected,
    faults: &[Fault::new(
        "third-tunnel-taken",
        "takes options for a third tunnel",
        Hook::Rules(|r| r.lax = Some(Lax::ThirdTunnel)),
    )],
    variants: &[Variant::new(
        "third-tunnel-ignored",
        "ignores options for a third tunnel",
        Hook::Rules(|r| r.lax = Some(Lax::ThirdTunnel)),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};
