//! Filling the owned model by names, for readers that report elements one by one.

use crate::owned::*;

/// What reports the elements.
pub trait Pull {
    /// The next child of the element that is open, or its end.
    fn child(&mut self) -> Result<Option<&str>, String>;
    /// The text of the element that was just opened, to its end.
    fn text(&mut self) -> Result<String, String>;
    /// Past the element that was just opened.
    fn skip(&mut self) -> Result<(), String>;
    /// An attribute of the element that was just opened.
    fn attribute(&mut self, name: &str) -> Option<String>;
}

/// What is a tree already.
pub trait Tree: Sized {
    fn name(&self) -> &str;
    fn text(&self) -> String;
    fn attribute(&self, name: &str) -> Option<String>;
    fn each(&self, take: &mut dyn FnMut(Self));
}

pub trait Fill: Default {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String>;
    fn graft<T: Tree>(&mut self, from: T);
}

impl Fill for String {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        *self = from.text()?;
        Ok(())
    }

    fn graft<T: Tree>(&mut self, from: T) {
        *self = from.text();
    }
}

impl<F: Fill> Fill for Option<F> {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        self.insert(F::default()).pull(from)
    }

    fn graft<T: Tree>(&mut self, from: T) {
        self.insert(F::default()).graft(from);
    }
}

impl<F: Fill> Fill for Vec<F> {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        let mut one = F::default();
        one.pull(from)?;
        self.push(one);
        Ok(())
    }

    fn graft<T: Tree>(&mut self, from: T) {
        let mut one = F::default();
        one.graft(from);
        self.push(one);
    }
}

impl<F: Fill> Fill for List<F> {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        while let Some(name) = from.child()? {
            match name {
                "item" => self.item.pull(from)?,
                _ => from.skip()?,
            }
        }
        Ok(())
    }

    fn graft<T: Tree>(&mut self, from: T) {
        from.each(&mut |child| {
            if child.name() == "item" {
                self.item.graft(child);
            }
        });
    }
}

macro_rules! fill {
    ($($name:ident { $($element:literal => $field:ident,)* })*) => {$(
        impl Fill for $name {
            fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
                while let Some(name) = from.child()? {
                    match name {
                        $($element => self.$field.pull(from)?,)*
                        _ => from.skip()?,
                    }
                }
                Ok(())
            }

            fn graft<T: Tree>(&mut self, from: T) {
                from.each(&mut |child| match child.name() {
                    $($element => self.$field.graft(child),)*
                    _ => {}
                });
            }
        }
    )*};
}

fill! {
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
}

pub fn whole_pull<P: Pull>(outer: P, inner: impl for<'a> Fn(&'a str) -> Result<usize, String>) -> Result<usize, String> {
    let mut outer = outer;
    if outer.child()? != Some("CreateVpnConnectionResponse") {
        return Err("root".into());
    }
    let mut response = Response::default();
    response.pull(&mut outer)?;
    if outer.child()?.is_some() {
        return Err("trailing".into());
    }
    let connection = response.vpn_connection.as_ref().ok_or("connection")?;
    let text = connection.customer_gateway_configuration.as_ref().ok_or("configuration")?;
    inner(std::hint::black_box(text))
}

pub fn inner_pull<P: Pull>(mut reader: P) -> Result<usize, String> {
    if reader.child()? != Some("vpn_connection") {
        return Err("root".into());
    }
    let mut configuration = Configuration {
        id: reader.attribute("id"),
        ..Configuration::default()
    };
    configuration.pull(&mut reader)?;
    if reader.child()?.is_some() {
        return Err("trailing".into());
    }
    Ok(std::hint::black_box(&configuration).tunnels.len())
}

pub fn outer_tree(root: impl Tree) -> Result<String, String> {
    if root.name() != "CreateVpnConnectionResponse" {
        return Err("root".into());
    }
    let mut response = Response::default();
    response.graft(root);
    let response = std::hint::black_box(response);
    let connection = response.vpn_connection.ok_or("connection")?;
    connection.customer_gateway_configuration.ok_or("configuration".into())
}

pub fn inner_tree(root: impl Tree) -> Result<usize, String> {
    if root.name() != "vpn_connection" {
        return Err("root".into());
    }
    let mut configuration = Configuration {
        id: root.attribute("id"),
        ..Configuration::default()
    };
    configuration.graft(root);
    Ok(std::hint::black_box(&configuration).tunnels.len())
}
