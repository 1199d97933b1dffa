//! Inside subnets are none of the reserved ones.

use std::net::Ipv4Addr;

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::state::Tunnel;
use crate::rule::configuration::inside;
use crate::rule::configuration::inside::bits;
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/inside-not-reserved",
    level: Level::May,
    summary: "Inside subnets are none of the reserved ones.",
    requirements: &["configuration/inside-reserved"],
    explain: "Seven /30 of the link-local block are reserved by the documentation of TunnelInsideCidr (2016-11-15): \
            169.254.0.0 to 169.254.5.0 (the first /30 of each of these six) and 169.254.169.252. Nothing says so of older \
            versions, so this is a check of level may.\n\
            Passes: 169.254.44.40/30.\n\
            Fails: 169.254.0.0/30, 169.254.169.252/30.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("tunnel_inside_address/ip_address")],
    judge: |rule, evidence| findings::parts(rule, evidence, "inside address", reserved),
    faults: &[Fault::new(
        "inside-reserved",
        "takes an inside network that is reserved",
        Hook::Made(|connection, _| {
            if let Some(tunnel) = connection.tunnels.first_mut() {
                let inside = Tunnel::inside(Ipv4Addr::new(169, 254, 169, 252), false);
                tunnel.inside_cidr = inside.inside_cidr;
                tunnel.customer_inside = inside.customer_inside;
                tunnel.gateway_inside = inside.gateway_inside;
            }
        }),
    )],
    ..Rule::SERVER
};

fn reserved(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    inside::for_each(root, |end| {
        scribe.saw();
        let network = Ipv4Addr::from(u32::from(end.address) & bits(30));
        if matches!(
            network.octets(),
            [169, 254, 0..=5, 0] | [169, 254, 169, 252]
        ) {
            scribe.inner(
                end.element.text_offset(),
                "reserved inside subnet",
                "a subnet that is not reserved",
                format!("{network}/30"),
            );
        }
    });
}
