//! Every ip_address and network_mask is an IPv4 address in dotted form.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::{PLACEHOLDER_ADDRESS, SIDES, trimmed, tunnels};
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/addresses-valid",
    level: Level::Should,
    summary: "Every ip_address and network_mask is an IPv4 address in dotted form.",
    requirements: &[
        "configuration/outside-address",
        "configuration/inside-address",
    ],
    explain: "The values go into router configuration as they are. From 2016-11-15 on an outside address may be IPv6. \
            White space around a value is the affair of configuration/no-padding, the page's YOUR_UPLINK_ADDRESS that of \
            configuration/customer-address-matches.\n\
            Passes: 72.21.209.193, 255.255.255.252.\n\
            Fails: 72.21.209, 72.21.209.256, 0.0.0.0, a link-local address outside, 072.021.209.193, vpn.example.com, an empty value.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("customer_gateway/tunnel_outside_address/ip_address"),
        Look::Element("vpn_gateway/tunnel_outside_address/ip_address"),
    ],
    judge: |rule, evidence| findings::parts(rule, evidence, "address of a tunnel", valid),
    faults: &[
        Fault::new(
            "outside-address-is-name",
            "sends a host name for its outside address",
            Hook::Tunnel(|tunnel| {
                let path = ["vpn_gateway", "tunnel_outside_address", "ip_address"];
                tunnel.set(&path, "vpn-gateway.example");
            }),
        ),
        Fault::new(
            "outside-address-zero",
            "sends 0.0.0.0 for its outside address",
            Hook::Tunnel(|tunnel| {
                let path = ["vpn_gateway", "tunnel_outside_address", "ip_address"];
                tunnel.set(&path, "0.0.0.0");
            }),
        ),
        Fault::new(
            "outside-address-link-local",
            "sends a link-local address for its outside address",
            Hook::Tunnel(|tunnel| {
                let path = ["vpn_gateway", "tunnel_outside_address", "ip_address"];
                tunnel.set(&path, "169.254.200.9");
            }),
        ),
        Fault::new(
            "inside-address-too-large",
            "sends an inside address with a number above 255",
            Hook::Tunnel(|tunnel| {
                let path = ["vpn_gateway", "tunnel_inside_address", "ip_address"];
                tunnel.set(&path, "169.254.256.1");
            }),
        ),
    ],
    ..Rule::SERVER
};

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
                scribe.saw();
                let text = trimmed(element);
                let outside = path.starts_with("tunnel_outside");
                let is_host = |a: Ipv4Addr| {
                    !(a.is_unspecified() || a.is_broadcast() || a.is_multicast() || a.is_loopback())
                };
                let is_host6 =
                    |a: Ipv6Addr| !(a.is_unspecified() || a.is_multicast() || a.is_loopback());
                let mask = path.ends_with("network_mask");
                let holds = text.parse::<Ipv4Addr>().is_ok_and(|a| mask || is_host(a))
                    || (outside && text == PLACEHOLDER_ADDRESS)
                    || (outside && modern && text.parse().is_ok_and(is_host6));
                if !holds {
                    scribe.inner(
                        element.text_offset(),
                        &format!("no address in {path}"),
                        "an IPv4 address",
                        quote(&text),
                    );
                }
                if outside && text.parse::<Ipv4Addr>().is_ok_and(|a| a.is_link_local()) {
                    scribe.inner(
                        element.text_offset(),
                        "a link-local address outside",
                        "an address that another network reaches",
                        quote(&text),
                    );
                }
            }
        }
    }
}
