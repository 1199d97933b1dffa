//! Faults in the tunnels of the configuration.

use std::net::Ipv4Addr;

use crate::reference::element::Element;
use crate::reference::fault::{Fault, fault};
use crate::reference::hook::Hook;
use crate::reference::hook::Hook::{Configuration, Made};
use crate::reference::state::Tunnel;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "tunnel-missing",
        "sends one tunnel",
        &["configuration/two-tunnels"],
        Made(|connection, _| connection.tunnels.truncate(1)),
    ),
    fault(
        "tunnel-extra",
        "sends three tunnels",
        &["configuration/two-tunnels"],
        Made(|connection, state| {
            let mut random = state.random.clone();
            let inside = Tunnel::inside(random.inside_base(), false);
            connection.tunnels.push(Tunnel {
                key: random.key(),
                outside: random.outside_address().to_string(),
                ..inside
            });
        }),
    ),
    fault(
        "tunnels-identical",
        "sends the same tunnel twice (moto 5.2.5)",
        &[
            "configuration/inside-subnets-disjoint",
            "configuration/outside-addresses-distinct",
            "secret/keys-differ-between-tunnels",
        ],
        Made(|connection, _| {
            if let Some(first) = connection.tunnels.first().cloned() {
                connection.tunnels = vec![first.clone(), first];
            }
        }),
    ),
    section("ike-missing", "leaves out ike", |tunnel| {
        tunnel.remove("ike")
    }),
    section(
        "vpn-gateway-section-missing",
        "leaves out vpn_gateway",
        |tunnel| {
            tunnel.remove("vpn_gateway");
        },
    ),
    section("ipsec-twice", "sends ipsec twice in one tunnel", |tunnel| {
        if let Some(last) = tunnel.children.last().cloned() {
            tunnel.children.push(last);
        }
    }),
    section(
        "dead-peer-detection-missing",
        "leaves out dead_peer_detection",
        |tunnel| {
            if let Some(ipsec) = tunnel.at(&["ipsec"]) {
                ipsec.remove("dead_peer_detection");
            }
        },
    ),
    fault(
        "key-missing",
        "leaves out pre_shared_key in one tunnel",
        &["configuration/tunnel-keys-present"],
        Hook::Tunnel(|tunnel| {
            if let Some(ike) = tunnel.at(&["ike"]) {
                ike.remove("pre_shared_key");
            }
        }),
    ),
    fault(
        "key-empty",
        "leaves pre_shared_key empty in one tunnel",
        &["configuration/tunnel-keys-present"],
        Hook::Tunnel(|tunnel| tunnel.set(&["ike", "pre_shared_key"], "")),
    ),
    fault(
        "bgp-on-one-side",
        "leaves out bgp on the side of the customer",
        &["configuration/bgp-or-static-consistent"],
        Hook::Tunnel(|tunnel| {
            if let Some(side) = tunnel.at(&["customer_gateway"]) {
                side.remove("bgp");
            }
        }),
    ),
    fault(
        "static-with-bgp",
        "calls the connection static and sends bgp all the same",
        &["configuration/bgp-or-static-consistent"],
        Configuration(|root, _| {
            root.push(Element::leaf(
                "vpn_connection_attributes",
                "NoBGPVPNConnection",
            ));
        }),
    ),
    fault(
        "outside-address-is-name",
        "sends a host name for its outside address",
        &["configuration/addresses-valid"],
        Hook::Tunnel(|tunnel| {
            let path = ["vpn_gateway", "tunnel_outside_address", "ip_address"];
            tunnel.set(&path, "vpn-gateway.example");
        }),
    ),
    fault(
        "inside-address-too-large",
        "sends an inside address with a number above 255",
        &["configuration/addresses-valid"],
        Hook::Tunnel(|tunnel| {
            let path = ["vpn_gateway", "tunnel_inside_address", "ip_address"];
            tunnel.set(&path, "169.254.256.1");
        }),
    ),
    fault(
        "inside-addresses-equal",
        "gives both ends of a tunnel the same inside address",
        &["configuration/inside-addresses-paired"],
        Made(|connection, _| {
            for tunnel in &mut connection.tunnels {
                tunnel.customer_inside.clone_from(&tunnel.gateway_inside);
            }
        }),
    ),
    fault(
        "inside-addresses-crossed",
        "gives the end of the customer an address out of the other tunnel",
        &["configuration/inside-addresses-paired"],
        Made(|connection, _| {
            if let [first, second] = connection.tunnels.as_mut_slice() {
                std::mem::swap(&mut first.customer_inside, &mut second.customer_inside);
            }
        }),
    ),
    fault(
        "inside-address-of-network",
        "gives the end of the customer the address of the network itself",
        &["configuration/inside-addresses-paired"],
        Made(|connection, _| {
            for tunnel in &mut connection.tunnels {
                let base = tunnel.inside_cidr.trim_end_matches("/30").to_owned();
                tunnel.customer_inside = base;
            }
        }),
    ),
    mask(
        "mask-of-24",
        "sends the mask of a /24 with prefix length 30",
        |tunnel| {
            tunnel.set(
                &["vpn_gateway", "tunnel_inside_address", "network_mask"],
                "255.255.255.0",
            );
        },
    ),
    mask(
        "prefix-length-24",
        "sends prefix length 24 with the mask of a /30",
        |tunnel| {
            tunnel.set(
                &["vpn_gateway", "tunnel_inside_address", "network_cidr"],
                "24",
            );
        },
    ),
    mask("mask-with-hole", "sends a mask that is no mask", |tunnel| {
        tunnel.set(
            &["vpn_gateway", "tunnel_inside_address", "network_mask"],
            "255.255.0.252",
        );
    }),
    fault(
        "inside-subnets-equal",
        "gives both tunnels the same inside network",
        &["configuration/inside-subnets-disjoint"],
        Made(|connection, _| {
            if let [first, second] = connection.tunnels.as_mut_slice() {
                second.inside_cidr.clone_from(&first.inside_cidr);
                second.customer_inside.clone_from(&first.customer_inside);
                second.gateway_inside.clone_from(&first.gateway_inside);
            }
        }),
    ),
    fault(
        "inside-private",
        "takes inside addresses from 10.0.0.0/8",
        &["configuration/inside-link-local"],
        Made(|connection, _| {
            for tunnel in &mut connection.tunnels {
                for text in [
                    &mut tunnel.inside_cidr,
                    &mut tunnel.customer_inside,
                    &mut tunnel.gateway_inside,
                ] {
                    *text = text.replace("169.254.", "10.11.");
                }
            }
        }),
    ),
    fault(
        "inside-reserved",
        "takes an inside network that is reserved",
        &["configuration/inside-not-reserved"],
        Made(|connection, _| {
            if let Some(tunnel) = connection.tunnels.first_mut() {
                let inside = Tunnel::inside(Ipv4Addr::new(169, 254, 169, 252), false);
                tunnel.inside_cidr = inside.inside_cidr;
                tunnel.customer_inside = inside.customer_inside;
                tunnel.gateway_inside = inside.gateway_inside;
            }
        }),
    ),
    fault(
        "outside-addresses-equal",
        "gives both tunnels the same outside address",
        &["configuration/outside-addresses-distinct"],
        Made(|connection, _| {
            if let [first, second] = connection.tunnels.as_mut_slice() {
                second.outside.clone_from(&first.outside);
            }
        }),
    ),
    fault(
        "customer-address-constant",
        "sends 12.1.2.3 for every customer gateway (moto 5.2.5)",
        &["configuration/customer-address-matches"],
        Made(|connection, _| connection.customer_address = "12.1.2.3".to_owned()),
    ),
    fault(
        "customer-address-placeholder",
        "sends the placeholder of the page for the address of the customer gateway",
        &["configuration/customer-address-matches"],
        Made(|connection, _| connection.customer_address = "YOUR_UPLINK_ADDRESS".to_owned()),
    ),
    fault(
        "customer-address-of-other-end",
        "sends the outside address of the service for the customer gateway in the second tunnel",
        &["configuration/customer-address-matches"],
        Configuration(|root, connection| {
            if let (Some(tunnel), Some(other)) =
                (root.elements_mut().last(), connection.tunnels.first())
            {
                let path = ["customer_gateway", "tunnel_outside_address", "ip_address"];
                tunnel.set(&path, other.outside.as_str());
            }
        }),
    ),
    fault(
        "customer-asn-constant",
        "sends 65000 for every customer gateway (moto 5.2.5)",
        &["configuration/customer-asn-matches"],
        Made(|connection, _| connection.customer_asn = "65000".to_owned()),
    ),
    fault(
        "customer-asn-placeholder",
        "sends the placeholder of the page for the ASN of the customer gateway",
        &["configuration/customer-asn-matches"],
        Made(|connection, _| connection.customer_asn = "YOUR_BGP_ASN".to_owned()),
    ),
    fault(
        "asns-swapped",
        "swaps the ASNs of the two ends",
        &["configuration/customer-asn-matches"],
        Made(|connection, _| {
            std::mem::swap(&mut connection.customer_asn, &mut connection.gateway_asn);
        }),
    ),
    number(
        "ike-lifetime-zero",
        "sends an ike lifetime of 0",
        |tunnel| {
            tunnel.set(&["ike", "lifetime"], "0");
        },
    ),
    number(
        "ipsec-lifetime-word",
        "sends an ipsec lifetime in words",
        |tunnel| {
            tunnel.set(&["ipsec", "lifetime"], "one hour");
        },
    ),
    number(
        "mss-too-large",
        "sends a segment size that no packet can have",
        |tunnel| {
            tunnel.set(&["ipsec", "tcp_mss_adjustment"], "70000");
        },
    ),
    number(
        "hold-time-negative",
        "sends a negative hold time",
        |tunnel| {
            tunnel.set(&["vpn_gateway", "bgp", "hold_time"], "-30");
        },
    ),
    number(
        "interval-empty",
        "leaves the interval of dead peer detection empty",
        |tunnel| {
            tunnel.set(&["ipsec", "dead_peer_detection", "interval"], "");
        },
    ),
    number(
        "gateway-asn-too-large",
        "sends an ASN that does not fit in 32 bits",
        |tunnel| {
            tunnel.set(&["vpn_gateway", "bgp", "asn"], "4294967296");
        },
    ),
    algorithm("encryption-des", "encrypts with DES", |tunnel| {
        tunnel.set(&["ipsec", "encryption_protocol"], "des-cbc");
    }),
    algorithm(
        "authentication-none",
        "names no authentication for ike",
        |tunnel| {
            tunnel.set(&["ike", "authentication_protocol"], "none");
        },
    ),
    mode(
        "ike-aggressive",
        "asks for the aggressive mode of ike",
        |tunnel| {
            tunnel.set(&["ike", "mode"], "aggressive");
        },
    ),
    mode("protocol-ah", "asks for AH instead of ESP", |tunnel| {
        tunnel.set(&["ipsec", "protocol"], "ah");
    }),
    algorithm(
        "group-without-number",
        "names a Diffie-Hellman group without its number",
        |tunnel| {
            tunnel.set(&["ike", "perfect_forward_secrecy"], "group");
        },
    ),
    mode("switch-yes", "says yes where true is meant", |tunnel| {
        tunnel.set(&["ipsec", "clear_df_bit"], "yes");
    }),
    lifetime(
        "ike-lifetime-of-a-day",
        "sends an ike lifetime of a day",
        |tunnel| {
            tunnel.set(&["ike", "lifetime"], "86400");
        },
    ),
    lifetime(
        "lifetimes-equal",
        "sends the lifetime of ike for ipsec too",
        |tunnel| {
            tunnel.set(&["ipsec", "lifetime"], "28800");
        },
    ),
];

/// A change of the last tunnel of the document.
type Change = fn(&mut Element);

const fn section(id: &'static str, summary: &'static str, change: Change) -> Fault {
    fault(
        id,
        summary,
        &["configuration/tunnel-sections"],
        Hook::Tunnel(change),
    )
}

const fn mask(id: &'static str, summary: &'static str, change: Change) -> Fault {
    fault(
        id,
        summary,
        &["configuration/mask-matches-cidr"],
        Hook::Tunnel(change),
    )
}

const fn number(id: &'static str, summary: &'static str, change: Change) -> Fault {
    fault(
        id,
        summary,
        &["configuration/numbers-in-range"],
        Hook::Tunnel(change),
    )
}

const fn mode(id: &'static str, summary: &'static str, change: Change) -> Fault {
    fault(
        id,
        summary,
        &["configuration/known-modes"],
        Hook::Tunnel(change),
    )
}

const fn lifetime(id: &'static str, summary: &'static str, change: Change) -> Fault {
    fault(
        id,
        summary,
        &["configuration/lifetimes-in-range"],
        Hook::Tunnel(change),
    )
}

const fn algorithm(id: &'static str, summary: &'static str, change: Change) -> Fault {
    fault(
        id,
        summary,
        &["configuration/known-algorithms"],
        Hook::Tunnel(change),
    )
}
