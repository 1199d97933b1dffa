//! Notes whether the elements of the inner document come in their usual order.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/element-order",
    level: Level::Advisory,
    summary: "Notes whether the elements of the inner document come in their usual order.",
    requirements: &["configuration/ike-order"],
    explain: "All real documents have one order. The page contradicts itself: in its first tunnel mode stands before \
            pre_shared_key, in its second behind it. So no order can be asked for.\n\
            Passes: the order of the first tunnel of the page's example throughout.\n\
            Noted: mode behind pre_shared_key, as in the second one; any other order.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpn_connection/(children)")],
    judge: |rule, evidence| {
        findings::parts(
            rule,
            evidence,
            "pair of elements whose order is known",
            order,
        )
    },
    faults: &[Fault::new(
        "configuration-order",
        "puts the elements of the configuration in an order that no document has",
        Hook::Configuration(|root, _| root.children.reverse()),
    )],
    variants: &[Variant::new(
        "ike-order",
        "puts pre_shared_key before mode in one tunnel, as the page does",
        Hook::Tunnel(|tunnel| {
            if let Some(ike) = tunnel.at(&["ike"]) {
                ike.children.reverse();
            }
        }),
    )],
    ..Rule::SERVER
};

/// The usual order of the children, by parent.
const ORDERS: [(&str, &[&str]); 8] = [
    (
        "vpn_connection",
        &[
            "customer_gateway_id",
            "vpn_gateway_id",
            "vpn_connection_type",
            "vpn_connection_attributes",
            "ipsec_tunnel",
        ],
    ),
    (
        "ipsec_tunnel",
        &["customer_gateway", "vpn_gateway", "ike", "ipsec"],
    ),
    (
        "customer_gateway",
        &[
            "tunnel_outside_address",
            "tunnel_inside_address",
            "tunnel_inside_ipv6_address",
            "bgp",
        ],
    ),
    (
        "vpn_gateway",
        &[
            "tunnel_outside_address",
            "tunnel_inside_address",
            "tunnel_inside_ipv6_address",
            "bgp",
        ],
    ),
    (
        "tunnel_inside_address",
        &["ip_address", "network_mask", "network_cidr"],
    ),
    ("bgp", &["asn", "hold_time"]),
    (
        "ike",
        &[
            "authentication_protocol",
            "encryption_protocol",
            "lifetime",
            "perfect_forward_secrecy",
            "mode",
            "pre_shared_key",
        ],
    ),
    (
        "ipsec",
        &[
            "protocol",
            "authentication_protocol",
            "encryption_protocol",
            "lifetime",
            "perfect_forward_secrecy",
            "mode",
            "clear_df_bit",
            "fragmentation_before_encryption",
            "tcp_mss_adjustment",
            "dead_peer_detection",
        ],
    ),
];

fn order(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let mut todo = vec![root];
    while let Some(element) = todo.pop() {
        todo.extend(element.children());
        let Some((_, names)) = ORDERS.iter().find(|(parent, _)| *parent == element.name()) else {
            continue;
        };
        let rank = |child: &Element<'_>| names.iter().position(|n| *n == child.name());
        let known: Vec<(usize, Element<'_>)> = element
            .children()
            .filter_map(|c| Some((rank(&c)?, c)))
            .collect();
        for pair in known.windows(2) {
            scribe.saw();
            if let [(before, first), (after, second)] = pair
                && after < before
            {
                scribe.inner(
                    second.offset(),
                    &format!("order in {}", element.name()),
                    format!("{} before {}", second.name(), first.name()),
                    format!("{} behind {}", second.name(), first.name()),
                );
                break;
            }
        }
    }
}
