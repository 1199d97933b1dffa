//! What somebody is told who types what other tools want, or nearly the right thing.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Identity, serve_tls};

use crate::shared;

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    shared::run(folder.path(), arguments)
}

#[test]
fn mistakes_are_answered_with_what_was_meant() {
    let cases: &[(&[&str], i32, &str)] = &[
        (&["test"], 2, "did you mean `vpnconform endpoint`?"),
        (&["mock"], 2, "did you mean `vpnconform serve`?"),
        (
            &["http://127.0.0.1:1"],
            2,
            "did you mean `vpnconform endpoint http://127.0.0.1:1`?",
        ),
        (&["endpoint", "--json"], 2, "--report json=PATH"),
        (&["endpoint", "--format", "json"], 2, "--report FORMAT=PATH"),
        (&["endpoint", "-o", "x"], 2, "--report FORMAT=PATH"),
        (&["endpoint", "--cases", "1e6"], 2, "give a whole number"),
        (
            &["endpoint", "127.0.0.1:23001"],
            2,
            "did you mean http://127.0.0.1:23001?",
        ),
        (
            &["endpoint", "localhost:23001"],
            2,
            "did you mean http://localhost:23001?",
        ),
        (
            &["endpoint", "--only", "respons/*"],
            4,
            "did you mean response/*?",
        ),
        (
            &["endpoint", "--only", "response/well-formd"],
            4,
            "did you mean response/well-formed?",
        ),
        (
            &["serve", "--fault", "type-anythin"],
            2,
            "did you mean type-anything",
        ),
        (
            &["selftest", "--fault", "type-anythin"],
            2,
            "did you mean type-anything",
        ),
        (
            &["endpoint", "reference", "--fault", "type-anythin"],
            2,
            "did you mean type-anything",
        ),
        (
            &["endpoint", "http://127.0.0.1:1", "--fault", "type-anything"],
            2,
            "`reference`",
        ),
        (
            &["parser", "python3", "x.py"],
            2,
            "vpnconform parser -- python3 x.py",
        ),
        (
            &["explain", "request/type-requird"],
            2,
            "request/type-required",
        ),
    ];
    for (arguments, status, words) in cases {
        let (got, text) = run(arguments);
        assert_eq!(got, Some(*status), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
    }
}

#[test]
fn a_family_selects_all_its_checks() {
    let (status, family) = run(&["endpoint", "--dry-run", "--only", "secret"]);
    let (_, glob) = run(&["endpoint", "--dry-run", "--only", "secret/*"]);
    assert_eq!(status, Some(0), "{family}");
    assert_eq!(family, glob);
    let (status, text) = run(&["explain", "secret"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(
        text.lines().filter(|l| l.starts_with("secret/")).count() > 3,
        "{text}"
    );
    let (status, text) = run(&["explain", "parser/*"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("parser/truncation-rejected"), "{text}");
}

#[test]
fn a_skip_that_leaves_out_nothing_is_said() {
    let (status, text) = run(&["endpoint", "--dry-run", "--skip", "response/well-formd"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("--skip leaves out nothing"), "{text}");
    assert!(
        text.contains("did you mean response/well-formed?"),
        "{text}"
    );
}

#[test]
fn tls_and_plain_http_are_told_apart() {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    // A server that answers whatever comes, as most do.
    let listener = TcpListener::bind(address).unwrap();
    let plain = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let (status, text) = run(&["endpoint", &format!("https://{plain}")]);
    assert_eq!(status, Some(3), "{text}");
    assert!(
        text.contains("does not speak TLS; did you mean http://"),
        "{text}"
    );
    let identity = Identity::generate().unwrap();
    let tls = serve_tls(Arc::new(Reference::default()), address, &identity).unwrap();
    let plain = tls.url().replace("https:", "http:");
    let (status, text) = run(&["endpoint", &plain, "--timeout", "2s"]);
    assert_eq!(status, Some(3), "{text}");
}

#[test]
fn an_adapter_that_prints_text_is_told_so() {
    let (status, text) = run(&["parser", "--cases", "0", "--", "echo", "hello"]);
    assert_eq!(status, Some(3), "{text}");
    assert!(
        text.contains("only frames may go to standard output"),
        "{text}"
    );
}

#[test]
fn a_file_of_another_kind_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("j.xml"), "<testsuites/>").unwrap();
    for command in ["report", "replay"] {
        let (status, text) = shared::run(folder.path(), &[command, "j.xml"]);
        assert_eq!(status, Some(2), "{text}");
        assert!(text.contains("a JUnit report"), "{command}: {text}");
    }
}

#[test]
fn a_fault_is_shown_by_one_command() {
    let fault = ["endpoint", "reference", "--fault", "type-anything"];
    let (status, text) = run(&[&fault[..], &["--only", "request/type-ipsec1-only"]].concat());
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("FAIL request/type-ipsec1-only"), "{text}");
}
