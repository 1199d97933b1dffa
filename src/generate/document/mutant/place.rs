//! The leaves that mutations of text are made in.

use crate::generate::document::field::Target;

/// The leaf that mutations of text are made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which tunnel, if in one: no other element of the name comes before it there.
    pub tunnel: Option<usize>,
    /// The element.
    pub name: &'static str,
    /// The field that it is.
    pub path: &'static str,
}

/// The places of a response, the usual one first.
const IN_RESPONSE: &[Place] = &[
    top("state"),
    top("requestId"),
    top("vpnGatewayId"),
    top("vpnConnectionId"),
    top("type"),
    top("customerGatewayId"),
    top("customerGatewayConfiguration"),
];

/// The places of a configuration, the usual one first.
const IN_CONFIGURATION: &[Place] = &[
    top("customer_gateway_id"),
    tunnel(0, "pre_shared_key", "tunnels/0/ike/pre_shared_key"),
    tunnel(1, "pre_shared_key", "tunnels/1/ike/pre_shared_key"),
    tunnel(1, "retries", "tunnels/1/ipsec/dead_peer_detection/retries"),
    tunnel(
        1,
        "ip_address",
        "tunnels/1/customer_gateway/tunnel_outside_address/ip_address",
    ),
    tunnel(0, "asn", "tunnels/0/customer_gateway/bgp/asn"),
    tunnel(
        0,
        "tcp_mss_adjustment",
        "tunnels/0/ipsec/tcp_mss_adjustment",
    ),
    top("vpn_gateway_id"),
    top("vpn_connection_type"),
];

pub(super) const fn top(name: &'static str) -> Place {
    Place {
        tunnel: None,
        name,
        path: name,
    }
}

const fn tunnel(tunnel: usize, name: &'static str, path: &'static str) -> Place {
    Place {
        tunnel: Some(tunnel),
        name,
        path,
    }
}

impl Place {
    /// Every place of a document, the usual one first.
    pub fn all(target: Target) -> &'static [Self] {
        match target {
            Target::Configuration => IN_CONFIGURATION,
            Target::Response => IN_RESPONSE,
        }
    }
}
