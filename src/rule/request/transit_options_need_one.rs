//! Options that need a transit gateway are refused without one.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::options;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::reference::variant::Variant;
use crate::request::Draft;
use crate::request::expectation::Ambiguity::Other;
use crate::request::fixtures::Fixtures;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/transit-options-need-one",
    level: Level::Advisory,
    summary: "Options that need a transit gateway are refused without one.",
    requirements: &["modern/needs-transit"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Acceleration and IPv6 inside are for transit gateways. What becomes of them at a virtual private gateway is not said, so \
            this is only noted.\n\
            Passes: 400.\n\
            Noted: 200, or anything else.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::mutations_once),
    mutations: &[
        open("acceleration", options! { "EnableAcceleration" = "true" }),
        open("ipv6", options! { "TunnelInsideIpVersion" = "ipv6" }),
        open(
            "ipv6-network",
            options! {
                "TunnelInsideIpVersion" = "ipv6",
                "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fd00:7a2c:91e6::40/126",
            },
        ),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "transit-options-anywhere",
        "takes options that need a transit gateway without one",
        Hook::Rules(|r| r.lax = Some(Lax::NeedsTransit)),
    )],
    variants: &[Variant::new(
        "transit-options-anywhere",
        "takes options that need a transit gateway at a virtual private one too",
        Hook::Rules(|r| r.lax = Some(Lax::NeedsTransit)),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

const fn open(id: &'static str, change: fn(&mut Draft, &Fixtures)) -> Mutation {
    Mutation::unspecified(id, Other, change).since(ApiVersion::V2016_11_15)
}
