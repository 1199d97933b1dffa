//! The addresses of the tunnels.

use std::net::{IpAddr, Ipv4Addr};

use crate::finding::Level;
use crate::rule::configuration::inside::{Inside, bits, inside};
use crate::rule::configuration::{PLACEHOLDER_ADDRESS, SIDES, inside, trimmed, tunnels};
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};
use crate::xml::Element;

pub(super) static CHECKS: [Check; 7] = [
    Check {
        id: "configuration/addresses-valid",
        level: Level::Should,
        summary: "Every ip_address and network_mask is an IPv4 address in dotted form.",
        clauses: &[
            "configuration/outside-address",
            "configuration/inside-address",
        ],
        since: None,
        until: None,
        explain: "The values go into router configuration as they are. From 2016-11-15 on an outside address may be IPv6. \
            White space around a value is the affair of configuration/no-padding, the page's YOUR_UPLINK_ADDRESS that of \
            configuration/customer-address-matches.\n\
            Passes: 72.21.209.193, 255.255.255.252.\n\
            Fails: 72.21.209, 72.21.209.256, 072.021.209.193, vpn.example.com, an empty value.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/addresses-valid",
                evidence,
                Which::Every,
                valid,
            )
        },
    },
    Check {
        id: "configuration/inside-addresses-paired",
        level: Level::Should,
        summary: "The two inside addresses of a tunnel are different hosts of one subnet.",
        clauses: &["configuration/inside-address"],
        since: None,
        until: None,
        explain: "The two ends talk to each other over a /30: with addresses in two subnets there is no BGP session. Which \
            end has the lower address is not fixed: the page and newer documents differ.\n\
            Passes: 169.254.255.1 and 169.254.255.2 with network_cidr 30.\n\
            Fails: 169.254.255.1 and 169.254.255.5; the same address twice; 169.254.255.0, the address of the subnet.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/inside-addresses-paired",
                evidence,
                Which::Every,
                paired,
            )
        },
    },
    Check {
        id: "configuration/mask-matches-cidr",
        level: Level::Should,
        summary: "network_mask and network_cidr say the same.",
        clauses: &["configuration/inside-address"],
        since: None,
        until: None,
        explain: "Some routers are given the mask, others the length of the prefix; both must configure one subnet.\n\
            Passes: 255.255.255.252 and 30.\n\
            Fails: 255.255.255.0 and 30; 255.0.255.0, which is no mask.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/mask-matches-cidr",
                evidence,
                Which::Every,
                mask,
            )
        },
    },
    Check {
        id: "configuration/inside-subnets-disjoint",
        level: Level::Should,
        summary: "The inside subnets of the tunnels of a connection do not overlap.",
        clauses: &["configuration/inside-address", "configuration/tunnels"],
        since: None,
        until: None,
        explain: "With one subnet on both tunnels the customer's router cannot tell them apart.\n\
            Passes: 169.254.255.0/30 and 169.254.255.4/30.\n\
            Fails: the same /30 in both tunnels.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/inside-subnets-disjoint",
                evidence,
                Which::Every,
                disjoint,
            )
        },
    },
    Check {
        id: "configuration/inside-link-local",
        level: Level::Should,
        summary: "Inside addresses are in 169.254.0.0/16.",
        clauses: &["configuration/inside-address"],
        since: None,
        until: None,
        explain: "The page's example and every real document take them from the link-local block, so that they never meet \
            the customer's own networks. The IPv6 inside address of newer documents is not meant.\n\
            Passes: 169.254.255.1.\n\
            Fails: 10.0.0.1, 192.0.2.1.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/inside-link-local",
                evidence,
                Which::Every,
                link_local,
            )
        },
    },
    Check {
        id: "configuration/inside-not-reserved",
        level: Level::May,
        summary: "Inside subnets are none of the reserved ones.",
        clauses: &["configuration/inside-reserved"],
        since: None,
        until: None,
        explain: "Seven /30 of the link-local block are reserved by the documentation of TunnelInsideCidr (2016-11-15): \
            169.254.0.0 to 169.254.5.0 (the first /30 of each of these six) and 169.254.169.252. Nothing says so of older \
            versions, so this is a check of level may.\n\
            Passes: 169.254.44.40/30.\n\
            Fails: 169.254.0.0/30, 169.254.169.252/30.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/inside-not-reserved",
                evidence,
                Which::Every,
                reserved,
            )
        },
    },
    Check {
        id: "configuration/outside-addresses-distinct",
        level: Level::Should,
        summary: "The tunnels of a connection end at different outside addresses of the server, none of them the customer's.",
        clauses: &["configuration/outside-address", "configuration/tunnels"],
        since: None,
        until: None,
        explain: "Two tunnels to one address fail together. On the customer's side one address for both is normal.\n\
            Passes: 72.21.209.193 and 72.21.209.225 on the side of vpn_gateway.\n\
            Fails: the same vpn_gateway address in both tunnels; the customer's own address as that of vpn_gateway.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/outside-addresses-distinct",
                evidence,
                Which::Every,
                outside,
            )
        },
    },
];

fn valid(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    const PATHS: [&str; 3] = [
        "tunnel_outside_address/ip_address",
        "tunnel_inside_address/ip_address",
        "tunnel_inside_address/network_mask",
    ];
    let modern = scribe.evidence.api_version.is_modern();
    for (_, tunnel) in tunnels(root) {
        for side in SIDES.iter().filter_map(|side| tunnel.child(side)) {
            for path in PATHS {
                let Some(element) = side.path(path) else {
                    continue;
                };
                let text = trimmed(element);
                let outside = path.starts_with("tunnel_outside");
                let holds = text.parse::<Ipv4Addr>().is_ok()
                    || (outside && text == PLACEHOLDER_ADDRESS)
                    || (outside && modern && text.parse::<IpAddr>().is_ok());
                if !holds {
                    scribe.inner(
                        element.text_offset(),
                        &format!("no address in {path}"),
                        "an IPv4 address",
                        quote(&text),
                    );
                }
            }
        }
    }
}

fn paired(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (number, tunnel) in tunnels(root) {
        let [customer, server] = SIDES.map(|side| inside(tunnel, side));
        let (Some(customer), Some(server)) = (customer, server) else {
            continue;
        };
        let at = server.element.text_offset();
        let found = format!(
            "{} and {} in tunnel {number}",
            customer.address, server.address
        );
        if customer.address == server.address {
            scribe.inner(at, "the same address at both ends", "two addresses", found);
        } else if customer.prefix == server.prefix && customer.network() != server.network() {
            let expected = format!("two addresses of {}", customer.subnet());
            scribe.inner(at, "two subnets", expected, found);
        } else if customer.prefix != server.prefix {
            scribe.inner(
                at,
                "two prefix lengths",
                "one network_cidr for both ends",
                format!(
                    "{} and {} in tunnel {number}",
                    customer.prefix, server.prefix
                ),
            );
        }
        for end in [&customer, &server] {
            let host = u32::from(end.address) & !bits(end.prefix);
            if end.prefix <= 30 && (host == 0 || host == !bits(end.prefix)) {
                scribe.inner(
                    end.element.text_offset(),
                    "no host address",
                    format!("a host address of {}", end.subnet()),
                    end.address.to_string(),
                );
            }
        }
    }
}

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

fn disjoint(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    // One end is enough: that both are in one subnet is the affair of inside-addresses-paired.
    let seen: Vec<(usize, Inside<'_>)> = tunnels(root)
        .filter_map(|(number, tunnel)| Some((number, inside(tunnel, "vpn_gateway")?)))
        .collect();
    for (index, (number, second)) in seen.iter().enumerate() {
        if let Some((first, _)) = seen
            .iter()
            .take(index)
            .find(|(_, other)| other.overlaps(second))
        {
            scribe.inner(
                second.element.text_offset(),
                "overlapping inside subnets",
                "another inside subnet in each tunnel",
                format!("{} in tunnels {first} and {number}", second.subnet()),
            );
        }
    }
}

fn link_local(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    inside::for_each(root, |end| {
        if !end.address.is_link_local() {
            scribe.inner(
                end.element.text_offset(),
                "not link-local",
                "an address in 169.254.0.0/16",
                end.address.to_string(),
            );
        }
    });
}

fn reserved(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    inside::for_each(root, |end| {
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

fn outside(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    const PATH: &str = "tunnel_outside_address/ip_address";
    let mut seen: Vec<String> = Vec::new();
    for (number, tunnel) in tunnels(root) {
        let [customer, server] = SIDES.map(|side| tunnel.child(side).and_then(|s| s.path(PATH)));
        let Some(server) = server else { continue };
        let address = trimmed(server);
        if address.is_empty() {
            continue;
        }
        if seen.contains(&address) {
            scribe.inner(
                server.text_offset(),
                "one outside address for two tunnels",
                "another vpn_gateway address in each tunnel",
                format!("{} again in tunnel {number}", quote(&address)),
            );
        }
        if customer.is_some_and(|customer| trimmed(customer) == address) {
            scribe.inner(
                server.text_offset(),
                "the customer's address at the other end",
                "an address of the server",
                format!("{}, the customer's, in tunnel {number}", quote(&address)),
            );
        }
        seen.push(address);
    }
}
