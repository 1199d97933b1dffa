//! The gateways that requests name.

/// The gateways a request was made for, and what was asked of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fixtures {
    /// `customerGatewayId`
    pub customer_gateway_id: String,
    /// The outside address given to the customer gateway; unusual on purpose.
    pub customer_address: String,
    /// The BGP ASN given to the customer gateway; unusual on purpose.
    pub customer_asn: u32,
    /// `vpnGatewayId`
    pub vpn_gateway_id: String,
    /// Whether this run made them, and so knows address and ASN.
    pub provisioned: bool,
}
