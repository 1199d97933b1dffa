//! What exists at a reference.

use vpnconform::Endpoint;
use vpnconform::exchange::HttpRequest;
use vpnconform::reference::Reference;

pub fn ask(reference: &Reference, query: &str) -> String {
    // Only this version has transit gateways.
    let version = match query.contains("Transit") {
        true => "2016-11-15",
        false => "2012-04-01",
    };
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: format!("/?Version={version}&{query}").into_bytes(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    String::from_utf8(reference.send(&request).unwrap().body).unwrap()
}

fn between<'t>(text: &'t str, open: &str) -> Vec<&'t str> {
    let pieces = text.split(open).skip(1);
    pieces.filter_map(|p| p.split('<').next()).collect()
}

pub fn existing(reference: &Reference) -> Vec<String> {
    let mut ids = Vec::new();
    for (action, element) in [
        ("DescribeCustomerGateways", "<customerGatewayId>"),
        ("DescribeVpnGateways", "<vpnGatewayId>"),
        ("DescribeTransitGateways", "<transitGatewayId>"),
        ("DescribeVpnConnections", "<vpnConnectionId>"),
    ] {
        let text = ask(reference, &format!("Action={action}"));
        for item in text.split(element).skip(1) {
            let state = between(item, "<state>");
            let gone = matches!(state.first(), Some(&("deleted" | "deleting")));
            if !gone {
                ids.push(item.split('<').next().unwrap().to_owned());
            }
        }
    }
    ids.sort();
    ids
}

/// A customer gateway, a VPN gateway and a connection that somebody else has made.
pub fn furnish(reference: &Reference) -> Vec<String> {
    let made = |query: &str, element: &str| {
        let text = ask(reference, query);
        between(&text, element)
            .first()
            .map(|id| (*id).to_owned())
            .unwrap()
    };
    let customer = made(
        "Action=CreateCustomerGateway&Type=ipsec.1&IpAddress=203.0.113.77&BgpAsn=65001",
        "<customerGatewayId>",
    );
    let vpn = made("Action=CreateVpnGateway&Type=ipsec.1", "<vpnGatewayId>");
    let query = format!(
        "Action=CreateVpnConnection&Type=ipsec.1&CustomerGatewayId={customer}&VpnGatewayId={vpn}"
    );
    let connection = made(&query, "<vpnConnectionId>");
    let mut ids = vec![customer, vpn, connection];
    ids.sort();
    ids
}
