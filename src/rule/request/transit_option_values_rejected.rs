//! An option for a transit gateway with a value that is not allowed is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::options;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::request::expectation::Reason;
use crate::rule::request::option_fault::any;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

macro_rules! bad {
    ($id:literal: $($name:literal = $value:literal),+) => {
        Mutation::reject(
            $id,
            Reason::Option,
            options! { "TunnelInsideIpVersion" = "ipv6", $($name = $value),+ },
        )
        .beside(options! { "TunnelInsideIpVersion" = "ipv6" })
        .for_transit()
        .since(ApiVersion::V2016_11_15)
    };
}

pub(super) static RULE: Rule = Rule {
    id: "request/transit-option-values-rejected",
    level: Level::Should,
    summary: "An option for a transit gateway with a value that is not allowed is refused.",
    requirements: &["modern/option-values", "modern/inside-network"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "An inside network of IPv6 is a /126 of fd00::/8, and no two tunnels have the same one. Each request has one such value \
            beside a valid one, and asks for IPv6 as its control does.\n\
            Passes: 400 with InvalidParameterValue, InvalidParameterCombination or InvalidCidr.InUse.\n\
            Fails: 200 for fd00:4d2::/64, fe80::/126, one network for both tunnels, 2001:db8::/129.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::transit_mutations),
    mutations: &[
        bad!("inside-wider": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fd00:7a2c:91e5::/125"),
        bad!("inside-narrower": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fd00:7a2c:91e5::/127"),
        bad!("inside-elsewhere": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "2001:db8::/126"),
        bad!("inside-next-range": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fe00::/126"),
        bad!("inside-ipv4": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "169.254.79.0/30"),
        bad!("inside-text": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "any"),
        bad!("inside-twice": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fd00:7a2c:91e5::80/126", "TunnelOptions.2.TunnelInsideIpv6Cidr" = "fd00:7a2c:91e5::80/126"),
        bad!("local-length": "LocalIpv6NetworkCidr" = "2001:db8::/129"),
        bad!("local-ipv4": "LocalIpv6NetworkCidr" = "10.0.0.0/8"),
        bad!("remote-text": "RemoteIpv6NetworkCidr" = "everywhere"),
    ],
    judge: twin::rejected,
    faults: &[
        any!("any-local-ipv6", "LocalIpv6NetworkCidr"),
        any!("any-remote-ipv6", "RemoteIpv6NetworkCidr"),
        Fault::new(
            "inside-ipv6-twice",
            "gives both tunnels one inside network of IPv6, if that is asked for",
            Hook::Rules(|r| r.lax = Some(Lax::SameInsideIpv6)),
        ),
    ],
    also_detects: &["any-inside-ipv6"],
    ..Rule::SERVER
};
