#![allow(clippy::unwrap_used)]

use std::io::Read as _;

use super::*;
use crate::endpoint::http::length::tests::spoilt;
use crate::reference::Reference;
use crate::rule;

fn server(reference: Reference) -> Server {
    serve(Arc::new(reference), "127.0.0.1:0".parse().unwrap()).unwrap()
}

/// Sends bytes, closes the sending side and reads all that comes.
fn talk(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

const DESCRIBE: &str = "/?Action=DescribeVpnConnections&Version=2012-04-01";

#[test]
fn two_requests_on_one_connection_are_answered_in_order() {
    let server = server(Reference::default());
    let one = format!("GET {DESCRIBE} HTTP/1.1\r\nHost: x\r\n\r\n");
    let two = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n\
               8\r\nAction=X\r\n13\r\n&Version=2012-04-01\r\n0\r\n\r\n";
    let answer = talk(&server, format!("{one}{two}").as_bytes());
    let first = answer.find("HTTP/1.1 200 OK").unwrap();
    let second = answer.find("HTTP/1.1 400 Bad Request").unwrap();
    assert!(first < second && answer.contains("InvalidAction"));
}

#[test]
fn hostile_and_very_long_targets_reach_the_endpoint_and_get_its_envelope() {
    let server = server(Reference::default());
    let long = format!("{DESCRIBE}&Long={}", "x".repeat(1 << 20)).into_bytes();
    let hostile: &[&[u8]] = &[b"/?A=\x00", b"/?A=\xC3\xA4 b", b"/?A=\n", &long];
    for target in hostile {
        let mut bytes = b"GET ".to_vec();
        bytes.extend_from_slice(target);
        bytes.extend_from_slice(b" HTTP/1.1\r\n\r\n");
        let answer = talk(&server, &bytes);
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request"), "{answer}");
        assert!(answer.contains("<Response><Errors><Error>"), "{answer}");
    }
}

#[test]
fn what_is_no_request_is_refused_without_the_endpoint() {
    let server = server(Reference::default());
    for (bytes, status) in [
        ("HELO\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    ] {
        let answer = talk(&server, bytes.as_bytes());
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
    }
}

#[test]
fn a_length_that_is_not_stated_is_sent_in_chunks() {
    let server = server(Reference::with_variant(
        rule::variant("content-length-absent").unwrap(),
    ));
    let answer = talk(
        &server,
        format!("GET {DESCRIBE} HTTP/1.1\r\n\r\n").as_bytes(),
    );
    assert!(answer.contains("Transfer-Encoding: chunked\r\n\r\n"));
    assert!(answer.ends_with("\r\n0\r\n\r\n"));
}

#[test]
fn a_stopped_server_accepts_nothing() {
    let mut server = server(Reference::default());
    let idle = TcpStream::connect(server.address()).unwrap();
    server.stop();
    assert!(TcpStream::connect_timeout(&server.address(), Duration::from_secs(1)).is_err());
    drop(idle);
}

#[test]
fn only_loopback_is_served() {
    let all = "0.0.0.0:0".parse().unwrap();
    assert!(serve(Arc::new(Reference::default()), all).is_err());
}

#[test]
fn a_client_that_trusts_the_certificate_is_answered_over_tls() {
    use rustls_pki_types::pem::PemObject;
    let identity = Identity::generate().unwrap();
    let reference = Arc::new(Reference::default());
    let server = serve_tls(reference, "127.0.0.1:0".parse().unwrap(), &identity).unwrap();
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let pem = identity.certificate_pem();
    let mut roots = rustls::RootCertStore::empty();
    let certificate = rustls_pki_types::CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    roots.add(certificate).unwrap();
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_root_certificates(roots)
    .with_no_client_auth();
    let name = "127.0.0.1".try_into().unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(server.address()).unwrap();
    let mut stream = rustls::StreamOwned::new(connection, socket);
    let request = format!("GET {DESCRIBE} HTTP/1.1\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

/// A describe with these headers and this body.
fn framed(headers: &str, body: &str) -> Vec<u8> {
    format!("POST {DESCRIBE} HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n{body}").into_bytes()
}

fn status(server: &Server, bytes: &[u8]) -> String {
    let answer = talk(server, bytes);
    answer.get(9..12).unwrap_or(&answer).to_owned()
}

#[test]
fn lengths_that_are_none_are_refused() {
    let server = server(Reference::default());
    for good in [
        "Content-Length: 0",
        "Content-Length: 0, 0",
        "Content-Length: 00\r\ncontent-length: 0",
    ] {
        assert_eq!(status(&server, &framed(good, "")), "200", "{good:?}");
    }
    // A line feed alone would be part of the value, and a carriage return too.
    for value in spoilt("5") {
        for headers in [
            format!("Content-Length: {value}"),
            format!("Content-Length: 5\r\nContent-Length: {value}"),
            format!("Content-Length: {value}\r\nContent-Length: 5"),
            format!("Content-Length: 5, {value}"),
        ] {
            assert_eq!(
                status(&server, &framed(&headers, "hello")),
                "400",
                "{headers:?}"
            );
        }
    }
    for headers in [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
    ] {
        assert_eq!(
            status(&server, &framed(headers, "hello!")),
            "400",
            "{headers:?}"
        );
    }
    let digits = "9".repeat(40);
    let huge = framed(&format!("Content-Length: {digits}"), "");
    assert_eq!(status(&server, &huge), "413");
}

#[test]
fn transfer_codings_are_one_list() {
    let server = server(Reference::default());
    let body = "2\r\n&A\r\n2;x=y\r\n=b\r\n0\r\nTrailer: t\r\n\r\n";
    for (headers, wanted) in [
        ("Transfer-Encoding: chunked", "200"),
        ("Transfer-Encoding: Chunked ", "200"),
        ("Transfer-Encoding:\r\nTransfer-Encoding: , chunked", "200"),
        ("Transfer-Encoding: gzip, chunked", "501"),
        (
            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
            "501",
        ),
        ("Transfer-Encoding: xchunked", "400"),
        ("Transfer-Encoding: chunked, gzip", "400"),
        (
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "400",
        ),
        ("Transfer-Encoding: chunked, chunked", "400"),
        ("Transfer-Encoding: \x0bchunked", "400"),
        ("Transfer-Encoding:", "400"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5", "400"),
        ("Content-Length: 5\r\nTransfer-Encoding: gzip", "400"),
    ] {
        assert_eq!(
            status(&server, &framed(headers, body)),
            wanted,
            "{headers:?}"
        );
    }
    let old = framed("Transfer-Encoding: chunked", body);
    let old = String::from_utf8(old)
        .unwrap()
        .replace("HTTP/1.1", "HTTP/1.0");
    assert_eq!(status(&server, old.as_bytes()), "400");
}

#[test]
fn sizes_of_chunks_that_are_none_are_refused() {
    let server = server(Reference::default());
    let chunked = |first: &str, second: &str| {
        let body = format!("{first}\r\nA\r\n{second}\r\nhello\r\n0\r\n\r\n");
        framed("Transfer-Encoding: chunked", &body)
    };
    assert_eq!(status(&server, &chunked("1", "5")), "200");
    let wrong = spoilt("5")
        .into_iter()
        .chain([" 5", "5 ", "4", "6"].map(str::to_owned));
    let huge = (7..40).map(|digits| "f".repeat(digits));
    for size in wrong.chain(huge) {
        assert_eq!(status(&server, &chunked("1", &size)), "400", "{size:?}");
    }
}

#[test]
fn whoever_goes_on_slowly_is_dropped() {
    let times = Times {
        idle: Duration::from_millis(400),
        message: Duration::from_millis(400),
        linger: Duration::from_millis(400),
    };
    let listen = "127.0.0.1:0".parse().unwrap();
    let server = start(Arc::new(Reference::default()), listen, None, times).unwrap();
    let body = framed("Content-Length: 1000", "");
    let chunks = framed("Transfer-Encoding: chunked", "");
    let refused = b"HELO\r\n".to_vec();
    for begin in [
        Vec::new(),
        b"GET / ".to_vec(),
        framed("X: y", ""),
        body,
        chunks,
        refused,
    ] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(&begin).unwrap();
        let connected = std::time::Instant::now();
        // One byte after the other, much sooner than anybody would call the connection idle.
        while stream.write_all(b"1").is_ok() {
            thread::sleep(Duration::from_millis(20));
            assert!(connected.elapsed() < Duration::from_secs(20), "{begin:?}");
        }
    }
}
