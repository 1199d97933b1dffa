//! The served reference and our own sender beside an HTTP client that many programs use (reqwest): both must get the
//! same answers, so that a finding is never about how we speak HTTP.

use std::net::SocketAddr;
use std::sync::Arc;

use vpnconform::Endpoint;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions};
use vpnconform::exchange::{HttpRequest, HttpResponse};
use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Server, serve};
use vpnconform::request::{Draft, Form, encoding};
use vpnconform::rule;
use vpnconform::spec::version::ApiVersion;

/// A server whose answers depend on nothing but the requests it has had.
fn server(reference: Reference) -> Server {
    serve(Arc::new(reference), SocketAddr::from(([127, 0, 0, 1], 0))).unwrap()
}

fn by_reqwest(server: &Server, request: &HttpRequest) -> HttpResponse {
    let client = reqwest::blocking::Client::new();
    let target = String::from_utf8(request.target.clone()).unwrap();
    let url = reqwest::Url::parse(&format!("http://{}{target}", server.address())).unwrap();
    let sent = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    assert_eq!(sent, target, "reqwest would send something else");
    let method = reqwest::Method::from_bytes(request.method.as_bytes()).unwrap();
    let mut builder = client.request(method, url).body(request.body.clone());
    for (name, value) in &request.headers {
        if !["host", "content-length"].contains(&name.to_ascii_lowercase().as_str()) {
            builder = builder.header(name, value.as_slice());
        }
    }
    let answer = builder.send().unwrap();
    HttpResponse {
        status: answer.status().as_u16(),
        headers: answer
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect(),
        body: answer.bytes().unwrap().to_vec(),
    }
}

fn by_our_sender(server: &Server, request: &HttpRequest) -> HttpResponse {
    let endpoint =
        HttpEndpoint::new(server.url().parse().unwrap(), HttpOptions::default()).unwrap();
    endpoint.send(request).unwrap()
}

/// One conversation, from a gateway to the description of a connection that does not exist.
fn conversation(server: &Server) -> Vec<HttpRequest> {
    let version = ApiVersion::V2012_04_01;
    let gateway = [
        ("Type", "ipsec.1"),
        ("IpAddress", "198.51.100.7"),
        ("BgpAsn", "64999"),
    ];
    let mut drafts = vec![
        Draft::action("CreateCustomerGateway", version, &gateway),
        Draft::action("CreateVpnGateway", version, &[("Type", "ipsec.1")]),
        Draft::action("DescribeVpnGateways", version, &[]),
        Draft::create_vpn_connection(version, "cgw-00000000", "vgw-00000000"),
        Draft::action(
            "DescribeVpnConnections",
            version,
            &[("VpnConnectionId.1", "vpn-00000000")],
        ),
        Draft::action("NoSuchAction", version, &[("A", "<&> \u{e9}")]),
    ];
    let posted: Vec<Draft> = drafts
        .iter()
        .cloned()
        .map(|draft| Draft {
            form: Form::Post,
            ..draft
        })
        .collect();
    drafts.extend(posted);
    let authority = server.address().to_string();
    drafts
        .iter()
        .map(|draft| encoding::encode(draft, &authority, "/"))
        .collect()
}

#[test]
fn a_common_client_and_our_sender_get_the_same_answers() {
    let variants = [
        "",
        "header-names-lower-case",
        "content-length-absent",
        "charset-absent",
    ];
    for variant in variants {
        let made = || match variant {
            "" => Reference::default(),
            id => Reference::with_variant(rule::variant(id).unwrap()),
        };
        let (theirs, ours) = (server(made()), server(made()));
        let requests = conversation(&theirs);
        for (request, same) in requests.iter().zip(conversation(&ours)) {
            let (their, our) = (by_reqwest(&theirs, request), by_our_sender(&ours, &same));
            let text = String::from_utf8_lossy(&our.body).into_owned();
            assert_eq!(their.status, our.status, "{variant}: {text}");
            assert_eq!(String::from_utf8_lossy(&their.body), text, "{variant}");
            assert_eq!(
                their.header("content-type"),
                our.header("content-type"),
                "{variant}: {text}"
            );
        }
    }
}
