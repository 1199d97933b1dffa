//! A tunnel that carries IPv6 has an address of it on both sides.

use std::net::Ipv6Addr;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::configuration::{SIDES, trimmed, tunnels};
use crate::rule::findings::{Gather, Scribe, quote};
use crate::rule::request::TRANSIT;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/inside-ipv6",
    level: Level::Advisory,
    summary: "A tunnel that carries IPv6 has an address of it on both sides.",
    requirements: &["configuration/inside-ipv6"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "The one public document of such a connection has tunnel_inside_ipv6_address beside the address of IPv4 on both sides of \
            each tunnel. One document proves no rule, so differences are only noted.\n\
            Passes: fd00:4d2::1 and fd00:4d2::2.\n\
            Noted: no such element; one side alone; an address outside of fd00::/8; two sides in different /126 networks.",
    with: || TRANSIT,
    descriptions: true,
    judge: paired,
    faults: &[
        Fault::new(
            "inside-ipv6-absent",
            "makes the configuration of tunnels that carry IPv6 without addresses of it",
            Hook::Configuration(|root, _| {
                each_side(root, |side, _| side.remove("tunnel_inside_ipv6_address"));
            }),
        ),
        Fault::new(
            "inside-ipv6-of-one-side",
            "shows the inside address of IPv6 on the side of the customer alone",
            Hook::Configuration(|root, _| {
                each_side(root, |side, name| {
                    if name == "vpn_gateway" {
                        side.remove("tunnel_inside_ipv6_address");
                    }
                });
            }),
        ),
        Fault::new(
            "inside-ipv6-elsewhere",
            "takes inside addresses of IPv6 from 2001:db8::/32",
            Hook::Configuration(|root, _| {
                each_side(root, |side, name| {
                    let address = match name {
                        "vpn_gateway" => "2001:db8::1",
                        _ => "2001:db8::2",
                    };
                    change(side, address);
                });
            }),
        ),
        Fault::new(
            "inside-ipv6-apart",
            "takes the inside address of IPv6 of the customer from another network",
            Hook::Configuration(|root, _| {
                each_side(root, |side, name| {
                    if name == "customer_gateway" {
                        change(side, "fd00:dead::2");
                    }
                });
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "inside-ipv6-turned",
            "gives the customer the first inside address of IPv6",
            Hook::Made(|connection, _| {
                for tunnel in &mut connection.tunnels {
                    if let Some(inside) = &mut tunnel.inside6 {
                        std::mem::swap(&mut inside.customer, &mut inside.gateway);
                    }
                }
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "inside-ipv6-not-configured",
            "has no addresses of IPv6 in the configuration",
            Hook::Configuration(|root, _| {
                for tunnel in root.elements_mut().filter(|e| e.name == "ipsec_tunnel") {
                    for side in tunnel.elements_mut() {
                        side.remove("tunnel_inside_ipv6_address");
                    }
                }
            }),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

fn each_side(root: &mut element::Element, change: impl Fn(&mut element::Element, &str)) {
    for tunnel in root.elements_mut().filter(|e| e.name == "ipsec_tunnel") {
        for side in tunnel.elements_mut() {
            let name = side.name.clone();
            if SIDES.contains(&&*name) {
                change(side, &name);
            }
        }
    }
}

fn change(side: &mut element::Element, address: &str) {
    if side.child_mut("tunnel_inside_ipv6_address").is_some() {
        side.set(&["tunnel_inside_ipv6_address", "ip_address"], address);
    }
}

fn paired(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let is_asked =
        |r: &&Record| r.is_valid() && r.sent("Options.TunnelInsideIpVersion") == Some("ipv6");
    for record in evidence.accepted_creates().filter(is_asked) {
        let Some(root) = record.view().configuration() else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        for (_, tunnel) in tunnels(root) {
            one(&mut scribe, tunnel);
        }
    }
    gather.finish(|| findings::nothing_for(evidence, "a transit gateway", TRANSIT))
}

fn one(scribe: &mut Scribe<'_, '_>, tunnel: Element<'_>) {
    let mut networks = Vec::new();
    for side in SIDES {
        let path = format!("{side}/tunnel_inside_ipv6_address/ip_address");
        let Some(element) = tunnel.path(&path) else {
            let cause = format!("no {path}");
            scribe.inner(tunnel.offset(), &cause, path, "none");
            continue;
        };
        let text = trimmed(element);
        match text.parse::<Ipv6Addr>() {
            Ok(address) if address.octets().first() == Some(&0xFD) => {
                networks.push((u128::from(address) >> 2, address));
            }
            _ => scribe.inner(
                element.text_offset(),
                "an address outside of fd00::/8",
                "an address of fd00::/8",
                quote(&text),
            ),
        }
    }
    if let [(one, address), (other, peer)] = networks.as_slice()
        && (one != other || address == peer)
    {
        scribe.inner(
            tunnel.offset(),
            "two sides that are not in one network",
            "two addresses of one /126",
            format!("{address} and {peer}"),
        );
    }
}
