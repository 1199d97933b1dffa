//! `vpnconform parser` against parsers in processes of their own: what they are is what is reported.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::process::Command;
use std::process::Output;

use serde_json::Value;

fn vpnconform(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(arguments)
        .output()
        .unwrap()
}

/// Exit status, and the verdict and outcomes of each check in the JSON report.
fn report(arguments: &[&str]) -> (i32, Value) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let option = format!("json={}", path.display());
    let output = vpnconform(
        &[
            &[
                "parser",
                "--report",
                &option,
                "--cases",
                "10",
                "--cut-every",
                "500",
            ],
            arguments,
        ]
        .concat(),
    );
    let status = output.status.code().unwrap();
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| {
        panic!(
            "status {status}: {}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    (status, serde_json::from_str(&text).unwrap())
}

fn verdict<'r>(report: &'r Value, check: &str) -> &'r Value {
    let checks = report["checks"].as_array().unwrap();
    &checks.iter().find(|c| c["id"] == check).unwrap()["verdict"]
}

#[test]
fn our_own_reader_conforms_behind_the_protocol() {
    let (status, report) = report(&["--builtin", "vpnconform", "--skip", "parser/size-survived"]);
    assert_eq!(status, 0, "{}", report["checks"]);
    assert_eq!(report["adapter"]["name"], "vpnconform");
    assert!(
        report["cases"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c["expect"] == "policy" && c["verdict"] == "advisory")
    );
}

#[test]
fn a_faulty_parser_is_named_by_its_check() {
    let (status, report) = report(&[
        "--builtin",
        "fault:left-open-is-closed",
        "--only",
        "parser/*rejected",
    ]);
    assert_eq!(status, 1);
    assert_eq!(verdict(&report, "parser/truncation-rejected"), "fail");
    assert_eq!(
        verdict(&report, "parser/duplicate-attribute-rejected"),
        "pass"
    );
}

#[test]
fn a_crash_and_a_hang_are_reported_and_the_run_goes_on() {
    let only = [
        "--only",
        "parser/depth-survived",
        "--only",
        "parser/entity-*",
        "--only",
        "parser/comments-ignored",
        "--timeout",
        "0.5",
    ];
    let (status, crash) = report(&[&["--builtin", "fault:deep-recursion"], &only[..]].concat());
    assert_eq!(status, 1);
    assert_eq!(verdict(&crash, "parser/depth-survived"), "fail");
    assert_eq!(verdict(&crash, "parser/comments-ignored"), "pass");
    assert!(
        crash["cases"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c["outcome"] == "crash")
    );
    let (status, hang) = report(&[&["--builtin", "fault:entities-expanded"], &only[..]].concat());
    assert_eq!(status, 1);
    assert_eq!(verdict(&hang, "parser/entity-expansion-survived"), "fail");
    assert!(
        hang["cases"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c["outcome"] == "hang")
    );
}

#[test]
fn what_is_no_adapter_is_inconclusive() {
    let output = vpnconform(&["parser", "--", "echo", "usage: x"]);
    assert_eq!(output.status.code(), Some(3));
    let output = vpnconform(&["parser", "--", "/no/such/program"]);
    assert_eq!(output.status.code(), Some(3));
    let output = vpnconform(&["parser", "--builtin", "nothing"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn no_key_is_in_any_report() {
    let folder = tempfile::tempdir().unwrap();
    for (format, fault) in [
        ("json", "key-lower-case"),
        ("junit", "text-trimmed"),
        ("markdown", "key-loses-zeros"),
    ] {
        let path = folder.path().join(format);
        let option = format!("{format}={}", path.display());
        let name = format!("fault:{fault}");
        let output = vpnconform(&[
            "parser",
            "--builtin",
            &name,
            "--report",
            &option,
            "--only",
            "parser/key*",
            "--only",
            "parser/valid*",
        ]);
        assert_eq!(output.status.code(), Some(1));
        let mut text = std::fs::read_to_string(path).unwrap();
        text.push_str(&String::from_utf8_lossy(&output.stdout));
        for key in [
            "plain-text-password",
            "QMP5tKPP5qk95Y1Eee9c",
            "k3y_with",
            "00001234",
            "two spaces",
        ] {
            assert!(!text.contains(key), "{key} in {format}");
        }
    }
}

#[test]
fn generated_documents_come_with_their_expectation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert!(
        vpnconform(&["generate", path, "--cases", "20"])
            .status
            .success()
    );
    let mut count = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            let expectation: Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            assert!(
                ["accept", "reject", "policy"].contains(&expectation["expect"].as_str().unwrap())
            );
            assert!(path.with_extension("xml").exists());
            count += 1;
        }
    }
    assert_eq!(count, 20);
}
