//! The model once more with owned text, for serde.

#![allow(missing_docs)]

use serde::Deserialize;

/// The children `item` of a list.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct List<T> {
    #[serde(default = "Vec::new")]
    pub item: Vec<T>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Value {
    pub value: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Response {
    #[serde(rename = "@xmlns")]
    pub namespace: Option<String>,
    #[serde(rename = "requestId")]
    pub request_id: Option<String>,
    #[serde(rename = "vpnConnection")]
    pub vpn_connection: Option<VpnConnection>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct VpnConnection {
    #[serde(rename = "vpnConnectionId")]
    pub vpn_connection_id: Option<String>,
    #[serde(rename = "state")]
    pub state: Option<String>,
    #[serde(rename = "customerGatewayConfiguration")]
    pub customer_gateway_configuration: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(rename = "customerGatewayId")]
    pub customer_gateway_id: Option<String>,
    #[serde(rename = "vpnGatewayId")]
    pub vpn_gateway_id: Option<String>,
    #[serde(rename = "transitGatewayId")]
    pub transit_gateway_id: Option<String>,
    #[serde(rename = "category")]
    pub category: Option<String>,
    #[serde(rename = "gatewayAssociationState")]
    pub gateway_association_state: Option<String>,
    #[serde(rename = "options")]
    pub options: Option<Options>,
    #[serde(rename = "routes")]
    pub routes: Option<List<Route>>,
    #[serde(rename = "tagSet")]
    pub tag_set: Option<List<Tag>>,
    #[serde(rename = "vgwTelemetry")]
    pub vgw_telemetry: Option<List<Telemetry>>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Tag {
    #[serde(rename = "key")]
    pub key: Option<String>,
    #[serde(rename = "value")]
    pub value: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Telemetry {
    #[serde(rename = "outsideIpAddress")]
    pub outside_ip_address: Option<String>,
    #[serde(rename = "status")]
    pub status: Option<String>,
    #[serde(rename = "lastStatusChange")]
    pub last_status_change: Option<String>,
    #[serde(rename = "statusMessage")]
    pub status_message: Option<String>,
    #[serde(rename = "acceptedRouteCount")]
    pub accepted_route_count: Option<String>,
    #[serde(rename = "certificateArn")]
    pub certificate_arn: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Route {
    #[serde(rename = "destinationCidrBlock")]
    pub destination_cidr_block: Option<String>,
    #[serde(rename = "source")]
    pub source: Option<String>,
    #[serde(rename = "state")]
    pub state: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Options {
    #[serde(rename = "enableAcceleration")]
    pub enable_acceleration: Option<String>,
    #[serde(rename = "staticRoutesOnly")]
    pub static_routes_only: Option<String>,
    #[serde(rename = "localIpv4NetworkCidr")]
    pub local_ipv4_network_cidr: Option<String>,
    #[serde(rename = "remoteIpv4NetworkCidr")]
    pub remote_ipv4_network_cidr: Option<String>,
    #[serde(rename = "outsideIpAddressType")]
    pub outside_ip_address_type: Option<String>,
    #[serde(rename = "tunnelInsideIpVersion")]
    pub tunnel_inside_ip_version: Option<String>,
    #[serde(rename = "tunnelOptionSet")]
    pub tunnel_option_set: Option<List<TunnelOption>>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct TunnelOption {
    #[serde(rename = "outsideIpAddress")]
    pub outside_ip_address: Option<String>,
    #[serde(rename = "tunnelInsideCidr")]
    pub tunnel_inside_cidr: Option<String>,
    #[serde(rename = "preSharedKey")]
    pub pre_shared_key: Option<String>,
    #[serde(rename = "phase1LifetimeSeconds")]
    pub phase1_lifetime_seconds: Option<String>,
    #[serde(rename = "phase2LifetimeSeconds")]
    pub phase2_lifetime_seconds: Option<String>,
    #[serde(rename = "rekeyMarginTimeSeconds")]
    pub rekey_margin_time_seconds: Option<String>,
    #[serde(rename = "rekeyFuzzPercentage")]
    pub rekey_fuzz_percentage: Option<String>,
    #[serde(rename = "replayWindowSize")]
    pub replay_window_size: Option<String>,
    #[serde(rename = "dpdTimeoutSeconds")]
    pub dpd_timeout_seconds: Option<String>,
    #[serde(rename = "dpdTimeoutAction")]
    pub dpd_timeout_action: Option<String>,
    #[serde(rename = "phase1EncryptionAlgorithmSet")]
    pub phase1_encryption_algorithm_set: Option<List<Value>>,
    #[serde(rename = "phase2EncryptionAlgorithmSet")]
    pub phase2_encryption_algorithm_set: Option<List<Value>>,
    #[serde(rename = "phase1IntegrityAlgorithmSet")]
    pub phase1_integrity_algorithm_set: Option<List<Value>>,
    #[serde(rename = "phase2IntegrityAlgorithmSet")]
    pub phase2_integrity_algorithm_set: Option<List<Value>>,
    #[serde(rename = "phase1DHGroupNumberSet")]
    pub phase1_dh_group_number_set: Option<List<Value>>,
    #[serde(rename = "phase2DHGroupNumberSet")]
    pub phase2_dh_group_number_set: Option<List<Value>>,
    #[serde(rename = "ikeVersionSet")]
    pub ike_version_set: Option<List<Value>>,
    #[serde(rename = "startupAction")]
    pub startup_action: Option<String>,
    #[serde(rename = "logOptions")]
    pub log_options: Option<LogOptions>,
    #[serde(rename = "enableTunnelLifecycleControl")]
    pub enable_tunnel_lifecycle_control: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct LogOptions {
    #[serde(rename = "cloudWatchLogOptions")]
    pub cloud_watch_log_options: Option<CloudWatchLogOptions>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct CloudWatchLogOptions {
    #[serde(rename = "logEnabled")]
    pub log_enabled: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Configuration {
    #[serde(rename = "@id")]
    pub id: Option<String>,
    #[serde(rename = "customer_gateway_id")]
    pub customer_gateway_id: Option<String>,
    #[serde(rename = "vpn_gateway_id")]
    pub vpn_gateway_id: Option<String>,
    #[serde(rename = "vpn_connection_type")]
    pub vpn_connection_type: Option<String>,
    #[serde(rename = "vpn_connection_attributes")]
    pub vpn_connection_attributes: Option<String>,
    #[serde(rename = "ipsec_tunnel")]
    pub tunnels: Vec<Tunnel>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Tunnel {
    #[serde(rename = "customer_gateway")]
    pub customer_gateway: Option<Side>,
    #[serde(rename = "vpn_gateway")]
    pub vpn_gateway: Option<Side>,
    #[serde(rename = "ike")]
    pub ike: Option<Ike>,
    #[serde(rename = "ipsec")]
    pub ipsec: Option<Ipsec>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Side {
    #[serde(rename = "tunnel_outside_address")]
    pub tunnel_outside_address: Option<OutsideAddress>,
    #[serde(rename = "tunnel_inside_address")]
    pub tunnel_inside_address: Option<InsideAddress>,
    #[serde(rename = "tunnel_inside_ipv6_address")]
    pub tunnel_inside_ipv6_address: Option<InsideIpv6Address>,
    #[serde(rename = "bgp")]
    pub bgp: Option<Bgp>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct OutsideAddress {
    #[serde(rename = "ip_address")]
    pub ip_address: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct InsideAddress {
    #[serde(rename = "ip_address")]
    pub ip_address: Option<String>,
    #[serde(rename = "network_mask")]
    pub network_mask: Option<String>,
    #[serde(rename = "network_cidr")]
    pub network_cidr: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct InsideIpv6Address {
    #[serde(rename = "ip_address")]
    pub ip_address: Option<String>,
    #[serde(rename = "prefix_length")]
    pub prefix_length: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Bgp {
    #[serde(rename = "asn")]
    pub asn: Option<String>,
    #[serde(rename = "hold_time")]
    pub hold_time: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Ike {
    #[serde(rename = "authentication_protocol")]
    pub authentication_protocol: Option<String>,
    #[serde(rename = "encryption_protocol")]
    pub encryption_protocol: Option<String>,
    #[serde(rename = "lifetime")]
    pub lifetime: Option<String>,
    #[serde(rename = "perfect_forward_secrecy")]
    pub perfect_forward_secrecy: Option<String>,
    #[serde(rename = "mode")]
    pub mode: Option<String>,
    #[serde(rename = "pre_shared_key")]
    pub pre_shared_key: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Ipsec {
    #[serde(rename = "protocol")]
    pub protocol: Option<String>,
    #[serde(rename = "authentication_protocol")]
    pub authentication_protocol: Option<String>,
    #[serde(rename = "encryption_protocol")]
    pub encryption_protocol: Option<String>,
    #[serde(rename = "lifetime")]
    pub lifetime: Option<String>,
    #[serde(rename = "perfect_forward_secrecy")]
    pub perfect_forward_secrecy: Option<String>,
    #[serde(rename = "mode")]
    pub mode: Option<String>,
    #[serde(rename = "clear_df_bit")]
    pub clear_df_bit: Option<String>,
    #[serde(rename = "fragmentation_before_encryption")]
    pub fragmentation_before_encryption: Option<String>,
    #[serde(rename = "tcp_mss_adjustment")]
    pub tcp_mss_adjustment: Option<String>,
    #[serde(rename = "dead_peer_detection")]
    pub dead_peer_detection: Option<DeadPeerDetection>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct DeadPeerDetection {
    #[serde(rename = "interval")]
    pub interval: Option<String>,
    #[serde(rename = "retries")]
    pub retries: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct ErrorEnvelope {
    #[serde(rename = "Errors")]
    pub errors: Option<Errors>,
    #[serde(rename = "RequestID")]
    pub request_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Errors {
    #[serde(rename = "Error")]
    pub error: Vec<ServiceError>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct ServiceError {
    #[serde(rename = "Code")]
    pub code: Option<String>,
    #[serde(rename = "Message")]
    pub message: Option<String>,
}
