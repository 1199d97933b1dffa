//! No rule passes without its subject, and what is no EC2 is inconclusive.

use super::*;

/// The rules of documents that pass on a server with this fault.
fn passing(fault: &'static Fault) -> BTreeSet<&'static str> {
    let endpoint = Reference::with_fault(fault);
    let outcome = play(&endpoint, &only(&["configuration/*", "secret/*"]));
    with(&outcome, Verdict::Pass)
}

/// What is true of a document whatever stands in it.
const OF_ANY_DOCUMENT: [&str; 7] = [
    "configuration/declaration",
    "configuration/encoding-declared",
    "configuration/no-namespace",
    "configuration/escaped-once",
    "configuration/present",
    "configuration/root-element",
    "configuration/well-formed",
];

#[test]
fn no_rule_passes_without_its_subject() {
    static EMPTY: Fault = Fault::new(
        "test-empty",
        "sends vpn_connection without anything in it",
        Hook::Configuration(|root, _| *root = element::Element::new("vpn_connection")),
    );
    static ONE_TUNNEL: Fault = Fault::new(
        "test-one-tunnel",
        "sends one tunnel without ike and ipsec",
        Hook::Configuration(|root, _| {
            let tunnel = root
                .elements_mut()
                .find(|e| e.name == "ipsec_tunnel")
                .cloned();
            root.remove("ipsec_tunnel");
            root.remove("ipsec_tunnel");
            if let Some(mut tunnel) = tunnel {
                tunnel.remove("ike");
                tunnel.remove("ipsec");
                root.push(tunnel);
            }
        }),
    );
    static NONE: Fault = Fault::new(
        "test-none",
        "sends no document",
        Hook::Answer(crate::reference::hook::Scope::Created, |root, _| {
            root.set(&["vpnConnection", "customerGatewayConfiguration"], "");
        }),
    );
    assert_eq!(passing(&EMPTY), BTreeSet::from(OF_ANY_DOCUMENT));
    // The descriptions have documents, and keys in them.
    assert_eq!(
        passing(&NONE),
        BTreeSet::from(["secret/absent-from-errors"])
    );
    // One end of one tunnel has addresses, numbers and an order; there is no second tunnel to compare with.
    let mut of_one_tunnel = BTreeSet::from(OF_ANY_DOCUMENT);
    of_one_tunnel.extend([
        "configuration/element-order",
        "configuration/addresses-valid",
        "configuration/bgp-or-static-consistent",
        "configuration/connection-id-matches",
        "configuration/customer-address-matches",
        "configuration/customer-asn-matches",
        "configuration/gateways-match",
        "configuration/inside-addresses-paired",
        "configuration/inside-link-local",
        "configuration/inside-not-reserved",
        "configuration/mask-matches-cidr",
        "configuration/no-padding",
        "configuration/numbers-in-range",
        "configuration/usual-values",
        "configuration/type-matches",
    ]);
    assert_eq!(passing(&ONE_TUNNEL), of_one_tunnel);
}

const CANNED: &str = "<CreateVpnConnectionResponse><requestId>r</requestId><vpnConnection>\
    <vpnConnectionId>vpn-44a8938f</vpnConnectionId><customerGatewayId>cgw-b4dc3961</customerGatewayId>\
    <vpnGatewayId>vgw-8db04f81</vpnGatewayId></vpnConnection></CreateVpnConnectionResponse>";

#[test]
fn what_is_no_ec2_is_inconclusive_and_named() {
    let html = "<html><head><title>no</title></head><body><hr></body></html>";
    for (name, status, body, words) in [
        ("nginx", 404, html, "status 404 and <html>"),
        (
            "json",
            400,
            r#"{"error":"no such route"}"#,
            "status 400 and \"{",
        ),
        ("login", 401, html, "status 401 and <html>"),
        ("proxy", 502, html, "status 502 and <html>"),
        ("all 500", 500, html, "status 500 and <html>"),
        ("start page", 200, html, "status 200 and <html>"),
        ("empty", 200, "", "an empty body"),
        (
            "canned",
            200,
            CANNED,
            "<CreateVpnConnectionResponse>, the answer to another action",
        ),
        (
            "s3",
            200,
            "<ListAllMyBucketsResult/>",
            "<ListAllMyBucketsResult>",
        ),
        (
            "redirect",
            302,
            "",
            "redirected with status 302 to \"http://127.0.0.1/login\"",
        ),
    ] {
        let endpoint = Answers(move |_: &HttpRequest| {
            let mut response = page(status, "text/html", body);
            if status == 302 {
                let location = b"http://127.0.0.1/login".to_vec();
                response.headers.push(("Location".to_owned(), location));
            }
            response
        });
        for fixed in [false, true] {
            let mut options = Options {
                signer: Some(signer()),
                patience: Duration::from_secs(60),
                ..Options::default()
            };
            if fixed {
                options.provision = Provision::Fixed {
                    customer_gateway_id: "cgw-b4dc3961".to_owned(),
                    vpn_gateway_id: "vgw-8db04f81".to_owned(),
                    transit_gateway_id: None,
                };
            }
            let begin = Instant::now();
            let outcome = play(&endpoint, &options);
            assert!(begin.elapsed() < Duration::from_secs(10), "{name}");
            if fixed && name == "canned" {
                assert_eq!(outcome.exit_status(Level::Should), 1, "{name}");
                continue;
            }
            assert_eq!(outcome.exit_status(Level::Should), 3, "{name} {fixed}");
            let said = outcome.unreachable().unwrap();
            assert!(said.contains(words) || fixed, "{name}: {said}");
            assert!(outcome.requests < 40, "{name}: {}", outcome.requests);
            let causes = causes(&outcome);
            let other = causes.iter().find(|cause| {
                !cause.contains("does not answer like EC2") && !cause.contains("API version")
            });
            assert_eq!(other, None, "{name} {fixed}");
        }
    }
}
