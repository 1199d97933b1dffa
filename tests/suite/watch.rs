//! What passes by reaches the other side as it is, and is judged.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use vpnconform::Endpoint;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions, Url};
use vpnconform::reference::serve::serve;
use vpnconform::rule;
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
        while !bytes.ends_with(b"VpnGatewayId=vgw-8db04f81") {
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

#[test]
fn bytes_pass_unchanged_in_both_directions() {
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
    let (url, sent) = upstream(answer.clone().into_bytes());
    let endpoint = HttpEndpoint::new(url.parse::<Url>().unwrap(), HttpOptions::default()).unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let names = Arc::clone(&told);
    let tell =
        move |saved: &vpnconform::saved::Saved| names.lock().unwrap().push(saved.name.clone());
    let watch = Arc::new(Watch::new(Arc::new(endpoint), checker(), tell));
    let served = Arc::clone(&watch) as Arc<dyn Endpoint>;
    let mut server = serve(served, "127.0.0.1:0".parse().unwrap()).unwrap();
    let mut client = TcpStream::connect(server.address()).unwrap();
    client.write_all(request.as_bytes()).unwrap();
    let mut came = vec![0; answer.len()];
    client.read_exact(&mut came).unwrap();
    assert_eq!(String::from_utf8(came).unwrap(), answer);
    // Whitespace around a value of a header is not part of it (RFC 9110, section 5.5).
    let expected = request.replace("X-Odd:  a\tb \r\n", "X-Odd: a\tb\r\n");
    assert_eq!(String::from_utf8(sent.join().unwrap()).unwrap(), expected);
    server.stop();
    assert_eq!(*told.lock().unwrap(), ["exchange-1"]);
    let watched = watch.finish(checker());
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
