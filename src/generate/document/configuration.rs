//! Configurations: BGP and static, IPv6 inside, transit gateway, one to many tunnels, unknown elements.

use arbitrary::Unstructured;

use crate::generate::document::draw::{below, pick, rarely};
use crate::generate::document::field::Target;
use crate::generate::document::tree::Tree;
use crate::generate::document::value;

/// What the tunnels of one configuration have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    is_static: bool,
    ipv6: bool,
    unknown: bool,
    customer_address: &'static str,
    customer_asn: &'static str,
    asn: &'static str,
    mss: &'static str,
    lifetime: &'static str,
}

/// One tunnel's own values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tunnel {
    outside: &'static str,
    inside: (&'static str, &'static str),
    ipv6: (&'static str, &'static str),
    key: &'static str,
    key_before_mode: bool,
}

/// Draws a configuration for these ids; empty bytes give the page's example.
pub fn draw(
    u: &mut Unstructured<'_>,
    id: &'static str,
    customer_gateway_id: &'static str,
    vpn_gateway_id: &'static str,
) -> Tree {
    let shape = Shape {
        is_static: rarely(u, 4),
        ipv6: rarely(u, 6),
        unknown: rarely(u, 5),
        customer_address: pick(u, value::CUSTOMER_ADDRESS),
        customer_asn: pick(u, value::CUSTOMER_ASN),
        asn: pick(u, value::ASN),
        mss: pick(u, value::MSS),
        lifetime: pick(u, value::LIFETIME),
    };
    let tunnels = pick(u, &[2, 2, 2, 1, 2, 3, 2, 4, 8]);
    let mut tree = Tree {
        target: Target::Configuration,
        attribute: id.into(),
        nodes: Vec::with_capacity(16 + 56 * tunnels),
    };
    tree.plain("customer_gateway_id", customer_gateway_id);
    tree.plain("vpn_gateway_id", vpn_gateway_id);
    tree.plain("vpn_connection_type", "ipsec.1");
    if shape.is_static {
        tree.plain("vpn_connection_attributes", "NoBGPVPNConnection");
    }
    for index in 0..tunnels {
        let own = draw_tunnel(u, index);
        tree.element("ipsec_tunnel", |tree| tunnel(tree, &shape, &own));
    }
    if shape.unknown {
        tree.plain(pick(u, value::UNKNOWN), "of a later version");
    }
    tree
}

fn draw_tunnel(u: &mut Unstructured<'_>, index: usize) -> Tunnel {
    let (outside, inside, key) = match index % 2 {
        0 => (value::OUTSIDE, value::INSIDE, value::KEY),
        _ => (
            value::SECOND_OUTSIDE,
            value::SECOND_INSIDE,
            value::SECOND_KEY,
        ),
    };
    Tunnel {
        outside: pick(u, outside),
        inside: pick(u, inside),
        ipv6: pick(u, value::INSIDE_IPV6),
        key: pick(u, key),
        key_before_mode: (below(u, 3) + index) % 3 == 1,
    }
}

fn tunnel(tree: &mut Tree, shape: &Shape, own: &Tunnel) {
    let (near, far) = own.inside;
    let (near6, far6) = own.ipv6;
    tree.element("customer_gateway", |tree| {
        side(
            tree,
            shape,
            shape.customer_address,
            near,
            near6,
            shape.customer_asn,
        )
    });
    tree.element("vpn_gateway", |tree| {
        side(tree, shape, own.outside, far, far6, shape.asn)
    });
    tree.element("ike", |tree| ike(tree, shape, own));
    tree.element("ipsec", |tree| ipsec(tree, shape));
}

fn side(
    tree: &mut Tree,
    shape: &Shape,
    outside: &'static str,
    inside: &'static str,
    ipv6: &'static str,
    asn: &'static str,
) {
    tree.element("tunnel_outside_address", |tree| {
        tree.plain("ip_address", outside)
    });
    tree.element("tunnel_inside_address", |tree| {
        tree.plain("ip_address", inside);
        tree.plain("network_mask", "255.255.255.252");
        tree.plain("network_cidr", "30");
    });
    if shape.ipv6 {
        tree.element("tunnel_inside_ipv6_address", |tree| {
            tree.plain("ip_address", ipv6);
            tree.plain("prefix_length", "126");
        });
    }
    if !shape.is_static {
        tree.element("bgp", |tree| {
            tree.plain("asn", asn);
            tree.plain("hold_time", "30");
        });
    }
}

fn ike(tree: &mut Tree, shape: &Shape, own: &Tunnel) {
    tree.plain("authentication_protocol", "sha1");
    tree.plain("encryption_protocol", "aes-128-cbc");
    tree.plain("lifetime", shape.lifetime);
    tree.plain("perfect_forward_secrecy", "group2");
    if own.key_before_mode {
        tree.plain("pre_shared_key", own.key);
    }
    tree.plain("mode", "main");
    if !own.key_before_mode {
        tree.plain("pre_shared_key", own.key);
    }
    if shape.unknown {
        tree.plain("key_exchange_extension", "of a later version");
    }
}

fn ipsec(tree: &mut Tree, shape: &Shape) {
    tree.plain("protocol", "esp");
    tree.plain("authentication_protocol", "hmac-sha1-96");
    tree.plain("encryption_protocol", "aes-128-cbc");
    tree.plain("lifetime", "3600");
    tree.plain("perfect_forward_secrecy", "group2");
    tree.plain("mode", "tunnel");
    tree.plain("clear_df_bit", "true");
    tree.plain("fragmentation_before_encryption", "true");
    tree.plain("tcp_mss_adjustment", shape.mss);
    tree.element("dead_peer_detection", |tree| {
        tree.plain("interval", "10");
        tree.plain("retries", "3");
    });
}
