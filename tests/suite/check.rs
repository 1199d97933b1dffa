//! Judging what was saved: real shapes conform, and what is broken or hostile is named.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::json;
use vpnconform::finding::Level;
use vpnconform::saved;
use vpnconform::suite::check::{Checker, Given};
use vpnconform::suite::report::RunReport;
use vpnconform::{Verdict, rule};

use crate::containers::{gzip, message};

pub fn corpora(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpora")
        .join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let mut paths: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_none_or(|e| e != "md"))
        .collect();
    paths.sort();
    assert!(paths.len() > 1, "{paths:?}");
    paths
}

fn report(checker: Checker) -> RunReport {
    checker.report("test", Level::Should, Vec::new()).0
}

fn file(path: &Path) -> RunReport {
    let mut checker = Checker::new(rule::catalogue(), Given::default());
    saved::file(path, &mut |_, found| checker.add(found)).unwrap();
    report(checker)
}

pub fn bytes(content: &[u8]) -> Result<RunReport, String> {
    let mut checker = Checker::new(rule::catalogue(), Given::default());
    let mut reader = content;
    let mut sink = |_: &str, found| checker.add(found);
    saved::stream("it", &mut reader, &mut sink).map_err(|e| e.to_string())?;
    Ok(report(checker))
}

/// What was decided: the verdict of each rule, with the fingerprints and places of its findings.
pub fn decided(report: &RunReport) -> BTreeMap<String, (Verdict, Vec<String>)> {
    let decided = report
        .checks
        .iter()
        .filter(|c| c.verdict != Verdict::NotApplicable);
    let line = |f: &vpnconform::Finding| {
        let place = f.position.as_ref().map(|p| (p.line, p.column, p.inner));
        format!("{} {place:?}", f.fingerprint)
    };
    decided
        .map(|c| {
            (
                c.id.clone(),
                (c.verdict, c.findings.iter().map(line).collect()),
            )
        })
        .collect()
}

#[test]
fn documents_of_the_service_conform() {
    let real = [
        "samples/001-batfish-hybrid-cloud-aws-0.xml",
        "samples/008-batfish-test-public-private-subnet-0.xml",
        "samples/012-volterra-tgw-empty-vgw.xml",
    ];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
    let real = real.iter().map(|name| corpus.join(name));
    for path in corpora("service").into_iter().chain(real) {
        let report = file(&path);
        let failed: Vec<_> = report.with(Verdict::Fail).map(|c| &c.id).collect();
        let decided = decided(&report).len();
        assert!(failed.is_empty(), "{}: {failed:?}", path.display());
        assert_eq!(report.exit_status, 0, "{}", path.display());
        assert!(decided >= 3, "{}: {decided} decided", path.display());
    }
}

#[test]
fn every_container_shows_the_planted_defect() {
    let padding = "configuration/no-padding";
    let keys = fs::read_to_string(
        corpora("saved")
            .into_iter()
            .find(|p| p.ends_with("inner.xml"))
            .unwrap(),
    );
    let keys = keys.unwrap();
    let key = keys
        .split("pre_shared_key>")
        .nth(1)
        .unwrap()
        .trim_end_matches("</");
    assert_eq!(key.len(), 32);
    for path in corpora("saved") {
        let report = file(&path);
        let check = report.checks.iter().find(|c| c.id == padding).unwrap();
        assert_eq!(check.verdict, Verdict::Fail, "{}", path.display());
        let position = check.findings[0].position.as_ref().unwrap();
        assert_eq!(
            (position.line, position.column),
            (4, 19),
            "{}",
            path.display()
        );
        assert!(position.inner && position.excerpt.contains("vpn_gateway_id"));
        assert!(
            !report.to_json().unwrap().contains(key),
            "{}",
            path.display()
        );
        let failed: Vec<_> = report.with(Verdict::Fail).map(|c| c.id.as_str()).collect();
        let others = failed.iter().filter(|id| **id != padding);
        assert!(
            others
                .clone()
                .all(|id| *id == "configuration/gateways-match"),
            "{}: {failed:?}",
            path.display()
        );
    }
}

#[test]
fn what_is_none_of_ours_is_named() {
    let deep = "[".repeat(100_000);
    let cases: [(&[u8], &str); 8] = [
        (b"", "an empty file"),
        (b"hello", "5 bytes of other text"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"<html><body/></html>", "root element \"html\""),
        (b"{\"a\": 1}", "a JSON object with a"),
        (deep.as_bytes(), "not JSON: recursion limit"),
        (b"&lt;vpn_connection&gt;", "unescape it first"),
        (
            b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "without a response",
        ),
    ];
    for (content, wanted) in cases {
        let error = bytes(content).unwrap_err();
        assert!(error.contains(wanted), "{error}");
        assert!(error.contains("wanted: a response"), "{error}");
    }
    let error = bytes(&gzip(&vec![b' '; 65 << 20])).unwrap_err();
    assert!(error.contains("larger than 64 MiB"), "{error}");
    let nested = (0..5).fold(b"x".to_vec(), |content, _| gzip(&content));
    let error = bytes(&nested).unwrap_err();
    assert!(error.contains("nested too deep"), "{error}");
}

#[test]
fn what_takes_too_long_or_too_much_memory_is_not_read() {
    let error = |content: &[u8], wanted: &str| {
        let error = bytes(content).unwrap_err();
        assert!(error.contains(wanted), "{error}");
    };
    let large = format!("<CreateVpnConnectionResponse>{}", " ".repeat(17 << 20));
    error(large.as_bytes(), "the document is larger than 16 MiB");
    error(
        message(large.as_bytes()).as_slice(),
        "the document is larger than 16 MiB",
    );
    error(
        json!(large).to_string().as_bytes(),
        "the document is larger than 16 MiB",
    );
    let values = format!("[{}0]", "0,".repeat(2_100_000));
    error(values.as_bytes(), "JSON: more than 2000000 values");
    let mut builder = tar::Builder::new(Vec::new());
    for name in ["one", "two", "three"] {
        let mut header = tar::Header::new_ustar();
        header.set_size(50 << 20);
        builder
            .append_data(&mut header, name, std::io::repeat(b' ').take(50 << 20))
            .unwrap();
    }
    let many = builder.into_inner().unwrap();
    error(
        &many,
        "all that has more than 1 MiB in one file is larger than 128 MiB",
    );
}

#[test]
fn what_is_broken_fails_and_what_is_absent_does_not() {
    let content = fs::read(&corpora("service")[0]).unwrap();
    let verdicts = |content: &[u8]| {
        let report = bytes(content).unwrap();
        move |id: &str| {
            let check = report.checks.iter().find(|c| c.id == id).unwrap();
            (check.verdict, report.exit_status)
        }
    };
    let cut = verdicts(&content[..content.len() / 2]);
    assert_eq!(cut("response/well-formed"), (Verdict::Fail, 1));
    assert_eq!(cut("configuration/two-tunnels").0, Verdict::Blocked);
    assert_eq!(cut("error/envelope").0, Verdict::NotApplicable);
    let whole = verdicts(&content);
    for id in [
        "request/type-required",
        "state/deleted-gone",
        "response/content-type",
        "response/request-id-unique",
        "configuration/customer-asn-matches",
    ] {
        assert_eq!(whole(id), (Verdict::NotApplicable, 0), "{id}");
    }
}
