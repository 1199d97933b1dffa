//! `vpnconform check`: what a user sees who has one response in a file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::shared::{run, told, vpnconform};

fn corpora(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
    root.join(name).display().to_string()
}

fn check(arguments: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&["check"], arguments].concat())
}

#[test]
fn one_command_shows_the_finding_with_its_place() {
    let file = corpora("saved/body.xml");
    let (status, text) = check(&[&file]);
    assert_eq!(status, Some(1), "{text}");
    for wanted in [
        "FAIL configuration/gateways-match (must)",
        "explains  configuration/no-padding",
        "line 4, column 19 of the decoded customerGatewayConfiguration",
        "  <vpn_gateway_id> vgw-272dcc9b </vpn_gateway_id>",
        "does not conform: 1 document, ",
        "(API version 2016-11-15)",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(!text.contains("vpnconform replay"), "{text}");
    // What is printed works.
    let again = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("again"));
    let words: Vec<&str> = again.unwrap().split_whitespace().collect();
    assert_eq!(words[..2], ["vpnconform", "check"]);
    let (status, text) = check(&words[2..]);
    assert_eq!(status, Some(1), "{text}");
}

#[test]
fn standard_input_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = vpnconform(folder.path());
    command.args(["check", "-", "-q"]).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let content = std::fs::read(corpora("service/describe-states.xml")).unwrap();
    child.stdin.take().unwrap().write_all(&content).unwrap();
    let (status, text) = told(&child.wait_with_output().unwrap());
    assert_eq!(status, Some(0), "{text}");
    assert!(
        text.contains("standard input conforms: 3 documents"),
        "{text}"
    );
}

#[test]
fn exit_statuses_say_what_became_of_it() {
    let conforms = corpora("service/create-static.xml");
    let padded = corpora("saved/inner.xml");
    let readme = corpora("saved/README.md");
    let error = corpora("service/error.xml");
    let cases: [(&[&str], i32, &str); 9] = [
        (&[&conforms], 0, "conforms: 1 document"),
        (&[&padded], 1, "does not conform"),
        (&[&padded, "--level", "must"], 0, "conforms"),
        (
            &[&padded, "--skip", "configuration/no-padding"],
            0,
            "conforms",
        ),
        (
            &[&error, "--only", "configuration/*"],
            4,
            "nothing was selected",
        ),
        (&[&readme], 2, "bytes of other text; wanted: a response"),
        (&["/nowhere/at/all"], 2, "/nowhere/at/all: "),
        (&[&conforms, &readme], 2, "conforms: 1 document"),
        (&[], 2, "<FILE>"),
    ];
    for (arguments, status, wanted) in cases {
        let (code, text) = check(arguments);
        assert_eq!(code, Some(status), "{arguments:?}: {text}");
        assert!(text.contains(wanted), "{arguments:?}: {text}");
    }
}

#[test]
fn what_is_known_of_the_request_is_judged() {
    let file = corpora("service/create-bgp.xml");
    let rule = |id: &str, option: &[&str]| {
        let arguments = [&[file.as_str(), "--only", id, "-v"], option].concat();
        check(&arguments)
    };
    for (id, option, wrong) in [
        (
            "response/echoes-customer-gateway",
            "--customer-gateway-id",
            "cgw-0",
        ),
        ("response/echoes-vpn-gateway", "--vpn-gateway-id", "vgw-0"),
        ("configuration/type-matches", "--type", "ipsec.2"),
        (
            "configuration/customer-asn-matches",
            "--customer-asn",
            "65009",
        ),
        (
            "configuration/customer-address-matches",
            "--customer-address",
            "192.0.2.9",
        ),
        ("response/namespace", "--api-version", "2012-04-01"),
    ] {
        let (status, text) = rule(id, &[option, wrong]);
        assert_eq!(status, Some(1), "{text}");
        assert!(
            text.contains(&format!("{option} {wrong} --only {id}")),
            "{text}"
        );
        let (status, text) = rule(id, &[]);
        let known = id == "response/namespace";
        assert_eq!(status, Some(if known { 0 } else { 4 }), "{text}");
    }
    let (status, text) = rule(
        "configuration/customer-asn-matches",
        &["--customer-asn", "65010"],
    );
    assert_eq!(status, Some(0), "{text}");
}

#[test]
fn a_baseline_covers_what_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let file = corpora("saved/session.har");
    let go = |arguments: &[&str]| run(folder.path(), arguments);
    let (status, text) = go(&[
        "check",
        &file,
        "--report",
        "json=run.json",
        "--record",
        "kept.json",
    ]);
    assert_eq!(status, Some(1), "{text}");
    let (status, text) = go(&[
        "baseline",
        "init",
        "run.json",
        "--out",
        "known.toml",
        "--reason",
        "known",
    ]);
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = go(&["check", &file, "--baseline", "known.toml"]);
    assert_eq!(status, Some(0), "{text}");
    // What was kept is judged like the file that it is from.
    let (status, text) = go(&["check", "kept.json", "--baseline", "known.toml"]);
    assert_eq!(status, Some(0), "{text}");
    let kept = std::fs::read_to_string(folder.path().join("kept.json")).unwrap();
    let source = std::fs::read_to_string(corpora("saved/inner.xml")).unwrap();
    let key = source.split("pre_shared_key>").nth(1).unwrap();
    assert!(!kept.contains(key.trim_end_matches("</")));
}

#[test]
fn a_folder_is_judged_with_all_that_is_in_it() {
    let (status, text) = check(&[&corpora("service")]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("passed over: "), "{text}");
    assert!(text.contains("conforms: 13 documents"), "{text}");
    let both: Vec<PathBuf> = ["service", "saved"]
        .iter()
        .map(|f| corpora(f).into())
        .collect();
    let both: Vec<&str> = both.iter().map(|p| p.to_str().unwrap()).collect();
    assert_eq!(check(&both).0, Some(1));
}
