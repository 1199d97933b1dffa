//! Options that need a transit gateway are accepted with one.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::options;
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::rule::request::option_fault::refuses;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/transit-options-accepted",
    level: Level::Must,
    summary: "Options that need a transit gateway are accepted with one.",
    requirements: &["modern/transit-options", "modern/option-values"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Acceleration and tunnels that carry IPv6 are there for connections at a transit gateway.\n\
            Passes: 200, as without options.\n\
            Fails: an error for any of them.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::transit_mutations),
    mutations: &[
        asks("acceleration", options! { "EnableAcceleration" = "true" }),
        asks("ipv6", options! { "TunnelInsideIpVersion" = "ipv6" }),
        asks(
            "ipv6-defaults",
            options! {
                "TunnelInsideIpVersion" = "ipv6",
                "LocalIpv6NetworkCidr" = "::/0",
                "RemoteIpv6NetworkCidr" = "::/0",
            },
        ),
        asks(
            "ipv6-networks",
            options! {
                "TunnelInsideIpVersion" = "ipv6",
                "LocalIpv6NetworkCidr" = "2001:db8:77::/48",
                "RemoteIpv6NetworkCidr" = "fd00:4d2:7::/64",
                "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fd00:7a2c:91e4::40/126",
                "TunnelOptions.1.PreSharedKey" = "vpnconform.ipv6_1",
                "TunnelOptions.2.TunnelInsideIpv6Cidr" = "fd00:7a2c:91e4::84/126",
                "TunnelOptions.2.PreSharedKey" = "vpnconform.ipv6_2",
            },
        ),
        asks(
            "ipv6-first-and-last",
            options! {
                "TunnelInsideIpVersion" = "ipv6",
                "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fd00::/126",
                "TunnelOptions.2.TunnelInsideIpv6Cidr" = "fdff:ffff:ffff:ffff:ffff:ffff:ffff:fffc/126",
            },
        ),
        asks(
            "ipv4-options",
            options! {
                "StaticRoutesOnly" = "true",
                "LocalIpv4NetworkCidr" = "10.78.0.0/16",
                "TunnelOptions.1.TunnelInsideCidr" = "169.254.77.44/30",
                "TunnelOptions.1.Phase1LifetimeSeconds" = "21600",
            },
        ),
    ],
    judge: twin::accepted,
    faults: &[
        refuses!("acceleration-refused", "EnableAcceleration"),
        refuses!("inside-version-refused", "TunnelInsideIpVersion"),
        refuses!("inside-ipv6-refused", "TunnelInsideIpv6Cidr"),
        refuses!("local-ipv6-refused", "LocalIpv6NetworkCidr"),
        refuses!("remote-ipv6-refused", "RemoteIpv6NetworkCidr"),
    ],
    ..Rule::SERVER
};

const fn asks(id: &'static str, change: fn(&mut Draft, &Fixtures)) -> Mutation {
    Mutation::accept(id, change)
        .for_transit()
        .since(ApiVersion::V2016_11_15)
}
