//! What passes by reaches the other side as it is, and is judged.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use vpnconform::Endpoint;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions, Url};
use vpnconform::reference::serve::{CONNECTIONS, Identity, Server, serve, serve_tls};
use vpnconform::rule;
use vpnconform::saved::Saved;
use vpnconform::suite::check::{Checker, Given};
use vpnconform::suite::watch::Watch;

/// Answers one connection with these bytes: its URL, and what it was sent.
fn upstream(answer: Vec<u8>) -> (String, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let sent = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        while !bytes
            .trim_ascii_end()
            .ends_with(b"VpnGatewayId=vgw-8db04f81")
        {
            let read = stream.read(&mut buffer).unwrap();
            assert!(read > 0, "{}", String::from_utf8_lossy(&bytes));
            bytes.extend_from_slice(&buffer[..read]);
        }
        stream.write_all(&answer).unwrap();
        bytes
    });
    (url, sent)
}

fn checker() -> Checker {
    Checker::new(
        rule::client_rules().chain(rule::catalogue()),
        Given::default(),
    )
}

/// A connection that a test talks over.
trait Talk: Read + Write {}
impl<T: Read + Write> Talk for T {}

/// Watches an endpoint of this URL, with this authority where that is encrypted.
fn watch(url: &str, authority: &str, told: &Arc<Mutex<Vec<String>>>) -> Arc<Watch> {
    let options = HttpOptions {
        trusted: authority.as_bytes().to_vec(),
        ..HttpOptions::default()
    };
    let endpoint = HttpEndpoint::new(url.parse::<Url>().unwrap(), options).unwrap();
    let names = Arc::clone(told);
    let tell = move |saved: &Saved| names.lock().unwrap().push(saved.name.clone());
    Arc::new(Watch::new(Arc::new(endpoint), checker(), tell))
}

/// A client that trusts this authority and no other.
fn encrypted(server: &Server, authority: &str) -> Box<dyn Talk> {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(server.address()).unwrap();
    Box::new(rustls::StreamOwned::new(connection, socket))
}

#[test]
fn bytes_pass_unchanged_in_both_directions() {
    pass(false);
}

#[test]
fn bytes_pass_unchanged_where_both_sides_are_encrypted() {
    pass(true);
}

fn pass(tls: bool) {
    let form = "Action=CreateVpnConnection&Version=2012-04-01&Type=ipsec.1&CustomerGatewayId=cgw-b4dc3961&VpnGatewayId=vgw-8db04f81";
    let request = format!(
        "POST /odd%7Epath HTTP/1.1\r\nhost: ec2.example\r\nX-Odd:  a\tb \r\nX-odd: again\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let body = "<CreateVpnConnectionResponse/>\r\n";
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nx-AMZN-id: 1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let any = "127.0.0.1:0".parse().unwrap();
    let (url, sent) = upstream(answer.clone().into_bytes());
    let told = Arc::new(Mutex::new(Vec::new()));
    let (first, second) = (Identity::generate().unwrap(), Identity::generate().unwrap());
    let (mut servers, client, watched): (Vec<Server>, Box<dyn Talk>, Arc<Watch>) = match tls {
        false => {
            let watch = watch(&url, "", &told);
            let server = serve(Arc::clone(&watch) as Arc<dyn Endpoint>, any).unwrap();
            let client = Box::new(TcpStream::connect(server.address()).unwrap());
            (vec![server], client, watch)
        }
        // One behind the other, so that what is behind both is encrypted on both sides of the first.
        true => {
            let silent = Arc::new(Mutex::new(Vec::new()));
            let behind = watch(&url, "", &silent);
            let behind = serve_tls(behind as Arc<dyn Endpoint>, any, &second).unwrap();
            let watch = watch(&behind.url(), &second.certificate_pem(), &told);
            let front = serve_tls(Arc::clone(&watch) as Arc<dyn Endpoint>, any, &first).unwrap();
            let client = encrypted(&front, &first.certificate_pem());
            (vec![front, behind], client, watch)
        }
    };
    let mut client = client;
    client.write_all(request.as_bytes()).unwrap();
    let mut came = vec![0; answer.len()];
    client.read_exact(&mut came).unwrap();
    assert_eq!(String::from_utf8(came).unwrap(), answer);
    // Whitespace around a value of a header is not part of it (RFC 9110, section 5.5).
    let expected = request.replace("X-Odd:  a\tb \r\n", "X-Odd: a\tb\r\n");
    assert_eq!(String::from_utf8(sent.join().unwrap()).unwrap(), expected);
    servers.iter_mut().for_each(Server::stop);
    assert_eq!(*told.lock().unwrap(), ["exchange-1"]);
    let watched = watched.finish(checker());
    let failed: Vec<&str> = watched
        .checker
        .with(vpnconform::Verdict::Fail)
        .map(|r| r.id)
        .collect();
    for id in ["client/signed", "response/schema", "response/namespace"] {
        assert!(failed.contains(&id), "{failed:?}");
    }
    assert!(!failed.contains(&"client/no-secret-in-url"), "{failed:?}");
}

#[test]
fn an_upstream_of_another_authority_is_not_believed() {
    let identity = Identity::generate().unwrap();
    let reference = Arc::new(vpnconform::reference::Reference::default());
    let server = serve_tls(reference, "127.0.0.1:0".parse().unwrap(), &identity).unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let other = Identity::generate().unwrap().certificate_pem();
    let request = vpnconform::HttpRequest {
        method: "GET".to_owned(),
        target: b"/?Action=DescribeVpnConnections&Version=2012-04-01".to_vec(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    assert!(watch(&server.url(), &other, &told).send(&request).is_err());
    let own = identity.certificate_pem();
    assert!(watch(&server.url(), &own, &told).send(&request).is_ok());
}

/// What a client gets through the proxy where the upstream answers with these bytes.
fn through(answer: &str) -> String {
    let (url, sent) = upstream(answer.as_bytes().to_vec());
    let endpoint = HttpEndpoint::new(url.parse::<Url>().unwrap(), HttpOptions::default()).unwrap();
    let watch = Watch::new(Arc::new(endpoint), checker(), |_| {});
    let mut server = serve(Arc::new(watch), "127.0.0.1:0".parse().unwrap()).unwrap();
    let mut client = TcpStream::connect(server.address()).unwrap();
    let request = "GET /?Action=X&VpnGatewayId=vgw-8db04f81 HTTP/1.1\r\nConnection: close\r\nX: VpnGatewayId=vgw-8db04f81\r\n\r\n";
    client.write_all(request.as_bytes()).unwrap();
    let mut came = String::new();
    client.read_to_string(&mut came).unwrap();
    let sent = String::from_utf8(sent.join().unwrap()).unwrap();
    assert!(sent.starts_with("GET /?Action=X&"), "{sent}");
    server.stop();
    came
}

#[test]
fn every_way_to_end_a_body_passes() {
    let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    let came = through(chunked);
    assert_eq!(came.matches("ransfer-").count(), 1, "{came}");
    assert!(came.ends_with("\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"), "{came}");
    let both = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    assert!(through(both).ends_with("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
    let none = through("HTTP/1.1 204 No Content\r\nX-Id: 7\r\n\r\n");
    assert!(none.starts_with("HTTP/1.1 204 "), "{none}");
    assert!(
        none.contains("X-Id: 7\r\n") && none.ends_with("\r\n\r\n"),
        "{none}"
    );
    assert!(!none.contains("ransfer-"), "{none}");
    let rest = through("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\nbusy");
    assert!(
        rest.contains("Retry-After: 1\r\n") && rest.contains("4\r\nbusy\r\n"),
        "{rest}"
    );
}

#[test]
fn connections_are_bounded() {
    let reference = Arc::new(vpnconform::reference::Reference::default());
    let server = serve(reference, "127.0.0.1:0".parse().unwrap()).unwrap();
    let connect = || TcpStream::connect(server.address()).unwrap();
    let mut open: Vec<TcpStream> = (0..CONNECTIONS).map(|_| connect()).collect();
    let mut byte = [0];
    assert_eq!(connect().read(&mut byte).unwrap_or(0), 0);
    let request = b"GET /?Action=DescribeVpnConnections&Version=2012-04-01 HTTP/1.1\r\n\r\n";
    open[0].write_all(request).unwrap();
    assert_eq!(open[0].read(&mut byte).unwrap(), 1);
    drop(open);
    // Whoever has gone makes room.
    let answered = (0..100).any(|_| {
        thread::sleep(std::time::Duration::from_millis(20));
        let mut stream = connect();
        stream.write_all(request).is_ok() && stream.read(&mut byte).unwrap_or(0) == 1
    });
    assert!(answered);
}

#[test]
fn an_upstream_that_is_gone_is_told() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    let endpoint = HttpEndpoint::new(url.parse::<Url>().unwrap(), HttpOptions::default()).unwrap();
    let watch = Watch::new(Arc::new(endpoint), checker(), |_| {});
    let request = vpnconform::HttpRequest {
        method: "GET".to_owned(),
        target: b"/?Action=CreateVpnConnection".to_vec(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    assert!(watch.send(&request).is_err());
    let watched = watch.finish(checker());
    assert_eq!(watched.failures.len(), 1);
    assert_eq!(watched.checker.documents_judged(), 0);
}
