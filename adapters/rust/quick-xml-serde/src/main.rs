//! quick-xml with serde derives, as `quick_xml::de::from_str` into structs with the element names.

use serde::Deserialize;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

#[path = "../../vpnconform_adapter.rs"]
mod vpnconform_adapter;
use vpnconform_adapter::No;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateVpnConnectionResponse {
    request_id: String,
    vpn_connection: VpnConnection,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VpnConnection {
    vpn_connection_id: String,
    state: String,
    customer_gateway_configuration: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    customer_gateway_id: String,
    vpn_gateway_id: Option<String>,
    tag_set: Option<TagSet>,
}

#[derive(Deserialize)]
struct TagSet {
    #[serde(default)]
    item: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    key: String,
    value: String,
}

#[derive(Deserialize)]
struct Configuration {
    #[serde(rename = "@id")]
    id: String,
    customer_gateway_id: String,
    vpn_gateway_id: String,
    vpn_connection_type: String,
    vpn_connection_attributes: Option<String>,
    #[serde(default)]
    ipsec_tunnel: Vec<Tunnel>,
}

#[derive(Deserialize)]
struct Tunnel {
    customer_gateway: Side,
    vpn_gateway: Side,
    ike: Ike,
    ipsec: Ipsec,
}

#[derive(Deserialize)]
struct Side {
    tunnel_outside_address: Address,
    tunnel_inside_address: Option<Address>,
    bgp: Option<Bgp>,
}

#[derive(Deserialize)]
struct Address {
    ip_address: String,
    network_mask: Option<String>,
    network_cidr: Option<String>,
}

#[derive(Deserialize)]
struct Bgp {
    asn: String,
    hold_time: String,
}

#[derive(Deserialize)]
struct Ike {
    authentication_protocol: String,
    encryption_protocol: String,
    lifetime: String,
    perfect_forward_secrecy: String,
    mode: String,
    pre_shared_key: String,
}

#[derive(Deserialize)]
struct Ipsec {
    protocol: String,
    lifetime: String,
    mode: String,
    tcp_mss_adjustment: String,
}

fn main() -> std::io::Result<()> {
    let tunnel: Vec<String> =
        tunnel_fields(None).keys().map(|path| format!("tunnels/{path}")).collect();
    let mut configuration: Vec<&str> = vec![
        "id", "customer_gateway_id", "vpn_gateway_id", "vpn_connection_type", "vpn_connection_attributes",
    ];
    configuration.extend(tunnel.iter().map(String::as_str));
    let hello = json!({"protocol": "vpnconform-adapter/1", "name": "quick-xml-serde", "version": "0.42.0", "runtime": "Rust",
        "targets": ["response", "configuration"],
        "fields": {"response": ["requestId", "vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId",
            "customerGatewayConfiguration", "tagSet"], "configuration": configuration}});
    vpnconform_adapter::serve(hello, parse)
}

fn parse(target: &str, status: u64, body: &[u8]) -> Result<Value, No> {
    if status != 200 {
        return Err(No::Unsupported("reads bodies only"));
    }
    let text = std::str::from_utf8(body).map_err(|error| No::Reject(error.to_string()))?;
    match target {
        "response" => response(text),
        "configuration" => configuration(text),
        _ => return Err(No::Unsupported("no decoder for this target")),
    }
    .map_err(|error| No::Reject(error.to_string()))
}

fn response(text: &str) -> Result<Value, quick_xml::DeError> {
    let response: CreateVpnConnectionResponse = quick_xml::de::from_str(text)?;
    let vpn = response.vpn_connection;
    let tags = vpn.tag_set.map(|set| {
        set.item.iter().map(|tag| json!({"key": tag.key, "value": tag.value})).collect::<Vec<_>>()
    });
    Ok(json!({"requestId": response.request_id, "vpnConnectionId": vpn.vpn_connection_id, "state": vpn.state,
        "type": vpn.kind, "customerGatewayId": vpn.customer_gateway_id, "vpnGatewayId": vpn.vpn_gateway_id,
        "customerGatewayConfiguration": vpn.customer_gateway_configuration, "tagSet": tags}))
}

fn configuration(text: &str) -> Result<Value, quick_xml::DeError> {
    let vpn: Configuration = quick_xml::de::from_str(text)?;
    let tunnels: Vec<_> = vpn.ipsec_tunnel.iter().map(|tunnel| tunnel_fields(Some(tunnel))).collect();
    Ok(json!({"id": vpn.id, "customer_gateway_id": vpn.customer_gateway_id, "vpn_gateway_id": vpn.vpn_gateway_id,
        "vpn_connection_type": vpn.vpn_connection_type, "vpn_connection_attributes": vpn.vpn_connection_attributes,
        "tunnels": tunnels}))
}

/// The tunnel as a flat map by path; the paths alone without one.
fn tunnel_fields(tunnel: Option<&Tunnel>) -> Map<String, Value> {
    type Read = fn(&Tunnel) -> Option<&String>;
    let paths: &[(&str, Read)] = &[
        ("customer_gateway/tunnel_outside_address/ip_address", |t| Some(&t.customer_gateway.tunnel_outside_address.ip_address)),
        ("customer_gateway/tunnel_inside_address/ip_address", |t| t.customer_gateway.tunnel_inside_address.as_ref().map(|a| &a.ip_address)),
        ("customer_gateway/tunnel_inside_address/network_mask", |t| t.customer_gateway.tunnel_inside_address.as_ref()?.network_mask.as_ref()),
        ("customer_gateway/tunnel_inside_address/network_cidr", |t| t.customer_gateway.tunnel_inside_address.as_ref()?.network_cidr.as_ref()),
        ("customer_gateway/bgp/asn", |t| t.customer_gateway.bgp.as_ref().map(|b| &b.asn)),
        ("customer_gateway/bgp/hold_time", |t| t.customer_gateway.bgp.as_ref().map(|b| &b.hold_time)),
        ("vpn_gateway/tunnel_outside_address/ip_address", |t| Some(&t.vpn_gateway.tunnel_outside_address.ip_address)),
        ("vpn_gateway/tunnel_inside_address/ip_address", |t| t.vpn_gateway.tunnel_inside_address.as_ref().map(|a| &a.ip_address)),
        ("vpn_gateway/bgp/asn", |t| t.vpn_gateway.bgp.as_ref().map(|b| &b.asn)),
        ("ike/authentication_protocol", |t| Some(&t.ike.authentication_protocol)),
        ("ike/encryption_protocol", |t| Some(&t.ike.encryption_protocol)),
        ("ike/lifetime", |t| Some(&t.ike.lifetime)),
        ("ike/perfect_forward_secrecy", |t| Some(&t.ike.perfect_forward_secrecy)),
        ("ike/mode", |t| Some(&t.ike.mode)),
        ("ike/pre_shared_key", |t| Some(&t.ike.pre_shared_key)),
        ("ipsec/protocol", |t| Some(&t.ipsec.protocol)),
        ("ipsec/lifetime", |t| Some(&t.ipsec.lifetime)),
        ("ipsec/mode", |t| Some(&t.ipsec.mode)),
        ("ipsec/tcp_mss_adjustment", |t| Some(&t.ipsec.tcp_mss_adjustment)),
    ];
    paths.iter().map(|(path, read)| (path.to_string(), tunnel.and_then(read).into_value())).collect()
}

trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for Option<&String> {
    fn into_value(self) -> Value {
        self.map_or(Value::Null, |text| text.as_str().into())
    }
}
