//! Responses: every optional element of every API version, in any order the versions have shown.

use arbitrary::Unstructured;

use crate::generate::document::choice::below;
use crate::generate::document::choice::pick;
use crate::generate::document::choice::rarely;
use crate::generate::document::field::Target;
use crate::generate::document::tree::Text;
use crate::generate::document::tree::Tree;
use crate::generate::document::value;
use crate::version::ApiVersion;

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

/// Draws a response around a written configuration; empty bytes give the page's example.
pub fn draw(
    u: &mut Unstructured<'_>,
    version: ApiVersion,
    ids: Ids,
    configuration: Option<Text>,
) -> Tree {
    let mut tree = Tree {
        target: Target::Response,
        attribute: version.namespace().into(),
        nodes: Vec::with_capacity(48),
    };
    let request_id = pick(u, value::REQUEST_ID);
    let request_id_last = rarely(u, 5);
    if !request_id_last {
        tree.leaf("requestId", request_id);
    }
    tree.element("vpnConnection", |tree| {
        connection(tree, u, version, ids, configuration)
    });
    if request_id_last {
        tree.leaf("requestId", request_id);
    }
    tree
}

fn connection(
    tree: &mut Tree,
    u: &mut Unstructured<'_>,
    version: ApiVersion,
    ids: Ids,
    configuration: Option<Text>,
) {
    tree.leaf("vpnConnectionId", ids.vpn);
    tree.leaf("state", pick(u, value::STATE));
    if let Some(text) = configuration {
        tree.leaf("customerGatewayConfiguration", text);
    }
    if !rarely(u, 6) {
        tree.leaf("type", "ipsec.1");
    }
    tree.leaf("customerGatewayId", ids.customer_gateway);
    if ids.vpn_gateway.is_empty() {
        tree.leaf("transitGatewayId", "tgw-044be4464fcc69aff");
    } else {
        tree.leaf("vpnGatewayId", ids.vpn_gateway);
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
        tree.leaf("category", "VPN");
        tree.leaf("gatewayAssociationState", "associated");
    }
}

fn tag_set(tree: &mut Tree, u: &mut Unstructured<'_>) {
    let count = pick(u, &[0, 1, 2, 0, 1, 7]);
    if count == 0 {
        return tree.leaf("tagSet", "");
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
                tree.leaf("outsideIpAddress", outside);
                tree.leaf("status", status);
                tree.leaf("lastStatusChange", pick(u, value::STATUS_CHANGE));
                tree.leaf("statusMessage", pick(u, value::STATUS_MESSAGE));
                tree.leaf("acceptedRouteCount", pick(u, &["0", "5", "2147483647"]));
                if version.is_modern() && rarely(u, 4) {
                    tree.leaf("certificateArn", "");
                }
            });
        }
    });
}

fn options(tree: &mut Tree, u: &mut Unstructured<'_>, version: ApiVersion) {
    tree.element("options", |tree| {
        tree.leaf("staticRoutesOnly", pick(u, &["true", "false"]));
        if version.is_modern() {
            modern_options(tree, u);
        }
    });
    if rarely(u, 2) {
        tree.element("routes", |tree| {
            tree.element("item", |tree| {
                tree.leaf("destinationCidrBlock", pick(u, value::CIDR));
                tree.leaf("source", "Static");
                tree.leaf("state", "available");
            });
        });
    }
}

/// The options of the modern version. One choice decides how many of them there are: bytes are few.
fn modern_options(tree: &mut Tree, u: &mut Unstructured<'_>) {
    tree.leaf("localIpv4NetworkCidr", "0.0.0.0/0");
    tree.leaf("tunnelInsideIpVersion", pick(u, &["ipv4", "ipv6"]));
    let tunnels = pick(u, &[0, 0, 1, 2]);
    if tunnels == 0 {
        return;
    }
    tree.leaf("remoteIpv4NetworkCidr", "0.0.0.0/0");
    tree.leaf("enableAcceleration", "false");
    tree.leaf("outsideIpAddressType", "PublicIpv4");
    tree.element("tunnelOptionSet", |tree| {
        for outside in ["72.21.209.193", "72.21.209.225"].iter().take(tunnels) {
            tree.element("item", |tree| tunnel_option(tree, outside, tunnels > 1));
        }
    });
}

/// What a tunnel was asked for; `full` with all that there is.
fn tunnel_option(tree: &mut Tree, outside: &'static str, full: bool) {
    tree.leaf("outsideIpAddress", outside);
    tree.leaf("tunnelInsideCidr", "169.254.255.0/30");
    tree.leaf("preSharedKey", "generated_key.0");
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
        tree.leaf(name, text);
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
            tree.element("item", |tree| tree.leaf("value", text));
        });
    }
    tree.leaf("startupAction", "add");
    tree.element("logOptions", |tree| {
        tree.element("cloudWatchLogOptions", |tree| {
            tree.leaf("logEnabled", "false")
        });
    });
    tree.leaf("enableTunnelLifecycleControl", "false");
}
