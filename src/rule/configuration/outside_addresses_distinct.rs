//! The tunnels of a connection end at different outside addresses of the server, none of them the customer's.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::address::outside;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/outside-addresses-distinct",
    level: Level::Should,
    summary: "The tunnels of a connection end at different outside addresses of the server, none of them the customer's.",
    requirements: &["configuration/outside-address", "configuration/tunnels"],
    explain: "Two tunnels to one address fail together. On the customer's side one address for both is normal.\n\
            Passes: 72.21.209.193 and 72.21.209.225 on the side of vpn_gateway.\n\
            Fails: the same vpn_gateway address in both tunnels; the customer's own address as that of vpn_gateway.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element(
        "vpn_gateway/tunnel_outside_address/ip_address",
    )],
    judge: |rule, evidence| {
        findings::parts(
            rule,
            evidence,
            "pair of tunnels with outside addresses",
            outside,
        )
    },
    faults: &[Fault::new(
        "outside-addresses-equal",
        "gives both tunnels the same outside address",
        Hook::Made(|connection, _| {
            if let [first, second] = connection.tunnels.as_mut_slice() {
                second.outside.clone_from(&first.outside);
            }
        }),
    )],
    also_detects: &["tunnels-identical"],
    ..Rule::SERVER
};
