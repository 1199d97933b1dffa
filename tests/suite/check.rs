//! Judging what was saved: real shapes conform, and the container makes no difference.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use vpnconform::finding::Level;
use vpnconform::saved;
use vpnconform::suite::check::{Checker, Given};
use vpnconform::suite::report::RunReport;
use vpnconform::{Verdict, rule};

fn corpora(folder: &str) -> Vec<PathBuf> {
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

fn bytes(content: &[u8]) -> Result<RunReport, String> {
    let mut checker = Checker::new(rule::catalogue(), Given::default());
    let mut reader = content;
    let mut sink = |_: &str, found| checker.add(found);
    saved::stream("it", &mut reader, &mut sink).map_err(|e| e.to_string())?;
    Ok(report(checker))
}

/// What was decided: the verdict of each rule, with the fingerprints and places of its findings.
fn decided(report: &RunReport) -> BTreeMap<String, (Verdict, Vec<String>)> {
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

fn tar(content: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_cksum();
    let mut builder = tar::Builder::new(Vec::new());
    builder
        .append_data(&mut header, "inside.xml", content)
        .unwrap();
    builder.into_inner().unwrap()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zip(content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("inside.xml", options).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

fn message(content: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content].concat()
}

fn har(content: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(content.to_vec()).unwrap();
    let response = json!({"status": 200, "headers": [{"name": "Content-Type", "value": "text/xml"}],
        "content": {"text": text}});
    let request = json!({"method": "POST", "url": "http://localhost/", "headers": []});
    let har = json!({"log": {"entries": [{"request": request, "response": response}]}});
    har.to_string().into_bytes()
}

fn cassette(content: &[u8]) -> Vec<u8> {
    let text = serde_json::to_string(std::str::from_utf8(content).unwrap()).unwrap();
    format!(
        "interactions:\n- request: {{body: null, headers: {{}}, method: POST, uri: 'http://localhost/'}}\n  \
        response:\n    body: {{string: {text}}}\n    headers: {{Content-Type: [text/xml]}}\n    \
        status: {{code: 200, message: OK}}\nversion: 1\n"
    )
    .into_bytes()
}

type Wrap = fn(&[u8]) -> Vec<u8>;

#[test]
fn a_document_is_judged_alike_in_every_container() {
    let line: Wrap = |content| {
        json!(std::str::from_utf8(content).unwrap())
            .to_string()
            .into_bytes()
    };
    let files: [(&str, Wrap); 5] = [
        ("tar", tar),
        ("gzip", gzip),
        ("tar.gz", |content| gzip(&tar(content))),
        ("zip", zip),
        ("json", line),
    ];
    let responses: [(&str, Wrap); 3] = [("message", message), ("har", har), ("cassette", cassette)];
    let mut compared = 0;
    for folder in ["service", "samples", "response"] {
        for path in corpora(folder) {
            let content = fs::read(&path).unwrap();
            let alone = decided(&bytes(&content).unwrap());
            for (name, wrap) in files {
                let wrapped = decided(&bytes(&wrap(&content)).unwrap());
                assert_eq!(wrapped, alone, "{} in {name}", path.display());
                compared += 1;
            }
            if !String::from_utf8_lossy(&content).contains("VpnConnectionResponse") {
                continue;
            }
            for (name, wrap) in responses {
                let mut wrapped = decided(&bytes(&wrap(&content)).unwrap());
                // Header fields and the request are judged in addition.
                wrapped.retain(|id, _| alone.contains_key(id));
                assert_eq!(wrapped, alone, "{} in {name}", path.display());
                compared += 1;
            }
        }
    }
    assert!(compared > 80, "{compared}");
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
