//! What only generated requests show becomes one small file, which shows it again wherever it is replayed.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use vpnconform::Endpoint;
use vpnconform::evidence::Record;
use vpnconform::evidence::redact::Redacted;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::serve::{Server, serve};
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule;

use crate::shared;

/// Refuses a create that has a zone and names the virtual private gateway first: no single change shows it.
const FAULT: &str = "zone-before-swapped-gateways";

fn server(reference: Reference) -> (Server, String) {
    let server = serve(Arc::new(reference), ([127, 0, 0, 1], 0).into()).unwrap();
    let url = server.url();
    (server, url)
}

fn vpnconform(folder: &Path, arguments: &[&str]) -> Output {
    shared::vpnconform(folder).args(arguments).output().unwrap()
}

fn report(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap()
}

#[test]
fn a_thousand_failures_of_one_cause_are_one_finding_and_one_small_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (_faulty, url) = server(rule::faulty_reference(FAULT).unwrap());
    let family = [
        "--only",
        "request/generated-as-judged",
        "--regressions",
        "kept",
    ];
    let arguments = [
        "endpoint",
        &url,
        "--cases",
        "1000",
        "--report",
        "json=report.json",
    ];
    let first = vpnconform(folder, &[&arguments[..], &family[..]].concat());
    assert_eq!(first.status.code(), Some(1), "{first:?}");

    let report_of_first = report(folder);
    let checks = report_of_first["checks"].as_array().unwrap();
    let failed: Vec<_> = checks.iter().filter(|c| c["verdict"] == "fail").collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["id"], "request/generated-as-judged");
    let findings = failed[0]["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(findings[0]["count"].as_u64().unwrap() > 20);

    let files: Vec<_> = fs::read_dir(folder.join("kept")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let file = files[0].as_ref().unwrap().path();
    let kept = Redacted::<Record>::read(&file).unwrap();
    let names: Vec<_> = kept
        .case
        .draft
        .parameters
        .iter()
        .map(|p| String::from_utf8_lossy(&p.name))
        .collect();
    assert_eq!(
        names.len(),
        6,
        "nothing but the page's parameters and the zone: {names:?}"
    );
    let usual = vpnconform::request::Encoding::default();
    assert!(
        kept.case
            .draft
            .parameters
            .iter()
            .all(|p| p.encoding == usual && p.name_encoding == usual)
    );
    assert_eq!(kept.case.draft.form, vpnconform::request::Form::Get);

    // Without one generated request, the file shows it again: in a run, and by itself.
    let without = [
        "endpoint",
        &url,
        "--cases",
        "0",
        "--report",
        "json=report.json",
    ];
    let again = vpnconform(folder, &[&without[..], &family[..]].concat());
    assert_eq!(again.status.code(), Some(1));
    let fingerprint = |report: &serde_json::Value| {
        let checks = report["checks"].as_array().unwrap().clone();
        let failed = checks.into_iter().find(|c| c["verdict"] == "fail").unwrap();
        failed["findings"][0]["fingerprint"].clone()
    };
    assert_eq!(fingerprint(&report(folder)), fingerprint(&report_of_first));
    let file = file.to_str().unwrap();
    let replayed = vpnconform(folder, &["replay", file, "--target", &url]);
    assert_eq!(replayed.status.code(), Some(1), "{replayed:?}");

    let (_conforming, url) = server(Reference::default());
    let replayed = vpnconform(folder, &["replay", file, "--target", &url]);
    assert_eq!(replayed.status.code(), Some(0), "{replayed:?}");
    let without = ["endpoint", &url, "--cases", "0"];
    let conforms = vpnconform(folder, &[&without[..], &family[..]].concat());
    assert_eq!(conforms.status.code(), Some(0), "{conforms:?}");
}

#[test]
fn two_defects_at_once_are_two_findings_though_the_same_changes_show_them() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let faults = [FAULT, "zone-before-late-type"].map(|id| rule::fault(id).unwrap().fault);
    let (_faulty, url) = server(Reference::new(ReferenceOptions {
        faults: faults.to_vec(),
        ..ReferenceOptions::default()
    }));
    let run = vpnconform(
        folder,
        &[
            "endpoint",
            &url,
            "--cases",
            "400",
            "--only",
            "request/generated-as-judged",
            "--report",
            "json=report.json",
            "--regressions",
            "kept",
        ],
    );
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    let report = report(folder);
    let checks = report["checks"].as_array().unwrap();
    let failed = checks.iter().find(|c| c["verdict"] == "fail").unwrap();
    let findings = failed["findings"].as_array().unwrap();
    let found: Vec<_> = findings.iter().map(|f| f["found"].to_string()).collect();
    assert_eq!(found.len(), 2, "{found:#?}");
    for code in ["InvalidParameterCombination", "Unsupported"] {
        let of_code = found.iter().filter(|found| found.contains(code));
        assert_eq!(of_code.count(), 1, "{found:#?}");
    }
    assert_ne!(findings[0]["fingerprint"], findings[1]["fingerprint"]);
    assert_eq!(fs::read_dir(folder.join("kept")).unwrap().count(), 2);
}

#[test]
fn a_file_that_is_no_request_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("kept")).unwrap();
    fs::write(folder.path().join("kept/request.a.json"), "{}").unwrap();
    let output = vpnconform(folder.path(), &["endpoint", "--regressions", "kept"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("request.a.json"), "{said}");
}

#[test]
fn every_request_that_is_kept_is_answered_as_judged() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/regressions");
    let folder = tempfile::tempdir().unwrap();
    let output = vpnconform(
        folder.path(),
        &[
            "endpoint",
            "--cases",
            "0",
            "--only",
            "request/*",
            "--regressions",
            kept.to_str().unwrap(),
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let requests = fs::read_dir(kept).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("request.")
    });
    assert!(requests.count() > 0);
}

#[test]
fn a_request_of_another_version_is_left_out_and_that_is_said() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/regressions");
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "endpoint",
        "--cases",
        "20",
        "--only",
        "request/generated-as-judged",
        "--only",
        "response/namespace",
        "--regressions",
        kept.to_str().unwrap(),
    ];
    let same = vpnconform(folder.path(), &arguments);
    assert_eq!(same.status.code(), Some(0), "{same:?}");
    assert!(!String::from_utf8_lossy(&same.stderr).contains("not sent"));
    // Its answer would be in the namespace of its own version, and no answer of this run may be.
    let other = [&arguments[..], &["--api-version", "2016-11-15"]].concat();
    let other = vpnconform(folder.path(), &other);
    assert_eq!(other.status.code(), Some(0), "{other:?}");
    let said = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(said.contains("1 of 1 requests"), "{said}");
}

/// Refuses a create that names the transit gateway before the customer gateway.
struct Ordered(Reference);

impl Endpoint for Ordered {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let text = String::from_utf8_lossy(&request.to_bytes()).into_owned();
        let transit = text.find("TransitGatewayId=tgw-");
        if transit.is_none() || transit > text.find("CustomerGatewayId=") {
            return self.0.send(request);
        }
        let body = "<Response><Errors><Error><Code>Unsupported</Code><Message>Not in this order</Message></Error></Errors>\
                    <RequestID>c2f1a0de-0000-4000-8000-000000000001</RequestID></Response>";
        Ok(HttpResponse {
            status: 400,
            headers: vec![("Content-Type".to_owned(), b"text/xml".to_vec())],
            body: body.as_bytes().to_vec(),
        })
    }

    fn name(&self) -> String {
        self.0.name()
    }
}

#[test]
fn a_kept_request_for_a_transit_gateway_is_sent_for_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let only = [
        "--only",
        "request/generated-as-judged",
        "--regressions",
        "kept",
    ];
    let ask = |endpoint: Arc<dyn Endpoint>, cases: &str| {
        let server = serve(endpoint, ([127, 0, 0, 1], 0).into()).unwrap();
        let url = server.url();
        let version = ["--api-version", "2016-11-15", "--cases", cases];
        let (status, text) =
            shared::run(folder, &[&["endpoint", &url][..], &version, &only].concat());
        (status.unwrap(), text)
    };
    let faulty = || Arc::new(Ordered(Reference::default()));
    let (status, text) = ask(faulty(), "200");
    assert_eq!(status, 1, "{text}");
    assert_eq!(fs::read_dir(folder.join("kept")).unwrap().count(), 1);
    let (status, text) = ask(faulty(), "0");
    assert_eq!(status, 1, "{text}");
    let (status, text) = ask(Arc::new(Reference::default()), "0");
    assert_eq!(status, 0, "{text}");
}
