//! The bodies that are measured: deterministic, of the shapes that are seen.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark may"
)]

use vpnconform::document::model::{
    Bgp, Carried, CloudWatchLogOptions, Configuration, DeadPeerDetection, Ike, InsideAddress,
    Ipsec, LogOptions, Options, OutsideAddress, Response, Route, Side, Tag, Telemetry, Text,
    Tunnel, TunnelOption, VpnConnection,
};
use vpnconform::document::write;
use vpnconform::document::write::Style;
use vpnconform::secret::Secret;

/// The example of the page, its configuration escaped as the page says it is.
pub const PAGE: &str = include_str!("../../corpora/response/page-example.xml");

/// A body in which the configuration does not close its second tunnel.
pub fn malformed() -> String {
    let body = modern(7);
    let end = "&lt;/ipsec_tunnel&gt;";
    let at = body.rfind(end).expect("there are tunnels");
    format!(
        "{}&lt;/ipsec_tunnal&gt;{}",
        &body[..at],
        &body[at + end.len()..]
    )
}

/// A body of the version 2016-11-15 with all it may have.
pub fn modern(seed: u64) -> String {
    body(&mut Random(seed), true)
}

/// A thousand bodies: every fifth of 2012, the others of 2016 with varying parts.
pub fn batch() -> Vec<String> {
    (0..1000)
        .map(|seed| match seed % 5 {
            0 => page_like(&mut Random(seed)),
            _ => body(&mut Random(seed), false),
        })
        .collect()
}

/// A body with so many times the tags of a usual one.
pub fn large(times: usize) -> String {
    let body = modern(3);
    let at = body.find("<tagSet>").expect("there are tags") + "<tagSet>".len();
    let item = "\n            <item>\n                <key>Name</key>\n                <value>a &amp; b, or something of usual length</value>\n            </item>";
    format!("{}{}{}", &body[..at], item.repeat(times), &body[at..])
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % bound
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.below(alphabet.len() as u64) as usize]))
            .collect()
    }

    fn hex(&mut self, length: usize) -> String {
        self.text(b"0123456789abcdef", length)
    }

    fn key(&mut self, length: usize) -> String {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
        self.text(alphabet, length)
    }

    fn address(&mut self) -> String {
        let [a, b, c] = [self.below(200), self.below(256), self.below(256)];
        format!("{}.{b}.{c}.{}", 3 + a, 1 + self.below(254))
    }
}

fn some<'a>(text: impl Into<Text<'a>>) -> Option<Text<'a>> {
    Some(text.into())
}

fn page_like(random: &mut Random) -> String {
    let mut body = PAGE.to_owned();
    for id in ["44a8938f", "b4dc3961", "8db04f81"] {
        body = body.replace(id, &random.hex(8));
    }
    for key in ["plain-text-password1", "plain-text-password2"] {
        body = body.replace(key, &random.key(32));
    }
    body
}

fn body(random: &mut Random, full: bool) -> String {
    let connection = format!("vpn-0{}", random.hex(16));
    let customer = format!("cgw-0{}", random.hex(16));
    let gateway = format!("vgw-0{}", random.hex(16));
    let is_static = !full && random.below(3) == 0;
    let uplink = random.address();
    let places: Vec<Place> = (0..2).map(|_| Place::new(random)).collect();
    let tunnels = places.iter().map(|p| p.tunnel(&uplink, is_static));
    let configuration = Configuration {
        id: some(&connection),
        customer_gateway_id: some(&customer),
        vpn_gateway_id: some(&gateway),
        vpn_connection_type: some("ipsec.1"),
        vpn_connection_attributes: is_static.then(|| "NoBGPVPNConnection".into()),
        tunnels: tunnels.collect(),
    };
    let style = Style::default();
    let inner = Style {
        indentation: Some(2),
        ..style
    };
    let algorithms = full || random.below(2) == 0;
    let tags = if full { 3 } else { random.below(12) };
    let routes = if is_static { 1 + random.below(4) } else { 0 };
    let response = Response {
        namespace: some("http://ec2.amazonaws.com/doc/2016-11-15/"),
        request_id: some(format!(
            "{}-{}-4{}-8{}-{}",
            random.hex(8),
            random.hex(4),
            random.hex(3),
            random.hex(3),
            random.hex(12)
        )),
        vpn_connection: Some(VpnConnection {
            vpn_connection_id: some(&connection),
            state: some("pending"),
            customer_gateway_configuration: Some(Carried::new(write::configuration(
                &configuration,
                &inner,
            ))),
            kind: some("ipsec.1"),
            customer_gateway_id: some(&customer),
            vpn_gateway_id: some(&gateway),
            transit_gateway_id: None,
            category: some("VPN"),
            gateway_association_state: some("associated"),
            options: Some(Options {
                enable_acceleration: some("false"),
                static_routes_only: some(is_static.to_string()),
                local_ipv4_network_cidr: some("0.0.0.0/0"),
                remote_ipv4_network_cidr: some("0.0.0.0/0"),
                outside_ip_address_type: some("PublicIpv4"),
                tunnel_inside_ip_version: some("ipv4"),
                tunnel_option_set: Some(places.iter().map(|p| p.option(algorithms)).collect()),
            }),
            routes: Some(
                (0..routes)
                    .map(|_| Route {
                        destination_cidr_block: some(format!("10.{}.0.0/16", random.below(256))),
                        source: some("Static"),
                        state: some("available"),
                    })
                    .collect(),
            ),
            tag_set: Some(
                (0..tags)
                    .map(|number| Tag {
                        key: some(format!("Tag{number}-{}", random.key(5))),
                        value: some(if number % 3 == 1 {
                            "R&D <edge>".to_owned()
                        } else {
                            random.key(12)
                        }),
                    })
                    .collect(),
            ),
            vgw_telemetry: Some(places.iter().map(Place::telemetry).collect()),
        }),
    };
    String::from_utf8(write::response(&response, &style)).expect("text")
}

/// Where a tunnel ends, and its key.
struct Place {
    outside: String,
    key: String,
    net: u64,
    host: u64,
}

impl Place {
    fn new(random: &mut Random) -> Self {
        Self {
            outside: random.address(),
            key: random.key(32),
            net: random.below(256),
            host: 4 * (1 + random.below(60)),
        }
    }

    fn side<'a>(&self, outside: &'a str, number: u64, asn: Option<&'a str>) -> Side<'a> {
        Side {
            tunnel_outside_address: Some(OutsideAddress {
                ip_address: some(outside),
            }),
            tunnel_inside_address: Some(InsideAddress {
                ip_address: some(format!("169.254.{}.{}", self.net, self.host + number)),
                network_mask: some("255.255.255.252"),
                network_cidr: some("30"),
            }),
            tunnel_inside_ipv6_address: None,
            bgp: asn.map(|asn| Bgp {
                asn: some(asn),
                hold_time: some("30"),
            }),
        }
    }

    fn tunnel<'a>(&'a self, uplink: &'a str, is_static: bool) -> Tunnel<'a> {
        let asn = |asn| Some(asn).filter(|_| !is_static);
        Tunnel {
            customer_gateway: Some(self.side(uplink, 2, asn("65000"))),
            vpn_gateway: Some(self.side(&self.outside, 1, asn("64512"))),
            ike: Some(Ike {
                authentication_protocol: some("sha1"),
                encryption_protocol: some("aes-128-cbc"),
                lifetime: some("28800"),
                perfect_forward_secrecy: some("group2"),
                mode: some("main"),
                pre_shared_key: Some(Secret::new(&self.key)),
            }),
            ipsec: Some(Ipsec {
                protocol: some("esp"),
                authentication_protocol: some("hmac-sha1-96"),
                encryption_protocol: some("aes-128-cbc"),
                lifetime: some("3600"),
                perfect_forward_secrecy: some("group2"),
                mode: some("tunnel"),
                clear_df_bit: some("true"),
                fragmentation_before_encryption: some("true"),
                tcp_mss_adjustment: some("1379"),
                dead_peer_detection: Some(DeadPeerDetection {
                    interval: some("10"),
                    retries: some("3"),
                }),
            }),
        }
    }

    fn option(&self, algorithms: bool) -> TunnelOption<'_> {
        let set = |values: &[&'static str]| {
            algorithms.then(|| values.iter().map(|v| Text::Borrowed(*v)).collect())
        };
        TunnelOption {
            outside_ip_address: some(&self.outside),
            tunnel_inside_cidr: some(format!("169.254.{}.{}/30", self.net, self.host)),
            pre_shared_key: Some(Secret::new(&self.key)),
            phase1_lifetime_seconds: some("28800"),
            phase2_lifetime_seconds: some("3600"),
            rekey_margin_time_seconds: some("540"),
            rekey_fuzz_percentage: some("100"),
            replay_window_size: some("1024"),
            dpd_timeout_seconds: some("30"),
            dpd_timeout_action: some("clear"),
            phase1_encryption_algorithm_set: set(&["AES128", "AES256"]),
            phase2_encryption_algorithm_set: set(&["AES128", "AES256"]),
            phase1_integrity_algorithm_set: set(&["SHA2-256", "SHA2-512"]),
            phase2_integrity_algorithm_set: set(&["SHA2-256", "SHA2-512"]),
            phase1_dh_group_number_set: set(&["14", "20"]),
            phase2_dh_group_number_set: set(&["14", "20"]),
            ike_version_set: set(&["ikev2"]),
            startup_action: some("add"),
            log_options: Some(LogOptions {
                cloud_watch_log_options: Some(CloudWatchLogOptions {
                    log_enabled: some("false"),
                }),
            }),
            enable_tunnel_lifecycle_control: some("false"),
        }
    }

    fn telemetry(&self) -> Telemetry<'_> {
        Telemetry {
            outside_ip_address: some(&self.outside),
            status: some("DOWN"),
            last_status_change: some("2026-11-23T20:15:07.000Z"),
            status_message: some(""),
            accepted_route_count: some("0"),
            certificate_arn: None,
        }
    }
}
