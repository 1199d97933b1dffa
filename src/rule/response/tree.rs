//! The element tree of the response, version by version (protocol notes, sections 1.1 and 2).

use crate::spec::version::ApiVersion;

/// One element of the tree: when it may stand, whether it must, and what it holds.
pub(in crate::rule) struct Node {
    pub(super) name: &'static str,
    pub(super) required: fn(ApiVersion) -> bool,
    pub(super) known: fn(ApiVersion) -> bool,
    pub(super) content: Content,
}

pub(in crate::rule) enum Content {
    /// Character data.
    Text,
    /// Exactly these elements.
    Tree(&'static [Node]),
    /// Any number of `item`, each with these elements.
    Items(&'static [Node]),
    /// Not described here.
    Any,
}

pub(in crate::rule) const fn text(name: &'static str, required: fn(ApiVersion) -> bool) -> Node {
    node(name, required, always, Content::Text)
}

pub(in crate::rule) const fn node(
    name: &'static str,
    required: fn(ApiVersion) -> bool,
    known: fn(ApiVersion) -> bool,
    content: Content,
) -> Node {
    Node {
        name,
        required,
        known,
        content,
    }
}

pub(in crate::rule) fn always(_: ApiVersion) -> bool {
    true
}

pub(in crate::rule) fn never(_: ApiVersion) -> bool {
    false
}

pub(in crate::rule) fn before_modern(version: ApiVersion) -> bool {
    !version.is_modern()
}

/// Wire facts, section 2, in the order of the schema's sequences.
pub(in crate::rule) const ROOT: &[Node] = &[
    // Whether there is one is the affair of response/request-id-present.
    text("requestId", never),
    node(
        "vpnConnection",
        always,
        always,
        Content::Tree(VPN_CONNECTION),
    ),
];

pub(in crate::rule) const VPN_CONNECTION: &[Node] = &[
    text("vpnConnectionId", always),
    text("state", always),
    // Whether it holds text or elements is the affair of configuration/escaped-once.
    node("customerGatewayConfiguration", never, always, Content::Any),
    text("type", never),
    text("customerGatewayId", always),
    text("vpnGatewayId", before_modern),
    node(
        "tagSet",
        never,
        ApiVersion::has_tag_set,
        Content::Items(TAG),
    ),
    node(
        "vgwTelemetry",
        never,
        ApiVersion::has_vgw_telemetry,
        Content::Items(TELEMETRY),
    ),
    node("options", never, ApiVersion::has_options, Content::Any),
    node(
        "routes",
        never,
        ApiVersion::has_options,
        Content::Items(ROUTE),
    ),
    node("category", never, ApiVersion::is_modern, Content::Text),
    node(
        "transitGatewayId",
        never,
        ApiVersion::is_modern,
        Content::Text,
    ),
    node(
        "coreNetworkArn",
        never,
        ApiVersion::is_modern,
        Content::Text,
    ),
    node(
        "coreNetworkAttachmentArn",
        never,
        ApiVersion::is_modern,
        Content::Text,
    ),
    node(
        "gatewayAssociationState",
        never,
        ApiVersion::is_modern,
        Content::Text,
    ),
    node(
        "preSharedKeyArn",
        never,
        ApiVersion::is_modern,
        Content::Text,
    ),
    node(
        "vpnConcentratorId",
        never,
        ApiVersion::is_modern,
        Content::Text,
    ),
];

pub(in crate::rule) const TAG: &[Node] = &[text("key", always), text("value", always)];

pub(in crate::rule) const TELEMETRY: &[Node] = &[
    text("outsideIpAddress", always),
    text("status", always),
    text("lastStatusChange", always),
    text("statusMessage", never),
    text("acceptedRouteCount", always),
    node(
        "certificateArn",
        never,
        ApiVersion::is_modern,
        Content::Text,
    ),
];

pub(in crate::rule) const ROUTE: &[Node] = &[
    text("destinationCidrBlock", before_modern),
    // Real responses leave it out, whatever the schema says.
    text("source", never),
    text("state", before_modern),
];
