//! No two connections of a gateway end at one outside address.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::configuration::trimmed;
use crate::rule::state::siblings::SIBLINGS;
use crate::rule::state::siblings_apart;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/outside-addresses-apart",
    level: Level::Advisory,
    summary: "No two connections of a gateway end at one outside address.",
    requirements: &["configuration/outside-address"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A customer gateway that has two tunnels to one address cannot keep them apart. No source says that the service never \
            does it, so this is only noted.\n\
            Passes: addresses that no other connection of the gateway has.\n\
            Noted: the same two addresses in every connection.",
    reads: &[&SIBLINGS],
    judge: |rule, evidence| {
        siblings_apart::judge(rule, evidence, "an outside address", |tunnel| {
            let address = tunnel.path("vpn_gateway/tunnel_outside_address/ip_address")?;
            Some(trimmed(address)).filter(|address| !address.is_empty())
        })
    },
    faults: &[Fault::new(
        "outside-addresses-constant",
        "ends every connection at the same two addresses",
        Hook::Made(|connection, _| {
            for (tunnel, address) in connection
                .tunnels
                .iter_mut()
                .zip(["198.18.7.9", "198.18.7.93"])
            {
                tunnel.outside = address.to_owned();
            }
        }),
    )],
    ..Rule::SERVER
};
