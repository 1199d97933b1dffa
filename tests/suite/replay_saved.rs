//! What `check` and `proxy` have found is judged again.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use vpnconform::reference::Reference;
use vpnconform::reference::serve::serve;
use vpnconform::rule;

use crate::shared::run;

fn corpora(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
    fs::read_to_string(root.join(name)).unwrap()
}

#[test]
fn a_document_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let go = |arguments: &[&str]| run(folder.path(), arguments);
    let put = |text: &str| fs::write(folder.path().join("saved.xml"), text).unwrap();
    let padded = corpora("saved/body.xml");
    put(&padded);
    let (status, text) = go(&["check", "saved.xml", "--record", "kept.json", "-q"]);
    assert_eq!(status, Some(1), "{text}");
    let by_case = ["replay", "saved.xml", "--evidence", "kept.json"];
    let by_rule = [
        "replay",
        "configuration/no-padding",
        "--evidence",
        "kept.json",
    ];
    for arguments in [&by_case, &by_rule] {
        let (status, text) = go(arguments);
        assert_eq!(status, Some(1), "{text}");
        let wanted = "still fails configuration/no-padding: expected";
        assert!(text.contains(wanted), "{text}");
        assert!(text.contains("saved.xml, read again"), "{text}");
    }
    put(&corpora("service/create-static.xml"));
    for arguments in [&by_case, &by_rule] {
        let (status, text) = go(arguments);
        assert_eq!(status, Some(0), "{text}");
        assert!(
            text.contains("fixed       configuration/no-padding"),
            "{text}"
        );
    }
    // What it was about is gone: that mends nothing.
    put(&corpora("service/error.xml"));
    assert_eq!(go(&by_rule).0, Some(3));
    put(&padded[..padded.len() / 2]);
    assert_eq!(go(&by_rule).0, Some(3));
    fs::remove_file(folder.path().join("saved.xml")).unwrap();
    let (status, text) = go(&by_rule);
    assert_eq!(status, Some(3), "{text}");
    assert!(
        text.contains("blocked     configuration/no-padding: "),
        "{text}"
    );
    let (status, text) = go(&["replay", "response/schema", "--evidence", "kept.json"]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("did not fail in what was kept"), "{text}");
}

#[test]
fn the_options_of_the_check_hold_again() {
    let folder = tempfile::tempdir().unwrap();
    let go = |arguments: &[&str]| run(folder.path(), arguments);
    let file = folder.path().join("many.ndjson");
    let text = corpora("service/create-bgp.xml");
    let line = serde_json::to_string(&text).unwrap();
    fs::write(&file, format!("{line}\n{line}\n")).unwrap();
    let asn = ["--customer-asn", "65009", "--record", "kept.json", "-q"];
    let (status, text) = go(&[&["check", "many.ndjson"][..], &asn].concat());
    assert_eq!(status, Some(1), "{text}");
    let (status, text) = go(&["replay", "many.ndjson#2", "--evidence", "kept.json"]);
    assert_eq!(status, Some(1), "{text}");
    let wanted = "still fails configuration/customer-asn-matches: expected 65009";
    assert!(text.contains(wanted), "{text}");
    fs::write(
        &file,
        format!("{line}\n{}\n", line.replace("65010", "65009")),
    )
    .unwrap();
    let (status, text) = go(&["replay", "many.ndjson#2", "--evidence", "kept.json"]);
    assert_eq!(status, Some(0), "{text}");
}

#[test]
fn a_request_that_passed_by_is_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let fault = rule::faulty_reference("configuration-id-changed").unwrap();
    let faulty = serve(Arc::new(fault), any).unwrap();
    let binary = env!("CARGO_BIN_EXE_vpnconform");
    let client = format!("'{binary}' endpoint \"$VPNCONFORM_URL\" --only response/namespace -q");
    let url = faulty.url();
    let proxy = [
        "proxy",
        "--upstream",
        &url,
        "--listen",
        "127.0.0.1:0",
        "--record",
        "kept.json",
        "-q",
    ];
    let (status, text) = run(
        folder.path(),
        &[&proxy[..], &["--", "sh", "-c", &client]].concat(),
    );
    assert_eq!(status, Some(1), "{text}");
    let check = "configuration/connection-id-matches";
    let replay = ["replay", check, "--evidence", "kept.json"];
    let (status, text) = run(folder.path(), &replay);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains(&format!("still fails {check}")), "{text}");
    let sound = serve(Arc::new(Reference::default()), any).unwrap();
    let url = sound.url();
    let (status, text) = run(folder.path(), &[&replay[..], &["--target", &url]].concat());
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains(&format!("fixed       {check}")), "{text}");
    // What the client made of its request only the client can make again.
    let (status, text) = run(
        folder.path(),
        &["replay", "client/signed", "--evidence", "kept.json"],
    );
    assert_eq!(status, Some(3), "{text}");
    assert!(text.contains("let the client send it again"), "{text}");
}
