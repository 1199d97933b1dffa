//! The two documents as plain data: the response and the configuration it carries.
//!
//! Every leaf is the decoded text as it stood in the document, untrimmed and uninterpreted; `None` is an absent
//! element, which is not the same as an empty one. What a value should look like is a matter for the checks.

mod owned;
pub(crate) mod schema;

use std::borrow::Cow;
use std::fmt;

use crate::secret::Secret;
use crate::xml::reader;

/// Decoded character data, borrowed from the body where nothing had to be decoded.
pub type Text<'a> = Cow<'a, str>;

/// A document carried as character data. It contains secrets, and is treated as one.
#[derive(Clone)]
pub struct Carried<'a>(Form<'a>);

#[derive(Clone)]
enum Form<'a> {
    Decoded(Text<'a>),
    /// As it is escaped on the wire, and well-formed there.
    Escaped(&'a str),
}

/// `CreateVpnConnectionResponse` (page, Response Elements).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response<'a> {
    /// The namespace of the root element.
    pub namespace: Option<Text<'a>>,
    /// `requestId`
    pub request_id: Option<Text<'a>>,
    /// `vpnConnection`
    pub vpn_connection: Option<VpnConnection<'a>>,
}

/// `VpnConnectionType` (protocol notes, sections 1.1 and 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VpnConnection<'a> {
    /// `vpnConnectionId`
    pub vpn_connection_id: Option<Text<'a>>,
    /// `state`
    pub state: Option<Text<'a>>,
    /// `customerGatewayConfiguration`: the decoded inner document.
    pub customer_gateway_configuration: Option<Carried<'a>>,
    /// `type`
    pub kind: Option<Text<'a>>,
    /// `customerGatewayId`
    pub customer_gateway_id: Option<Text<'a>>,
    /// `vpnGatewayId`
    pub vpn_gateway_id: Option<Text<'a>>,
    /// `transitGatewayId` (2016-11-15)
    pub transit_gateway_id: Option<Text<'a>>,
    /// `category` (2016-11-15)
    pub category: Option<Text<'a>>,
    /// `gatewayAssociationState` (2016-11-15)
    pub gateway_association_state: Option<Text<'a>>,
    /// `options` (from 2012-08-15)
    pub options: Option<Options<'a>>,
    /// `routes/item` (from 2012-08-15); `None` without the element.
    pub routes: Option<Vec<Route<'a>>>,
    /// `tagSet/item` (from 2010-08-31); `None` without the element.
    pub tag_set: Option<Vec<Tag<'a>>>,
    /// `vgwTelemetry/item` (from 2011-11-01); `None` without the element.
    pub vgw_telemetry: Option<Vec<Telemetry<'a>>>,
}

/// `ResourceTagSetItemType`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag<'a> {
    /// `key`
    pub key: Option<Text<'a>>,
    /// `value`
    pub value: Option<Text<'a>>,
}

/// `VpnTunnelTelemetryType`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telemetry<'a> {
    /// `outsideIpAddress`
    pub outside_ip_address: Option<Text<'a>>,
    /// `status`: UP or DOWN
    pub status: Option<Text<'a>>,
    /// `lastStatusChange`: an xs:dateTime
    pub last_status_change: Option<Text<'a>>,
    /// `statusMessage`
    pub status_message: Option<Text<'a>>,
    /// `acceptedRouteCount`: an xs:int
    pub accepted_route_count: Option<Text<'a>>,
    /// `certificateArn` (2016-11-15)
    pub certificate_arn: Option<Text<'a>>,
}

/// `routes/item`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route<'a> {
    /// `destinationCidrBlock`
    pub destination_cidr_block: Option<Text<'a>>,
    /// `source`
    pub source: Option<Text<'a>>,
    /// `state`
    pub state: Option<Text<'a>>,
}

/// `options`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// `enableAcceleration` (2016-11-15)
    pub enable_acceleration: Option<Text<'a>>,
    /// `staticRoutesOnly`
    pub static_routes_only: Option<Text<'a>>,
    /// `localIpv4NetworkCidr` (2016-11-15)
    pub local_ipv4_network_cidr: Option<Text<'a>>,
    /// `remoteIpv4NetworkCidr` (2016-11-15)
    pub remote_ipv4_network_cidr: Option<Text<'a>>,
    /// `outsideIpAddressType` (2016-11-15)
    pub outside_ip_address_type: Option<Text<'a>>,
    /// `tunnelInsideIpVersion` (2016-11-15)
    pub tunnel_inside_ip_version: Option<Text<'a>>,
    /// `tunnelOptionSet/item` (2016-11-15)
    pub tunnel_option_set: Option<Vec<TunnelOption<'a>>>,
}

/// `tunnelOptionSet/item` (2016-11-15)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TunnelOption<'a> {
    /// `outsideIpAddress`
    pub outside_ip_address: Option<Text<'a>>,
    /// `tunnelInsideCidr`
    pub tunnel_inside_cidr: Option<Text<'a>>,
    /// `preSharedKey`
    pub pre_shared_key: Option<Secret<'a>>,
    /// `phase1LifetimeSeconds`
    pub phase1_lifetime_seconds: Option<Text<'a>>,
    /// `phase2LifetimeSeconds`
    pub phase2_lifetime_seconds: Option<Text<'a>>,
    /// `rekeyMarginTimeSeconds`
    pub rekey_margin_time_seconds: Option<Text<'a>>,
    /// `rekeyFuzzPercentage`
    pub rekey_fuzz_percentage: Option<Text<'a>>,
    /// `replayWindowSize`
    pub replay_window_size: Option<Text<'a>>,
    /// `dpdTimeoutSeconds`
    pub dpd_timeout_seconds: Option<Text<'a>>,
    /// `dpdTimeoutAction`
    pub dpd_timeout_action: Option<Text<'a>>,
    /// `phase1EncryptionAlgorithmSet/item/value`
    pub phase1_encryption_algorithm_set: Option<Vec<Text<'a>>>,
    /// `phase2EncryptionAlgorithmSet/item/value`
    pub phase2_encryption_algorithm_set: Option<Vec<Text<'a>>>,
    /// `phase1IntegrityAlgorithmSet/item/value`
    pub phase1_integrity_algorithm_set: Option<Vec<Text<'a>>>,
    /// `phase2IntegrityAlgorithmSet/item/value`
    pub phase2_integrity_algorithm_set: Option<Vec<Text<'a>>>,
    /// `phase1DHGroupNumberSet/item/value`
    pub phase1_dh_group_number_set: Option<Vec<Text<'a>>>,
    /// `phase2DHGroupNumberSet/item/value`
    pub phase2_dh_group_number_set: Option<Vec<Text<'a>>>,
    /// `ikeVersionSet/item/value`
    pub ike_version_set: Option<Vec<Text<'a>>>,
    /// `startupAction`
    pub startup_action: Option<Text<'a>>,
    /// `logOptions`
    pub log_options: Option<LogOptions<'a>>,
    /// `enableTunnelLifecycleControl`
    pub enable_tunnel_lifecycle_control: Option<Text<'a>>,
}

/// `logOptions` (2016-11-15)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogOptions<'a> {
    /// `cloudWatchLogOptions`
    pub cloud_watch_log_options: Option<CloudWatchLogOptions<'a>>,
}

/// `cloudWatchLogOptions` (2016-11-15)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloudWatchLogOptions<'a> {
    /// `logEnabled`
    pub log_enabled: Option<Text<'a>>,
}

/// What an `item` of a list of plain values has in it.
#[derive(Debug, Default)]
pub(crate) struct Value<'a> {
    /// `value`
    pub(crate) value: Option<Text<'a>>,
}

/// The inner document, `vpn_connection` (protocol notes, section 5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration<'a> {
    /// `@id`
    pub id: Option<Text<'a>>,
    /// `customer_gateway_id`
    pub customer_gateway_id: Option<Text<'a>>,
    /// `vpn_gateway_id`; empty for a transit gateway.
    pub vpn_gateway_id: Option<Text<'a>>,
    /// `vpn_connection_type`
    pub vpn_connection_type: Option<Text<'a>>,
    /// `vpn_connection_attributes`: `NoBGPVPNConnection` with static routing.
    pub vpn_connection_attributes: Option<Text<'a>>,
    /// `ipsec_tunnel`, in document order.
    pub tunnels: Vec<Tunnel<'a>>,
}

/// `ipsec_tunnel`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tunnel<'a> {
    /// `customer_gateway`
    pub customer_gateway: Option<Side<'a>>,
    /// `vpn_gateway`
    pub vpn_gateway: Option<Side<'a>>,
    /// `ike`
    pub ike: Option<Ike<'a>>,
    /// `ipsec`
    pub ipsec: Option<Ipsec<'a>>,
}

/// One end of a tunnel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side<'a> {
    /// `tunnel_outside_address`
    pub tunnel_outside_address: Option<OutsideAddress<'a>>,
    /// `tunnel_inside_address`
    pub tunnel_inside_address: Option<InsideAddress<'a>>,
    /// `tunnel_inside_ipv6_address`
    pub tunnel_inside_ipv6_address: Option<InsideIpv6Address<'a>>,
    /// `bgp`; absent with static routing.
    pub bgp: Option<Bgp<'a>>,
}

/// `tunnel_outside_address`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutsideAddress<'a> {
    /// `ip_address`
    pub ip_address: Option<Text<'a>>,
}

/// `tunnel_inside_address`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsideAddress<'a> {
    /// `ip_address`
    pub ip_address: Option<Text<'a>>,
    /// `network_mask`
    pub network_mask: Option<Text<'a>>,
    /// `network_cidr`: the prefix length.
    pub network_cidr: Option<Text<'a>>,
}

/// `tunnel_inside_ipv6_address`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsideIpv6Address<'a> {
    /// `ip_address`
    pub ip_address: Option<Text<'a>>,
    /// `prefix_length`
    pub prefix_length: Option<Text<'a>>,
}

/// `bgp`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bgp<'a> {
    /// `asn`
    pub asn: Option<Text<'a>>,
    /// `hold_time`, in seconds
    pub hold_time: Option<Text<'a>>,
}

/// `ike`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ike<'a> {
    /// `authentication_protocol`
    pub authentication_protocol: Option<Text<'a>>,
    /// `encryption_protocol`
    pub encryption_protocol: Option<Text<'a>>,
    /// `lifetime`, in seconds
    pub lifetime: Option<Text<'a>>,
    /// `perfect_forward_secrecy`
    pub perfect_forward_secrecy: Option<Text<'a>>,
    /// `mode`
    pub mode: Option<Text<'a>>,
    /// `pre_shared_key`
    pub pre_shared_key: Option<Secret<'a>>,
}

/// `ipsec`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ipsec<'a> {
    /// `protocol`
    pub protocol: Option<Text<'a>>,
    /// `authentication_protocol`
    pub authentication_protocol: Option<Text<'a>>,
    /// `encryption_protocol`
    pub encryption_protocol: Option<Text<'a>>,
    /// `lifetime`, in seconds
    pub lifetime: Option<Text<'a>>,
    /// `perfect_forward_secrecy`
    pub perfect_forward_secrecy: Option<Text<'a>>,
    /// `mode`
    pub mode: Option<Text<'a>>,
    /// `clear_df_bit`
    pub clear_df_bit: Option<Text<'a>>,
    /// `fragmentation_before_encryption`
    pub fragmentation_before_encryption: Option<Text<'a>>,
    /// `tcp_mss_adjustment`, in bytes
    pub tcp_mss_adjustment: Option<Text<'a>>,
    /// `dead_peer_detection`
    pub dead_peer_detection: Option<DeadPeerDetection<'a>>,
}

/// `dead_peer_detection`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeadPeerDetection<'a> {
    /// `interval`, in seconds
    pub interval: Option<Text<'a>>,
    /// `retries`
    pub retries: Option<Text<'a>>,
}

/// The error envelope (protocol notes, section 3.7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorEnvelope<'a> {
    /// `Errors`
    pub errors: Option<Errors<'a>>,
    /// `RequestID`
    pub request_id: Option<Text<'a>>,
}

/// `Errors`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors<'a> {
    /// `Error`: code and message of each.
    pub error: Vec<ServiceError<'a>>,
}

/// One `Error` of the envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceError<'a> {
    /// `Code`
    pub code: Option<Text<'a>>,
    /// `Message`
    pub message: Option<Text<'a>>,
}

impl<'a> Carried<'a> {
    /// Wraps the decoded text of a document.
    pub fn new(text: impl Into<Text<'a>>) -> Self {
        Self(Form::Decoded(text.into()))
    }

    /// Wraps text as it is escaped on the wire; it has been found to be well-formed.
    pub(crate) fn escaped(text: &'a str) -> Self {
        Self(Form::Escaped(text))
    }

    /// The text itself, decoded if need be. Call it only where the text is needed.
    pub fn expose(&self) -> Text<'_> {
        match &self.0 {
            Form::Decoded(text) => Cow::Borrowed(text),
            Form::Escaped(text) => reader::unescaped(text),
        }
    }

    /// One that borrows nothing.
    pub fn into_owned(self) -> Carried<'static> {
        Carried::new(self.expose().into_owned())
    }
}

impl Default for Carried<'_> {
    fn default() -> Self {
        Self::new("")
    }
}

impl PartialEq for Carried<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Carried<'_> {}

impl fmt::Debug for Carried<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
