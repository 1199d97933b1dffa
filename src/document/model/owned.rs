//! Owned forms of the model.

use std::borrow::Cow;

use crate::document::model::{
    Bgp, Carried, CloudWatchLogOptions, Configuration, DeadPeerDetection, ErrorEnvelope, Errors,
    Ike, InsideAddress, InsideIpv6Address, Ipsec, LogOptions, Options, OutsideAddress, Response,
    Route, ServiceError, Side, Tag, Telemetry, Tunnel, TunnelOption, VpnConnection,
};
use crate::secret::Secret;

/// What can be detached from the body that it borrows from.
trait Detach {
    type Owned;

    fn detach(self) -> Self::Owned;
}

impl Detach for Cow<'_, str> {
    type Owned = Cow<'static, str>;

    fn detach(self) -> Cow<'static, str> {
        Cow::Owned(self.into_owned())
    }
}

impl<T: Detach> Detach for Option<T> {
    type Owned = Option<T::Owned>;

    fn detach(self) -> Self::Owned {
        self.map(Detach::detach)
    }
}

impl<T: Detach> Detach for Vec<T> {
    type Owned = Vec<T::Owned>;

    fn detach(self) -> Self::Owned {
        self.into_iter().map(Detach::detach).collect()
    }
}

macro_rules! detach {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl $name<'_> {
            /// One that borrows nothing.
            pub fn into_owned(self) -> $name<'static> {
                $name {
                    $($field: self.$field.detach()),*
                }
            }
        }
    )*};
}

macro_rules! inherent {
    ($($name:ident),*) => {$(
        impl Detach for $name<'_> {
            type Owned = $name<'static>;

            fn detach(self) -> Self::Owned {
                self.into_owned()
            }
        }
    )*};
}

detach! {
    Response { namespace, request_id, vpn_connection }
    VpnConnection { vpn_connection_id, state, customer_gateway_configuration, kind, customer_gateway_id, vpn_gateway_id, transit_gateway_id, category, gateway_association_state, options, routes, tag_set, vgw_telemetry }
    Tag { key, value }
    Telemetry { outside_ip_address, status, last_status_change, status_message, accepted_route_count, certificate_arn }
    Route { destination_cidr_block, source, state }
    Options { enable_acceleration, static_routes_only, local_ipv4_network_cidr, remote_ipv4_network_cidr, outside_ip_address_type, tunnel_inside_ip_version, tunnel_option_set }
    TunnelOption { outside_ip_address, tunnel_inside_cidr, pre_shared_key, phase1_lifetime_seconds, phase2_lifetime_seconds, rekey_margin_time_seconds, rekey_fuzz_percentage, replay_window_size, dpd_timeout_seconds, dpd_timeout_action, phase1_encryption_algorithm_set, phase2_encryption_algorithm_set, phase1_integrity_algorithm_set, phase2_integrity_algorithm_set, phase1_dh_group_number_set, phase2_dh_group_number_set, ike_version_set, startup_action, log_options, enable_tunnel_lifecycle_control }
    LogOptions { cloud_watch_log_options }
    CloudWatchLogOptions { log_enabled }
    Configuration { id, customer_gateway_id, vpn_gateway_id, vpn_connection_type, vpn_connection_attributes, tunnels }
    Tunnel { customer_gateway, vpn_gateway, ike, ipsec }
    Side { tunnel_outside_address, tunnel_inside_address, tunnel_inside_ipv6_address, bgp }
    OutsideAddress { ip_address }
    InsideAddress { ip_address, network_mask, network_cidr }
    InsideIpv6Address { ip_address, prefix_length }
    Bgp { asn, hold_time }
    Ike { authentication_protocol, encryption_protocol, lifetime, perfect_forward_secrecy, mode, pre_shared_key }
    Ipsec { protocol, authentication_protocol, encryption_protocol, lifetime, perfect_forward_secrecy, mode, clear_df_bit, fragmentation_before_encryption, tcp_mss_adjustment, dead_peer_detection }
    DeadPeerDetection { interval, retries }
    ErrorEnvelope { errors, request_id }
    Errors { error }
    ServiceError { code, message }
}

inherent! {
    Bgp, Carried, CloudWatchLogOptions, Configuration, DeadPeerDetection, ErrorEnvelope, Errors, Ike, InsideAddress, InsideIpv6Address, Ipsec, LogOptions, Options, OutsideAddress, Response, Route, Secret, ServiceError, Side, Tag, Telemetry, Tunnel, TunnelOption, VpnConnection
}
