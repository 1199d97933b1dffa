//! Each tunnel has its four sections and the values in them, each once.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::configuration::tunnels;
use crate::rule::findings::Scribe;
use crate::rule::look::{Answer, Look};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/tunnel-sections",
    level: Level::Should,
    summary: "Each tunnel has its four sections and the values in them, each once.",
    requirements: &["configuration/tunnel-sections"],
    explain: "customer_gateway and vpn_gateway with outside and inside address, ike and ipsec with their settings: a \
            generator of router configuration leaves a hole where one is missing. Whether there is bgp, and a key, is for \
            checks of their own; where there is bgp it has both values, and clear_df_bit may be absent. Unknown elements are no finding, for no schema is published, nor is the order.\n\
            Passes: the tunnels of the page's example, also without bgp for static routing.\n\
            Fails: a tunnel without ike, two vpn_gateway elements, no network_mask.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Rest(Answer::Inner)],
    judge: |rule, evidence| findings::parts(rule, evidence, "ipsec_tunnel", sections),
    faults: &[
        Fault::new(
            "ike-missing",
            "leaves out ike",
            Hook::Tunnel(|tunnel| tunnel.remove("ike")),
        ),
        Fault::new(
            "vpn-gateway-section-missing",
            "leaves out vpn_gateway",
            Hook::Tunnel(|tunnel| {
                tunnel.remove("vpn_gateway");
            }),
        ),
        Fault::new(
            "ipsec-twice",
            "sends ipsec twice in one tunnel",
            Hook::Tunnel(|tunnel| {
                if let Some(last) = tunnel.children.last().cloned() {
                    tunnel.children.push(last);
                }
            }),
        ),
        Fault::new(
            "hold-time-missing",
            "leaves out the hold time of its own side",
            Hook::Tunnel(|tunnel| {
                if let Some(bgp) = tunnel.at(&["vpn_gateway", "bgp"]) {
                    bgp.remove("hold_time");
                }
            }),
        ),
        Fault::new(
            "dead-peer-detection-missing",
            "leaves out dead_peer_detection",
            Hook::Tunnel(|tunnel| {
                if let Some(ipsec) = tunnel.at(&["ipsec"]) {
                    ipsec.remove("dead_peer_detection");
                }
            }),
        ),
    ],
    variants: &[Variant::new(
        "no-df-bit",
        "leaves out clear_df_bit, which the service's own style sheets treat as optional",
        Hook::Tunnel(|tunnel| {
            if let Some(ipsec) = tunnel.at(&["ipsec"]) {
                ipsec.remove("clear_df_bit");
            }
        }),
    )],
    ..Rule::SERVER
};

/// The sections of a tunnel with what must stand in each, in the usual order.
const SECTIONS: [(&str, &[&str]); 13] = [
    (
        "customer_gateway",
        &[
            "tunnel_outside_address/ip_address",
            "tunnel_inside_address/ip_address",
            "tunnel_inside_address/network_mask",
            "tunnel_inside_address/network_cidr",
        ],
    ),
    (
        "vpn_gateway",
        &[
            "tunnel_outside_address/ip_address",
            "tunnel_inside_address/ip_address",
            "tunnel_inside_address/network_mask",
            "tunnel_inside_address/network_cidr",
        ],
    ),
    (
        "ike",
        &[
            "authentication_protocol",
            "encryption_protocol",
            "lifetime",
            "perfect_forward_secrecy",
            "mode",
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
            "fragmentation_before_encryption",
            "tcp_mss_adjustment",
            "dead_peer_detection/interval",
            "dead_peer_detection/retries",
        ],
    ),
    // Optional ones: nothing is missed, but two of them are one too many.
    ("customer_gateway/bgp", &["asn", "hold_time"]),
    ("vpn_gateway/bgp", &["asn", "hold_time"]),
    ("customer_gateway/tunnel_outside_address", &[]),
    ("customer_gateway/tunnel_inside_address", &[]),
    ("vpn_gateway/tunnel_outside_address", &[]),
    ("vpn_gateway/tunnel_inside_address", &[]),
    ("ike/pre_shared_key", &[]),
    ("ipsec/clear_df_bit", &[]),
    ("ipsec/dead_peer_detection", &[]),
];

fn sections(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (number, tunnel) in tunnels(root) {
        scribe.saw();
        for (section, leaves) in SECTIONS {
            let required = !section.contains('/') && !leaves.is_empty();
            once(scribe, number, tunnel, section, required);
            let Some(section_element) = tunnel.path(section) else {
                continue;
            };
            for leaf in leaves {
                once(scribe, number, section_element, leaf, true);
            }
        }
    }
}

/// Reports an element that is missing though required, or that stands twice.
fn once(
    scribe: &mut Scribe<'_, '_>,
    number: usize,
    element: Element<'_>,
    path: &str,
    required: bool,
) {
    let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = match parents {
        "" => Some(element),
        parents => element.path(parents),
    };
    let within = element.name();
    let mut same = parent
        .into_iter()
        .flat_map(|p| p.children())
        .filter(|c| c.name() == name);
    match (same.next(), same.next()) {
        (None, _) if required => scribe.inner(
            element.offset(),
            &format!("{within} without {path}"),
            format!("{path} in {within} of each tunnel"),
            format!("none in tunnel {number}"),
        ),
        (Some(_), Some(second)) => scribe.inner(
            second.offset(),
            &format!("{path} twice in {within}"),
            format!("{path} once in {within}"),
            format!("a second one in tunnel {number}"),
        ),
        _ => {}
    }
}
