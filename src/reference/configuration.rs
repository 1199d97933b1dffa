//! The configuration document of a connection (page, Example Response; protocol notes, section 5).

use crate::reference::element::Element;
use crate::reference::state::{Connection, Tunnel};

/// The document, with two tunnels and every element a real one has.
pub(crate) fn document(connection: &Connection) -> Element {
    let vpn_gateway = connection.vpn_gateway_id.as_deref().unwrap_or_default();
    let mut root = Element::branch(
        "vpn_connection",
        [
            Element::leaf("customer_gateway_id", &*connection.customer_gateway_id),
            Element::leaf("vpn_gateway_id", vpn_gateway),
            Element::leaf("vpn_connection_type", &*connection.kind),
        ],
    )
    .attribute("id", &connection.id);
    if connection.static_routes {
        root.push(Element::leaf(
            "vpn_connection_attributes",
            "NoBGPVPNConnection",
        ));
    }
    for tunnel in &connection.tunnels {
        root.push(section(connection, tunnel));
    }
    root
}

fn section(connection: &Connection, tunnel: &Tunnel) -> Element {
    let inside6 = tunnel.inside6.as_ref();
    Element::branch(
        "ipsec_tunnel",
        [
            side(
                "customer_gateway",
                &connection.customer_address,
                (&tunnel.customer_inside, inside6.map(|i| &*i.customer)),
                (!connection.static_routes).then_some(&connection.customer_asn),
            ),
            side(
                "vpn_gateway",
                &tunnel.outside,
                (&tunnel.gateway_inside, inside6.map(|i| &*i.gateway)),
                (!connection.static_routes).then_some(&connection.gateway_asn),
            ),
            leaves(
                "ike",
                &[
                    ("authentication_protocol", "sha1"),
                    ("encryption_protocol", "aes-128-cbc"),
                    ("lifetime", "28800"),
                    ("perfect_forward_secrecy", "group2"),
                    ("mode", "main"),
                    ("pre_shared_key", tunnel.key.expose()),
                ],
            ),
            ipsec(connection.mss),
        ],
    )
}

fn side(
    name: &str,
    outside: &str,
    (inside, inside6): (&str, Option<&str>),
    asn: Option<&String>,
) -> Element {
    let mut side = Element::branch(
        name,
        [
            leaves("tunnel_outside_address", &[("ip_address", outside)]),
            leaves(
                "tunnel_inside_address",
                &[
                    ("ip_address", inside),
                    ("network_mask", "255.255.255.252"),
                    ("network_cidr", "30"),
                ],
            ),
        ],
    );
    if let Some(inside) = inside6 {
        side.push(leaves(
            "tunnel_inside_ipv6_address",
            &[("ip_address", inside), ("prefix_length", "128")],
        ));
    }
    if let Some(asn) = asn {
        side.push(leaves("bgp", &[("asn", asn), ("hold_time", "30")]));
    }
    side
}

fn ipsec(mss: &str) -> Element {
    let mut ipsec = leaves(
        "ipsec",
        &[
            ("protocol", "esp"),
            ("authentication_protocol", "hmac-sha1-96"),
            ("encryption_protocol", "aes-128-cbc"),
            ("lifetime", "3600"),
            ("perfect_forward_secrecy", "group2"),
            ("mode", "tunnel"),
            ("clear_df_bit", "true"),
            ("fragmentation_before_encryption", "true"),
            ("tcp_mss_adjustment", mss),
        ],
    );
    ipsec.push(leaves(
        "dead_peer_detection",
        &[("interval", "10"), ("retries", "3")],
    ));
    ipsec
}

fn leaves(name: &str, leaves: &[(&str, &str)]) -> Element {
    Element::branch(
        name,
        leaves.iter().map(|(name, text)| Element::leaf(name, *text)),
    )
}
