//! `vpnconform proxy` and `vpnconform serve --judge`, with a client that they start.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use vpnconform::reference::Reference;
use vpnconform::reference::serve::serve;
use vpnconform::rule;

use crate::shared::run;

/// The client: a probe of the suite, which creates, describes and deletes; signed or not.
fn client(signed: bool) -> String {
    let auth = if signed { "--auth v4" } else { "" };
    let binary = env!("CARGO_BIN_EXE_vpnconform");
    format!(
        "export AWS_ACCESS_KEY_ID=\"${{AWS_ACCESS_KEY_ID:-id}}\" AWS_SECRET_ACCESS_KEY=\"${{AWS_SECRET_ACCESS_KEY:-key}}\"; \
        '{binary}' endpoint \"$VPNCONFORM_URL\" {auth} --only response/namespace -q >client.txt"
    )
}

fn go(arguments: &[&str], signed: bool) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let client = client(signed);
    let command = ["--listen", "127.0.0.1:0", "--", "sh", "-c", client.as_str()];
    let (status, text) = run(folder.path(), &[arguments, &command].concat());
    let said = std::fs::read_to_string(folder.path().join("client.txt")).unwrap();
    assert!(
        said.contains(" checks, ") || said.contains(" conforms"),
        "{said} {text}"
    );
    (status, text)
}

#[test]
fn the_embedded_endpoint_judges_the_requests_of_a_client() {
    let (status, text) = go(&["serve", "--judge"], true);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("exchange-1 200: ok"), "{text}");
    let (status, text) = go(&["serve", "--judge"], false);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("FAIL client/signed (should)"), "{text}");
    let (status, text) = go(&["serve", "--judge", "--skip", "client/signed"], false);
    assert_eq!(status, Some(0), "{text}");
}

#[test]
fn the_proxy_names_the_fault_of_a_server() {
    let fault = rule::faulty_reference("configuration-id-changed").unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let faulty = serve(Arc::new(fault), any).unwrap();
    let url = faulty.url();
    let (status, text) = go(
        &["proxy", "--upstream", &url, "--record", "kept.json"],
        true,
    );
    assert_eq!(status, Some(1), "{text}");
    assert!(
        text.contains("FAIL configuration/connection-id-matches (must)"),
        "{text}"
    );
    let sound = serve(Arc::new(Reference::default()), any).unwrap();
    let (status, text) = go(&["proxy", "--upstream", &sound.url()], true);
    assert_eq!(status, Some(0), "{text}");
    assert!(
        text.contains("exchanges of other actions passed unjudged"),
        "{text}"
    );
}

/// An upstream that misbehaves with each connection once the request is there.
fn upstream(misbehave: fn(&mut TcpStream) -> io::Result<()>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                // The proxy has hung up.
                let _ = misbehave(&mut stream);
            });
        }
    });
    address
}

/// The status that a client gets of a proxy to this upstream, for several requests at once, and how long they took.
fn asked(upstream: SocketAddr) -> (Vec<String>, Duration) {
    let mut proxy = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(["proxy", "--upstream", &format!("http://{upstream}")])
        .args(["--listen", "127.0.0.1:0", "--timeout", "1s"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut stdout = BufReader::new(proxy.stdout.take().unwrap());
    stdout.read_line(&mut said).unwrap();
    let url = said
        .split(' ')
        .find_map(|word| word.strip_prefix("http://"));
    let address = url.unwrap().trim_end_matches('/').to_owned();
    let begin = Instant::now();
    let ask = || {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(50)))
            .unwrap();
        let body = "Action=CreateVpnConnection&Version=2012-04-01";
        write!(
            stream,
            "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let lines = thread::scope(|scope| {
        let clients: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    let took = begin.elapsed();
    assert!(proxy.try_wait().unwrap().is_none(), "the proxy has ended");
    proxy.kill().unwrap();
    proxy.wait().unwrap();
    (lines, took)
}

#[test]
fn slow_and_endless_answers_end_in_time() {
    let cases: [(&str, fn(&mut TcpStream) -> io::Result<()>); 4] = [
        ("silent", |stream| stream.read(&mut [0]).map(drop)),
        ("one byte at a time", |stream| {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
            loop {
                stream.write_all(b"<")?;
                thread::sleep(Duration::from_millis(50));
            }
        }),
        ("endless", |stream| {
            write!(stream, "HTTP/1.1 200 OK\r\n\r\n")?;
            loop {
                stream.write_all(&[b'<'; 1000])?;
            }
        }),
        ("cut", |stream| {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<a>")
        }),
    ];
    for (name, misbehave) in cases {
        let (lines, took) = asked(upstream(misbehave));
        assert!(took < Duration::from_secs(40), "{name}: {took:?}");
        // What has not come whole is not passed on: the connection is closed.
        assert_eq!(lines, [""; 4], "{name}");
    }
}
