#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn ask(reference: &Reference, query: &str) -> (u16, String) {
    let response = reference
        .send(&HttpRequest {
            method: "GET".to_owned(),
            target: format!("/?{query}").into_bytes(),
            headers: Vec::new(),
            body: Vec::new(),
        })
        .unwrap();
    let length = response.header("content-length").unwrap();
    assert_eq!(length, response.body.len().to_string().as_bytes());
    (response.status, String::from_utf8(response.body).unwrap())
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start)
        .and_then(|(_, rest)| rest.split_once(end))
        .map(|(inside, _)| inside)
        .expect(start)
}

fn gateways(reference: &Reference, version: &str) -> (String, String) {
    let (_, customer) = ask(
        reference,
        &format!(
            "Action=CreateCustomerGateway&Version={version}&Type=ipsec.1&IpAddress=203.0.113.77&BgpAsn=64999"
        ),
    );
    let (_, vpn) = ask(
        reference,
        &format!("Action=CreateVpnGateway&Version={version}&Type=ipsec.1"),
    );
    (
        between(&customer, "<customerGatewayId>", "<").to_owned(),
        between(&vpn, "<vpnGatewayId>", "<").to_owned(),
    )
}

fn create(reference: &Reference, version: &str, more: &str) -> (u16, String) {
    let (customer, vpn) = gateways(reference, version);
    ask(
        reference,
        &format!(
            "Action=CreateVpnConnection&Version={version}&Type=ipsec.1&CustomerGatewayId={customer}&VpnGatewayId={vpn}{more}"
        ),
    )
}

#[test]
fn every_version_answers_in_its_own_shape() {
    for version in ApiVersion::ALL {
        let (status, body) = create(&Reference::default(), version.as_str(), "");
        assert_eq!(status, 200, "{version}: {body}");
        assert!(body.contains(&format!("xmlns=\"{}\"", version.namespace())));
        assert_eq!(body.contains("<tagSet/>"), version.has_tag_set());
        assert_eq!(body.contains("<staticRoutesOnly>"), version.has_options());
        assert_eq!(body.contains("<category>VPN<"), version.is_modern());
        assert!(body.contains("203.0.113.77") && body.contains("64999"));
        let digits = between(&body, "<vpnConnectionId>vpn-", "<").len();
        assert_eq!(digits, if version.is_modern() { 17 } else { 8 });
    }
}

#[test]
fn the_configuration_is_escaped_once_and_well_formed() {
    let (_, body) = create(&Reference::default(), "2012-04-01", "");
    let outer = roxmltree::Document::parse(&body).unwrap();
    let inner = outer
        .descendants()
        .find(|n| {
            n.has_tag_name((
                "http://ec2.amazonaws.com/doc/2012-04-01/",
                "customerGatewayConfiguration",
            ))
        })
        .and_then(|n| n.text())
        .unwrap();
    let inner = roxmltree::Document::parse(inner).unwrap();
    let tunnels = inner
        .root_element()
        .children()
        .filter(|n| n.has_tag_name("ipsec_tunnel"));
    assert_eq!(tunnels.count(), 2);
}

#[test]
fn what_the_page_does_not_allow_is_refused() {
    let version = "2012-04-01";
    for (more, code) in [
        ("&Surprise=1", "UnknownParameter"),
        ("&Options.StaticRoutesOnly=true", "UnknownParameter"),
        ("&Type=ipsec.1", "InvalidParameterValue"),
        ("&A%00=1", "InvalidParameterValue"),
    ] {
        let (status, body) = create(&Reference::default(), version, more);
        assert_eq!(status, 400, "{more}: {body}");
        assert_eq!(between(&body, "<Code>", "<"), code);
    }
    let reference = Reference::default();
    let (customer, vpn) = gateways(&reference, version);
    for (query, code) in [
        (
            format!("Type=ipsec.2&CustomerGatewayId={customer}&VpnGatewayId={vpn}"),
            "InvalidParameterValue",
        ),
        (
            format!("CustomerGatewayId={customer}&VpnGatewayId={vpn}"),
            "MissingParameter",
        ),
        (
            format!("Type=ipsec.1&VpnGatewayId={vpn}"),
            "MissingParameter",
        ),
        (
            format!("Type=ipsec.1&CustomerGatewayId={customer}"),
            "MissingParameter",
        ),
        (
            format!("Type=ipsec.1&CustomerGatewayId=x&VpnGatewayId={vpn}"),
            "InvalidCustomerGatewayId.Malformed",
        ),
        (
            format!("Type=ipsec.1&CustomerGatewayId=cgw-00000000&VpnGatewayId={vpn}"),
            "InvalidCustomerGatewayID.NotFound",
        ),
        (
            format!("Type=ipsec.1&CustomerGatewayId={customer}&VpnGatewayId=vgw-00000000"),
            "InvalidVpnGatewayID.NotFound",
        ),
    ] {
        let (status, body) = ask(
            &reference,
            &format!("Action=CreateVpnConnection&Version={version}&{query}"),
        );
        assert_eq!((status, between(&body, "<Code>", "<")), (400, code));
    }
    let (_, body) = ask(
        &reference,
        "Action=DescribeVpnConnections&Version=2012-04-01",
    );
    assert!(body.contains("<vpnConnectionSet/>"), "{body}");
}

#[test]
fn a_message_echoes_markup_escaped() {
    let (_, body) = ask(
        &Reference::default(),
        "Action=%3Cb%3E%26&Version=2012-04-01",
    );
    assert!(
        body.contains("The action &lt;b&gt;&amp; is not valid"),
        "{body}"
    );
}

#[test]
fn a_gateway_in_use_stays_until_its_connection_is_gone() {
    let reference = Reference::default();
    let (_, body) = create(&reference, "2012-04-01", "");
    let connection = between(&body, "<vpnConnectionId>", "<").to_owned();
    let customer = between(&body, "<customerGatewayId>", "<").to_owned();
    let delete = |kind: &str, id: &str| {
        ask(
            &reference,
            &format!("Action=Delete{kind}&Version=2012-04-01&{kind}Id={id}"),
        )
    };
    assert_eq!(delete("CustomerGateway", &customer).0, 400);
    assert_eq!(delete("VpnConnection", &connection).0, 200);
    assert_eq!(delete("VpnConnection", &connection).0, 400);
    assert_eq!(delete("CustomerGateway", &customer).0, 200);
    let (_, shown) = ask(
        &reference,
        &format!("Action=DescribeVpnConnections&Version=2012-04-01&VpnConnectionId.1={connection}"),
    );
    assert_eq!(between(&shown, "<state>", "<"), "deleted");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = || create(&Reference::default(), "2012-04-01", "").1;
    assert_eq!(bytes(), bytes());
}

#[test]
fn tunnel_options_are_taken_over() {
    let more = "&Options.TunnelOptions.1.PreSharedKey=abcdefgh&Options.TunnelOptions.2.TunnelInsideCidr=169.254.44.108/30";
    let (status, body) = create(&Reference::default(), "2016-11-15", more);
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("<preSharedKey>abcdefgh<") && body.contains("169.254.44.110"));
}

#[test]
fn debug_shows_no_key() {
    let reference = Reference::default();
    create(&reference, "2012-04-01", "");
    assert_eq!(
        format!("{reference:?}"),
        "Reference { name: \"reference\", .. }"
    );
}
