//! network_mask and network_cidr say the same.

use std::net::Ipv4Addr;

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::inside::bits;
use crate::rule::configuration::{SIDES, trimmed, tunnels};
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/mask-matches-cidr",
    level: Level::Should,
    summary: "network_mask and network_cidr say the same.",
    requirements: &["configuration/inside-address"],
    explain: "Some routers are given the mask, others the length of the prefix; both must configure one subnet.\n\
            Passes: 255.255.255.252 and 30.\n\
            Fails: 255.255.255.0 and 30; 255.0.255.0, which is no mask.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("network_mask"), Look::Element("network_cidr")],
    judge: |rule, evidence| {
        findings::parts(rule, evidence, "network_mask beside a network_cidr", mask)
    },
    faults: &[
        Fault::new(
            "mask-of-24",
            "sends the mask of a /24 with prefix length 30",
            Hook::Tunnel(|tunnel| {
                tunnel.set(
                    &["vpn_gateway", "tunnel_inside_address", "network_mask"],
                    "255.255.255.0",
                );
            }),
        ),
        Fault::new(
            "prefix-length-24",
            "sends prefix length 24 with the mask of a /30",
            Hook::Tunnel(|tunnel| {
                tunnel.set(
                    &["vpn_gateway", "tunnel_inside_address", "network_cidr"],
                    "24",
                );
            }),
        ),
        Fault::new(
            "mask-with-hole",
            "sends a mask that is no mask",
            Hook::Tunnel(|tunnel| {
                tunnel.set(
                    &["vpn_gateway", "tunnel_inside_address", "network_mask"],
                    "255.255.0.252",
                );
            }),
        ),
    ],
    ..Rule::SERVER
};

fn mask(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (_, tunnel) in tunnels(root) {
        for side in SIDES.iter().filter_map(|side| tunnel.child(side)) {
            let Some(section) = side.child("tunnel_inside_address") else {
                continue;
            };
            let (Some(mask), Some(cidr)) =
                (section.child("network_mask"), section.child("network_cidr"))
            else {
                continue;
            };
            let Ok(address) = trimmed(mask).parse::<Ipv4Addr>() else {
                continue;
            };
            scribe.saw();
            let value = u32::from(address);
            let prefix = value.leading_ones();
            if value != bits(prefix) {
                scribe.inner(
                    mask.text_offset(),
                    "no mask",
                    "a network mask",
                    address.to_string(),
                );
            } else if trimmed(cidr) != prefix.to_string() {
                scribe.inner(
                    cidr.text_offset(),
                    "mask and prefix length differ",
                    format!("network_cidr {prefix}, as the mask {address} says"),
                    quote(&trimmed(cidr)),
                );
            }
        }
    }
}
