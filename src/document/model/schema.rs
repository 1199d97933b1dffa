//! Which element is which field of the model.
//!
//! The elements stand in the order in which they usually come; any order is read.

/// Applies a macro to the table: for each type its elements and their fields.
macro_rules! schema {
    ($apply:ident) => {
        $apply! {
            Response {
                "requestId" => request_id,
                "vpnConnection" => vpn_connection,
            }
            VpnConnection {
                "vpnConnectionId" => vpn_connection_id,
                "state" => state,
                "customerGatewayConfiguration" => customer_gateway_configuration,
                "type" => kind,
                "customerGatewayId" => customer_gateway_id,
                "vpnGatewayId" => vpn_gateway_id,
                "transitGatewayId" => transit_gateway_id,
                "category" => category,
                "gatewayAssociationState" => gateway_association_state,
                "options" => options,
                "routes" => routes,
                "tagSet" => tag_set,
                "vgwTelemetry" => vgw_telemetry,
            }
            Tag {
                "key" => key,
                "value" => value,
            }
            Telemetry {
                "outsideIpAddress" => outside_ip_address,
                "status" => status,
                "lastStatusChange" => last_status_change,
                "statusMessage" => status_message,
                "acceptedRouteCount" => accepted_route_count,
                "certificateArn" => certificate_arn,
            }
            Route {
                "destinationCidrBlock" => destination_cidr_block,
                "source" => source,
                "state" => state,
            }
            Options {
                "enableAcceleration" => enable_acceleration,
                "staticRoutesOnly" => static_routes_only,
                "localIpv4NetworkCidr" => local_ipv4_network_cidr,
                "remoteIpv4NetworkCidr" => remote_ipv4_network_cidr,
                "outsideIpAddressType" => outside_ip_address_type,
                "tunnelInsideIpVersion" => tunnel_inside_ip_version,
                "tunnelOptionSet" => tunnel_option_set,
            }
            TunnelOption {
                "outsideIpAddress" => outside_ip_address,
                "tunnelInsideCidr" => tunnel_inside_cidr,
                "preSharedKey" => pre_shared_key,
                "phase1LifetimeSeconds" => phase1_lifetime_seconds,
                "phase2LifetimeSeconds" => phase2_lifetime_seconds,
                "rekeyMarginTimeSeconds" => rekey_margin_time_seconds,
                "rekeyFuzzPercentage" => rekey_fuzz_percentage,
                "replayWindowSize" => replay_window_size,
                "dpdTimeoutSeconds" => dpd_timeout_seconds,
                "dpdTimeoutAction" => dpd_timeout_action,
                "phase1EncryptionAlgorithmSet" => phase1_encryption_algorithm_set,
                "phase2EncryptionAlgorithmSet" => phase2_encryption_algorithm_set,
                "phase1IntegrityAlgorithmSet" => phase1_integrity_algorithm_set,
                "phase2IntegrityAlgorithmSet" => phase2_integrity_algorithm_set,
                "phase1DHGroupNumberSet" => phase1_dh_group_number_set,
                "phase2DHGroupNumberSet" => phase2_dh_group_number_set,
                "ikeVersionSet" => ike_version_set,
                "startupAction" => startup_action,
                "logOptions" => log_options,
                "enableTunnelLifecycleControl" => enable_tunnel_lifecycle_control,
            }
            LogOptions {
                "cloudWatchLogOptions" => cloud_watch_log_options,
            }
            CloudWatchLogOptions {
                "logEnabled" => log_enabled,
            }
            Value {
                "value" => value,
            }
            Configuration {
                "customer_gateway_id" => customer_gateway_id,
                "vpn_gateway_id" => vpn_gateway_id,
                "vpn_connection_type" => vpn_connection_type,
                "vpn_connection_attributes" => vpn_connection_attributes,
                "ipsec_tunnel" => tunnels,
            }
            Tunnel {
                "customer_gateway" => customer_gateway,
                "vpn_gateway" => vpn_gateway,
                "ike" => ike,
                "ipsec" => ipsec,
            }
            Side {
                "tunnel_outside_address" => tunnel_outside_address,
                "tunnel_inside_address" => tunnel_inside_address,
                "tunnel_inside_ipv6_address" => tunnel_inside_ipv6_address,
                "bgp" => bgp,
            }
            OutsideAddress {
                "ip_address" => ip_address,
            }
            InsideAddress {
                "ip_address" => ip_address,
                "network_mask" => network_mask,
                "network_cidr" => network_cidr,
            }
            InsideIpv6Address {
                "ip_address" => ip_address,
                "prefix_length" => prefix_length,
            }
            Bgp {
                "asn" => asn,
                "hold_time" => hold_time,
            }
            Ike {
                "authentication_protocol" => authentication_protocol,
                "encryption_protocol" => encryption_protocol,
                "lifetime" => lifetime,
                "perfect_forward_secrecy" => perfect_forward_secrecy,
                "mode" => mode,
                "pre_shared_key" => pre_shared_key,
            }
            Ipsec {
                "protocol" => protocol,
                "authentication_protocol" => authentication_protocol,
                "encryption_protocol" => encryption_protocol,
                "lifetime" => lifetime,
                "perfect_forward_secrecy" => perfect_forward_secrecy,
                "mode" => mode,
                "clear_df_bit" => clear_df_bit,
                "fragmentation_before_encryption" => fragmentation_before_encryption,
                "tcp_mss_adjustment" => tcp_mss_adjustment,
                "dead_peer_detection" => dead_peer_detection,
            }
            DeadPeerDetection {
                "interval" => interval,
                "retries" => retries,
            }
            ErrorEnvelope {
                "Errors" => errors,
                "RequestID" => request_id,
            }
            Errors {
                "Error" => error,
            }
            ServiceError {
                "Code" => code,
                "Message" => message,
            }
        }
    };
}
pub(crate) use schema;
