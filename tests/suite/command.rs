//! What a user meets who gets something wrong, and what an interrupted run leaves behind: the built program, its message
//! and its exit status.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Identity, serve, serve_tls};
use vpnconform::rule;

use crate::shared;
use crate::shared::{told, vpnconform};

/// The reference, but each answer from this one on waits until the test has interrupted the run.
struct Slow {
    reference: Reference,
    first: usize,
    requests: Mutex<usize>,
    reached: Sender<()>,
    goes_on: Mutex<Receiver<()>>,
}

impl Endpoint for Slow {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut requests = self.requests.lock().unwrap();
        *requests += 1;
        if *requests == self.first {
            self.reached.send(()).unwrap();
            self.goes_on.lock().unwrap().recv().unwrap();
        }
        drop(requests);
        self.reference.send(request)
    }

    fn name(&self) -> String {
        "slow".to_owned()
    }
}

/// The exit status and everything that was printed.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    shared::run(folder.path(), arguments)
}

/// A server that reads the head of each request and answers with these bytes.
fn answering(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 65536]);
            let _ = stream.write_all(bytes);
        }
    });
    address
}

#[test]
fn usage_errors_name_what_is_wrong_and_exit_with_2() {
    let cases: &[(&[&str], &str)] = &[
        (&["endpoint", "--nope"], "--nope"),
        (&["endpoint", "somewhere"], "give a URL"),
        (&["endpoint", "http://"], "host is empty"),
        (&["endpoint", "ftp://127.0.0.1/"], "scheme"),
        (&["endpoint", "http://10.0.0.1/"], "--allow-plaintext"),
        (
            &["endpoint", "https://ec2.eu-west-1.amazonaws.com/"],
            "--allow-charges",
        ),
        (
            &["endpoint", "--report", "json=/nowhere/at/all.json"],
            "/nowhere/at/all.json",
        ),
        (&["endpoint", "--report", "pdf=x"], "pdf"),
        (&["endpoint", "--api-version", "2012-04-02"], "2012-04-02"),
        (
            &["endpoint", "--provision", "fixed"],
            "--customer-gateway-id",
        ),
        (
            &["explain", "request/type-requird"],
            "request/type-required",
        ),
    ];
    for (arguments, words) in cases {
        let (status, text) = run(arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
    }
}

#[test]
fn an_empty_selection_exits_with_4() {
    let (status, text) = run(&["endpoint", "--only", "nothing/like-this"]);
    assert_eq!(status, Some(4), "{text}");
    assert!(text.contains("vpnconform list"), "{text}");
}

#[test]
fn a_port_nobody_listens_at_exits_with_3() {
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (status, text) = run(&["endpoint", &format!("http://{address}")]);
    assert_eq!(status, Some(3), "{text}");
    assert!(
        text.contains("refused") && text.contains(&address.to_string()),
        "{text}"
    );
}

#[test]
fn a_target_is_reset_before_the_run_or_there_is_no_run() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sent, received) = mpsc::channel();
    thread::spawn(move || {
        for status in ["204 No Content", "404 Not Found"] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap();
            sent.send(String::from_utf8_lossy(&head[..length]).into_owned())
                .unwrap();
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    });
    let url = format!("http://{address}/moto-api/reset");
    let only = [
        "endpoint",
        "--only",
        "response/root-element",
        "--cases",
        "0",
    ];
    let (status, text) = run(&[&only[..], &["--reset-url", &url]].concat());
    assert_eq!(status, Some(0), "{text}");
    let request = received.recv().unwrap();
    assert!(
        request.starts_with("POST /moto-api/reset HTTP/1.1\r\n"),
        "{request}"
    );
    let (status, text) = run(&[&only[..], &["--reset-url", &url]].concat());
    assert_eq!(status, Some(3), "{text}");
    assert!(text.contains("/moto-api/reset: status 404"), "{text}");

    let (status, text) = run(&[&only[..], &["--reset-command", "exit 0"]].concat());
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = run(&[&only[..], &["--reset-command", "exit 9"]].concat());
    assert_eq!(status, Some(3), "{text}");
    assert!(
        text.contains("--reset-command") && text.contains('9'),
        "{text}"
    );
}

#[test]
fn a_server_that_speaks_something_else_exits_with_3() {
    let cases: &[(&'static [u8], &str)] = &[
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not HTTP"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
            "<html>",
        ),
    ];
    for (bytes, words) in cases {
        let (status, text) = run(&["endpoint", &format!("http://{}", answering(bytes))]);
        assert_eq!(status, Some(3), "{text}");
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_certificate_nobody_vouches_for_exits_with_3() {
    let identity = Identity::generate().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let reference = Arc::new(Reference::default());
    let server = serve_tls(reference, address, &identity).unwrap();
    let (status, text) = run(&["endpoint", &server.url()]);
    assert_eq!(status, Some(3), "{text}");
    assert!(text.contains("TLS"), "{text}");
}

#[test]
fn a_certificate_is_trusted_by_file_or_with_a_warning() {
    let identity = Identity::generate().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = serve_tls(Arc::new(Reference::default()), address, &identity).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificate.pem");
    std::fs::write(&path, identity.certificate_pem()).unwrap();
    let url = server.url();
    let base = ["endpoint", &url, "--only", "request/minimal-accepted"];
    let with = |more: &[&str]| run(&[&base, more].concat());
    let (status, text) = with(&["--cacert", path.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{text}");
    assert!(!text.contains("certificate"), "{text}");
    let (status, text) = with(&["--insecure"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("every certificate is trusted"), "{text}");
}

#[test]
fn network_options_without_effect_on_the_reference_are_named() {
    let only = [
        "endpoint",
        "reference",
        "--only",
        "request/minimal-accepted",
    ];
    let ignored = ["--timeout", "1ms", "--cacert", "/nowhere"];
    let (status, text) = run(&[&only[..], &ignored].concat());
    assert_eq!(status, Some(0), "{text}");
    let note = text
        .lines()
        .find(|line| line.starts_with("note: no effect"));
    assert!(note.unwrap().ends_with(": --timeout, --cacert"), "{text}");
    assert!(!run(&only).1.contains("no effect"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_hides_no_worse_status() {
    let ruled = [
        "--only",
        "request/empty-value",
        "--ruling",
        "request/empty-value=accept",
    ];
    let blocked = ["--provision", "none", "--only", "response/*"];
    let parser = [
        "parser",
        "--builtin",
        "roxmltree",
        "--cases",
        "0",
        "--cut-every",
        "0",
    ];
    let endpoint = |more: &[&'static str]| [&["endpoint", "--cases", "0"], more].concat();
    let cases = [
        (endpoint(&ruled), 1),
        (endpoint(&blocked), 3),
        (endpoint(&["--only", "request/minimal-accepted"]), 0),
        (
            [&parser[..], &["--only", "parser/foreign-namespace"]].concat(),
            0,
        ),
        (
            [
                &parser[..],
                &["--only", "parser/dtd", "--ruling", "parser/dtd=reject"],
            ]
            .concat(),
            1,
        ),
    ];
    for (arguments, expected) in cases {
        let (status, text) = run(&arguments);
        assert_eq!(status, Some(expected), "{arguments:?}: {text}");
        let (status, text) = run(&[&arguments[..], &["--report", "json=/dev/full"]].concat());
        let expected = if expected == 0 { 2 } else { expected };
        assert_eq!(status, Some(expected), "{arguments:?}: {text}");
        assert!(
            text.contains("cannot write the report json=/dev/full"),
            "{text}"
        );
    }
}

#[test]
fn a_faulty_server_exits_with_1_and_a_conforming_one_with_0() {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let check = "secret/keys-differ-between-tunnels";
    let fault = rule::faults()
        .iter()
        .find(|fault| fault.detected_by.first() == Some(&check))
        .unwrap();
    let faulty = rule::faulty_reference(fault.id).unwrap();
    let only = ["--only", "secret/keys-differ-*"];
    for (reference, expected) in [(faulty, 1), (Reference::default(), 0)] {
        let server = serve(Arc::new(reference), address).unwrap();
        let (status, text) = run(&[&["endpoint", &server.url()], only.as_slice()].concat());
        assert_eq!(status, Some(expected), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let (reached, is_reached) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel();
    let reference = Arc::new(Slow {
        reference: Reference::default(),
        first: 60,
        requests: Mutex::new(0),
        reached,
        goes_on: Mutex::new(goes_on),
    });
    let server = serve(
        Arc::clone(&reference) as Arc<dyn Endpoint>,
        SocketAddr::from(([127, 0, 0, 1], 0)),
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut child = vpnconform(folder.path())
        .args(["endpoint", &server.url()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    is_reached.recv().unwrap();
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("interrupted") {
        line.clear();
        assert!(
            stderr.read_line(&mut line).unwrap() > 0,
            "the interrupt was not noticed"
        );
    }
    go_on.send(()).unwrap();
    let (status, text) = told(&child.wait_with_output().unwrap());
    assert!(matches!(status, Some(1 | 3)), "{status:?}: {text}");
    for (action, item) in [
        ("DescribeVpnGateways", "vpnGatewayId"),
        ("DescribeCustomerGateways", "customerGatewayId"),
    ] {
        let answer = reference.reference.send(&HttpRequest {
            method: "GET".to_owned(),
            target: format!("/?Action={action}&Version=2012-04-01").into_bytes(),
            headers: Vec::new(),
            body: Vec::new(),
        });
        let body = String::from_utf8(answer.unwrap().body).unwrap();
        let live = body.matches("<state>available</state>").count();
        assert_eq!(live, 0, "{item}: {body}");
    }
}
