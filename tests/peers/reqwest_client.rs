//! A `reqwest` client of the user as the way to a server under test.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use reqwest::blocking::Client;
use vpnconform::reference::serve::{Server, serve};
use vpnconform::{
    Endpoint, Harness, HttpRequest, Reference, ReqwestEndpoint, TransportError, Verdict,
};

fn server(reference: Reference) -> Server {
    serve(Arc::new(reference), SocketAddr::from(([127, 0, 0, 1], 0))).unwrap()
}

#[test]
fn a_server_that_conforms_fails_nothing() {
    let server = server(Reference::default());
    let url = server.url();
    let report = Harness::try_endpoint(move || ReqwestEndpoint::new(Client::new(), &url))
        .patience(std::time::Duration::ZERO)
        .run();
    assert!(report.conforms(), "{report}");
    assert!(report.not_sendable() > 0, "{report}");
    assert!(report.total(Verdict::Pass) > 80, "{report}");
}

#[test]
fn a_fault_is_found() {
    let server = server(vpnconform::rule::faulty_reference("namespace-2016").unwrap());
    let url = server.url();
    let report = Harness::try_endpoint(move || ReqwestEndpoint::new(Client::new(), &url))
        .only("response/namespace")
        .run();
    assert_eq!(report.exit_status(), 1, "{report}");
}

/// A proxy that passes one request on for each connection, and counts them.
fn proxy(to: SocketAddr) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut client), counted) = (stream, Arc::clone(&counted)) else {
                return;
            };
            thread::spawn(move || {
                let mut head = vec![0; 1 << 16];
                let length = client.read(&mut head).unwrap();
                let text = String::from_utf8_lossy(&head[..length]).into_owned();
                // A proxy is given the whole URL, and closes the connection behind the answer.
                let (method, rest) = text.split_once(' ').unwrap();
                let rest = rest.strip_prefix("http://service.test").unwrap();
                let text = format!(
                    "{method} {}",
                    rest.replacen("\r\n", "\r\nConnection: close\r\n", 1)
                );
                counted.fetch_add(1, Ordering::Relaxed);
                let mut server = TcpStream::connect(to).unwrap();
                server.write_all(text.as_bytes()).unwrap();
                let mut answer = Vec::new();
                let _ = server.read_to_end(&mut answer);
                let _ = client.write_all(&answer);
            });
        }
    });
    (address, count)
}

#[test]
fn the_proxy_of_the_client_is_used() {
    let server = server(Reference::default());
    let to = server
        .url()
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .unwrap();
    let (address, count) = proxy(to);
    let report = Harness::try_endpoint(move || {
        let proxy = reqwest::Proxy::http(format!("http://{address}")).unwrap();
        let client = Client::builder()
            .proxy(proxy)
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        ReqwestEndpoint::new(client, "http://service.test/")
    })
    .only("request/minimal-accepted")
    .run();
    assert!(report.conforms(), "{report}");
    assert!(count.load(Ordering::Relaxed) > 3);
}

#[test]
fn requests_go_as_they_are_or_not_at_all() {
    let server = server(Reference::default());
    let endpoint = ReqwestEndpoint::new(Client::new(), &server.url()).unwrap();
    for target in ["/?a b", "/?a#b", "/a/../b", "/?'\u{e9}"] {
        let answer = endpoint.send(&HttpRequest {
            method: "GET".to_owned(),
            target: target.as_bytes().to_vec(),
            headers: Vec::new(),
            body: Vec::new(),
        });
        assert!(
            matches!(answer, Err(TransportError::Altered(_))),
            "{target} {answer:?}"
        );
    }
    for url in [
        "",
        "ftp://127.0.0.1/",
        "http://",
        "http://a:b@127.0.0.1/",
        "http://127.0.0.1/?x",
    ] {
        assert!(ReqwestEndpoint::new(Client::new(), url).is_err(), "{url}");
    }
}
