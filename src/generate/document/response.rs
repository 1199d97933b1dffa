//! Responses: every optional element of every API version, in any order the versions have shown.

use std::sync::Arc;

use arbitrary::Unstructured;

use crate::generate::document::draw::{below, pick, rarely};
use crate::generate::document::field::Target;
use crate::generate::document::tree::{Inner, Node, Tree};
use crate::generate::document::value;
use crate::spec::version::ApiVersion;

/// The ids that response and configuration share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ids {
    /// `vpnConnectionId`
    pub vpn: &'static str,
    /// `customerGatewayId`
    pub customer_gateway: &'static str,
    /// `vpnGatewayId`; empty with a transit gateway.
    pub vpn_gateway: &'static str,
}

impl Ids {
    /// Draws ids; a transit gateway only in the modern version.
    pub fn draw(u: &mut Unstructured<'_>, version: ApiVersion) -> Self {
        Self {
            vpn: pick(u, value::VPN_ID),
            customer_gateway: pick(u, value::CUSTOMER_GATEWAY_ID),
            vpn_gateway: if version.is_modern() && rarely(u, 3) {
                ""
            } else {
                pick(u, value::VPN_GATEWAY_ID)
            },
        }
    }
}

/// Draws a response around a configuration; empty bytes give the page's example.
pub fn draw(
    u: &mut Unstructured<'_>,
    version: ApiVersion,
    ids: Ids,
    configuration: Option<Inner>,
) -> Tree {
    let mut tree = Tree {
        target: Target::Response,
        attribute: version.namespace().into(),
        nodes: Vec::with_capacity(48),
    };
    let request_id = pick(u, value::REQUEST_ID);
    let request_id_last = rarely(u, 5);
    if !request_id_last {
        tree.plain("requestId", request_id);
    }
    tree.element("vpnConnection", |tree| {
        connection(tree, u, version, ids, configuration)
    });
    if request_id_last {
        tree.plain("requestId", request_id);
    }
    tree
}

fn connection(
    tree: &mut Tree,
    u: &mut Unstructured<'_>,
    version: ApiVersion,
    ids: Ids,
    configuration: Option<Inner>,
) {
    tree.plain("vpnConnectionId", ids.vpn);
    tree.plain("state", pick(u, value::STATE));
    if let Some(inner) = configuration {
        let node = Node::Inner("customerGatewayConfiguration", Arc::new(inner));
        tree.nodes.push(node);
    }
    if !rarely(u, 6) {
        tree.plain("type", "ipsec.1");
    }
    tree.plain("customerGatewayId", ids.customer_gateway);
    if ids.vpn_gateway.is_empty() {
        tree.plain("transitGatewayId", "tgw-044be4464fcc69aff");
    } else {
        tree.plain("vpnGatewayId", ids.vpn_gateway);
    }
    if version.has_tag_set() && !rarely(u, 5) {
        tag_set(tree, u);
    }
    if version.has_vgw_telemetry() && rarely(u, 3) {
        telemetry(tree, u, version);
    }
    if version.has_options() && rarely(u, 2) {
        options(tree, u, version);
    }
    if version.is_modern() && rarely(u, 2) {
        tree.plain("category", "VPN");
        tree.plain("gatewayAssociationState", "associated");
    }
}

fn tag_set(tree: &mut Tree, u: &mut Unstructured<'_>) {
    let count = pick(u, &[0, 1, 2, 0, 1, 7]);
    if count == 0 {
        return tree.plain("tagSet", "");
    }
    tree.element("tagSet", |tree| {
        let first = below(u, value::TAG_KEY.len());
        for index in 0..count {
            tree.element("item", |tree| {
                let key = value::TAG_KEY.get((first + index) % value::TAG_KEY.len());
                tree.leaf("key", key.copied().unwrap_or_default());
                tree.leaf("value", pick(u, value::TAG_VALUE));
            });
        }
    });
}

fn telemetry(tree: &mut Tree, u: &mut Unstructured<'_>, version: ApiVersion) {
    tree.element("vgwTelemetry", |tree| {
        for (outside, status) in [("72.21.209.193", "UP"), ("72.21.209.225", "DOWN")] {
            tree.element("item", |tree| {
                tree.plain("outsideIpAddress", outside);
                tree.plain("status", status);
                tree.plain("lastStatusChange", pick(u, value::STATUS_CHANGE));
                tree.plain("statusMessage", pick(u, value::STATUS_MESSAGE));
                tree.plain("acceptedRouteCount", pick(u, &["0", "5", "2147483647"]));
                if version.is_modern() && rarely(u, 4) {
                    tree.plain("certificateArn", "");
                }
            });
        }
    });
}

fn options(tree: &mut Tree, u: &mut Unstructured<'_>, version: ApiVersion) {
    tree.element("options", |tree| {
        tree.plain("staticRoutesOnly", pick(u, &["true", "false"]));
        if version.is_modern() {
            modern_options(tree, u);
        }
    });
    if rarely(u, 2) {
        tree.element("routes", |tree| {
            tree.element("item", |tree| {
                tree.plain("destinationCidrBlock", pick(u, value::CIDR));
                tree.plain("source", "Static");
                tree.plain("state", "available");
            });
        });
    }
}

/// The options of the modern version. One choice decides how many of them there are: bytes are few.
fn modern_options(tree: &mut Tree, u: &mut Unstructured<'_>) {
    tree.plain("localIpv4NetworkCidr", "0.0.0.0/0");
    tree.plain("tunnelInsideIpVersion", pick(u, &["ipv4", "ipv6"]));
    let tunnels = pick(u, &[0, 0, 1, 2]);
    if tunnels == 0 {
        return;
    }
    tree.plain("remoteIpv4NetworkCidr", "0.0.0.0/0");
    tree.plain("enableAcceleration", "false");
    tree.plain("outsideIpAddressType", "PublicIpv4");
    tree.element("tunnelOptionSet", |tree| {
        for outside in ["72.21.209.193", "72.21.209.225"].iter().take(tunnels) {
            tree.element("item", |tree| tunnel_option(tree, outside, tunnels > 1));
        }
    });
}

/// What a tunnel was asked for; `full` with all that there is.
fn tunnel_option(tree: &mut Tree, outside: &'static str, full: bool) {
    tree.plain("outsideIpAddress", outside);
    tree.plain("tunnelInsideCidr", "169.254.255.0/30");
    tree.plain("preSharedKey", "generated_key.0");
    if !full {
        return;
    }
    for (name, text) in [
        ("phase1LifetimeSeconds", "28800"),
        ("phase2LifetimeSeconds", "3600"),
        ("rekeyMarginTimeSeconds", "540"),
        ("rekeyFuzzPercentage", "100"),
        ("replayWindowSize", "1024"),
        ("dpdTimeoutSeconds", "30"),
        ("dpdTimeoutAction", "clear"),
    ] {
        tree.plain(name, text);
    }
    for (name, text) in [
        ("phase1EncryptionAlgorithmSet", "AES128"),
        ("phase2EncryptionAlgorithmSet", "AES256-GCM-16"),
        ("phase1IntegrityAlgorithmSet", "SHA1"),
        ("phase2IntegrityAlgorithmSet", "SHA2-256"),
        ("phase1DHGroupNumberSet", "2"),
        ("phase2DHGroupNumberSet", "14"),
        ("ikeVersionSet", "ikev2"),
    ] {
        tree.element(name, |tree| {
            tree.element("item", |tree| tree.plain("value", text));
        });
    }
    tree.plain("startupAction", "add");
    tree.element("logOptions", |tree| {
        tree.element("cloudWatchLogOptions", |tree| {
            tree.plain("logEnabled", "false")
        });
    });
    tree.plain("enableTunnelLifecycleControl", "false");
}
