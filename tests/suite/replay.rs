//! A case that is replayed is judged by the rules that failed in it, whatever its status is.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use vpnconform::reference::serve::{Server, serve};
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule;

use crate::shared::run;
use crate::shared::stock::existing;

fn server(faults: &[&str]) -> Server {
    let faults = faults.iter().map(|id| rule::fault(id).unwrap().fault);
    let reference = Reference::new(ReferenceOptions {
        faults: faults.collect(),
        ..ReferenceOptions::default()
    });
    serve(Arc::new(reference), ([127, 0, 0, 1], 0).into()).unwrap()
}

/// Judges by two families, and leaves the exchanges in the folder.
fn record(folder: &Path, url: &str) {
    let only = ["--only", "response/*", "--only", "state/*"];
    let arguments = [&["endpoint", url, "--cases", "0", "-q"][..], &only].concat();
    let (status, text) = run(folder, &arguments);
    assert_eq!(status, Some(1), "{text}");
}

#[test]
fn a_wrong_document_fails_again_though_its_status_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = server(&["namespace-2016"]);
    record(folder.path(), &faulty.url());
    let (status, text) = run(folder.path(), &["replay", "response/namespace"]);
    assert_eq!(status, Some(1), "{text}");
    assert!(
        text.contains("still fails response/namespace: expected"),
        "{text}"
    );

    let mended = server(&[]);
    let replay = ["replay", "response/namespace", "--target", &mended.url()];
    let (status, text) = run(folder.path(), &replay);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("fixed       response/namespace"), "{text}");

    let gone = [
        "replay",
        "response/namespace",
        "--target",
        "http://127.0.0.1:1",
    ];
    let (status, text) = run(folder.path(), &gone);
    assert_eq!(status, Some(3), "{text}");
    assert!(text.contains("blocked     response/namespace"), "{text}");
}

#[test]
fn what_had_not_failed_is_not_called_fixed() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = server(&["namespace-2016"]);
    record(folder.path(), &faulty.url());
    let replay = |target: &str| {
        let arguments = ["replay", "request/type-required/absent", "--target", target];
        run(folder.path(), &arguments)
    };
    let (status, text) = run(
        folder.path(),
        &[
            "endpoint",
            &faulty.url(),
            "--only",
            "request/type-required",
            "-q",
        ],
    );
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = replay(&server(&[]).url());
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("passes      request/type-required"), "{text}");
    assert!(!text.contains("fixed"), "{text}");
    let (status, text) = replay(&server(&["type-defaulted"]).url());
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("fails       request/type-required"), "{text}");
    assert!(!text.contains("still"), "{text}");
}

#[test]
fn a_failure_that_takes_several_requests_is_judged_from_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = server(&["describe-by-id-shows-all"]);
    record(folder.path(), &faulty.url());
    let check = "state/describe-names-one";
    let (status, text) = run(folder.path(), &["replay", check]);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains(&format!("still fails {check}")), "{text}");
    // What else is wrong there is not asked.
    let other = server(&["namespace-2016"]);
    let (status, text) = run(folder.path(), &["replay", check, "--target", &other.url()]);
    assert_eq!(status, Some(0), "{text}");
}

#[test]
fn a_script_for_a_transit_gateway_stands_alone_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let reference = Arc::new(rule::faulty_reference("both-existing-gateways-taken").unwrap());
    let server = serve(reference.clone(), ([127, 0, 0, 1], 0).into()).unwrap();
    let check = "request/transit-gateway-alone";
    let url = server.url();
    let target = ["endpoint", &url, "--api-version", "2016-11-15"];
    let (status, text) = run(
        folder.path(),
        &[&target[..], &["--only", check, "-q"]].concat(),
    );
    assert_eq!(status, Some(1), "{text}");
    let (status, again) = run(folder.path(), &["replay", check]);
    assert_eq!(status, Some(1), "{again}");
    let (status, script) = run(folder.path(), &["replay", check, "--format", "sh"]);
    assert_eq!(status, Some(0), "{script}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (control, case) = said.split_once("== case").unwrap();
    assert!(control.contains("transitGatewayId: tgw-"), "{said}");
    assert!(
        control.contains("== control") && control.contains("status 200"),
        "{said}"
    );
    // The fault: both are taken.
    assert!(
        case.contains("status 200") && case.contains("<transitGatewayId>"),
        "{said}"
    );
    assert_eq!(existing(&reference), Vec::<String>::new());
}

#[test]
fn a_document_for_a_parser_is_judged_beside_its_report() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = "fault:text-trimmed";
    let parser = [
        "parser",
        "--builtin",
        faulty,
        "--only",
        "parser/text-kept",
        "--cases",
        "0",
        "-q",
    ];
    let report = ["--report", "json=run.json"];
    let (status, text) = run(folder.path(), &[&parser[..], &report].concat());
    assert_eq!(status, Some(1), "{text}");

    let id = "parser/text-kept/text-padded";
    let beside = ["--evidence", "run.json"];
    let cases: [(&str, &[&str], i32, &str); 5] = [
        (faulty, &beside, 1, "still fails"),
        ("vpnconform", &beside, 0, "fixed"),
        ("vpnconform", &[], 0, "passes"),
        (faulty, &[], 1, "fails"),
        (faulty, &["--evidence", "none.json"], 2, "none.json"),
    ];
    for (builtin, more, expected, said) in cases {
        let replay = [&["replay", id, "--builtin", builtin], more].concat();
        let (status, text) = run(folder.path(), &replay);
        assert_eq!(status, Some(expected), "{text}");
        assert!(text.contains(said), "{text}");
    }
    let (status, text) = run(folder.path(), &["replay", id]);
    assert_eq!(status, Some(2), "{text}");
    let unknown = ["replay", "parser/text-kept/none", "--builtin", "vpnconform"];
    assert_eq!(run(folder.path(), &unknown).0, Some(2));

    let (_, listed) = run(folder.path(), &["parser", "--builtin", faulty, "--dry-run"]);
    let named = listed
        .lines()
        .find(|line| line.ends_with("-by-7 configuration"));
    let id = named.unwrap().split(' ').next().unwrap();
    let replay = ["replay", id, "--builtin", "fault:text-of-the-last-piece"];
    let (status, text) = run(folder.path(), &replay);
    assert_eq!(status, Some(1), "{text}");
}
