//! Recordings: two of one version are equal, and a comparison names the check of what has changed.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use vpnconform::evidence::Evidence;
use vpnconform::evidence::redact::Redacted;
use vpnconform::finding::Level;
use vpnconform::glob::GlobSet;
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::run::Options;
use vpnconform::snapshot::diff::{Diff, Kind};
use vpnconform::snapshot::normaliser::Normaliser;
use vpnconform::snapshot::record::Subject;
use vpnconform::snapshot::{Snapshot, folder, left_out};
use vpnconform::suite::plan;
use vpnconform::{Verdict, rule};

use crate::shared;

/// Everything but values of a megabyte and signatures, which are slow without optimisation.
const FAST: &str = "{request/minimal*,request/type-*,request/*gateway*,request/malformed*,response/*,configuration/*,secret/*,error/*,state/l*,state/d*,state/r*}";

fn exchanges(options: ReferenceOptions) -> Redacted<Evidence> {
    exchanges_of(options, FAST)
}

fn exchanges_of(options: ReferenceOptions, only: &str) -> Redacted<Evidence> {
    let run_options = Options {
        only: GlobSet::new([only]).unwrap(),
        skip: GlobSet::new(left_out()).unwrap(),
        patience: std::time::Duration::ZERO,
        ..Options::default()
    };
    let stop = AtomicBool::new(false);
    let outcome = plan::run(&Reference::new(options), &run_options, &(), &stop).unwrap();
    outcome.report("reference", 0, Level::Should).1
}

fn subject(name: &str) -> Subject {
    Subject {
        name: name.parse().unwrap(),
        seed: 1,
        normalisers: Vec::new(),
    }
}

fn recording(options: ReferenceOptions) -> Snapshot {
    Snapshot::of(exchanges(options), &subject("reference@1"))
}

fn seeded(seed: u64) -> ReferenceOptions {
    ReferenceOptions {
        seed,
        ..ReferenceOptions::default()
    }
}

#[test]
fn two_recordings_are_equal_though_all_that_is_made_up_differs() {
    let one = recording(seeded(1));
    assert_eq!(one, recording(seeded(2)));
    assert!(one.probes.iter().all(|probe| probe.halt.is_none()));
    let inner = one
        .documents
        .iter()
        .find(|(name, _)| name.ends_with(".inner.xml"))
        .unwrap()
        .1;
    for told in [
        "<vpn_connection id=\"vpn-#1\">",
        "<customer_gateway_id>cgw-#1</customer_gateway_id>",
        "<ip_address>{the address asked for}</ip_address>",
        "<asn>{the number asked for}</asn>",
        "<pre_shared_key>key-#2</pre_shared_key>",
        "<asn>7224</asn>",
    ] {
        assert!(inner.contains(told), "{told}: {inner}");
    }
}

#[test]
fn what_is_constant_is_seen_to_be() {
    let with = |check: &str| {
        let fault = rule::faults()
            .iter()
            .find(|f| f.detected_by.first() == Some(&check));
        let options = ReferenceOptions {
            faults: fault.map(|seeded| seeded.fault).into_iter().collect(),
            ..seeded(1)
        };
        recording(options)
    };
    let constant = with("response/request-id-unique");
    let ids = &constant.facts.request_ids["CreateVpnConnectionResponse/requestId"];
    assert_eq!(ids, "constant");
    let ids = &recording(seeded(1)).facts.request_ids["CreateVpnConnectionResponse/requestId"];
    assert_eq!(ids, "another one in every answer");
    let address = with("configuration/customer-address-matches");
    let plain = "<ip_address>{the address asked for}</ip_address>";
    let inner = address
        .documents
        .iter()
        .filter(|(name, _)| name.ends_with(".inner.xml"));
    assert!(inner.clone().count() > 0);
    assert!(inner.clone().any(|(_, text)| !text.contains(plain)));
}

#[test]
fn the_diff_with_a_faulty_one_names_the_check_of_the_fault() {
    let recording =
        |options, check| Snapshot::of(exchanges_of(options, check), &subject("reference@1"));
    for check in [
        "request/type-required",
        "request/customer-gateway-exists",
        "response/namespace",
        "response/request-id-unique",
        "configuration/customer-asn-matches",
        "configuration/escaped-once",
        "secret/keys-differ-between-tunnels",
        "secret/keys-differ-between-connections",
        "error/content-type",
        "state/deleted-gone",
    ] {
        let mut faults = rule::faults()
            .iter()
            .filter(|f| f.detected_by.first() == Some(&check));
        let fault = faults.next().expect(check);
        let options = ReferenceOptions {
            faults: vec![fault.fault],
            ..seeded(3)
        };
        let sound = recording(seeded(1), check);
        let faulty = recording(options, check);
        let diff = Diff::of(&sound, &faulty, &[]).unwrap();
        let change = diff.checks.iter().find(|change| change.id == check);
        let change = change.unwrap_or_else(|| panic!("{check}: {}", diff.summary()));
        assert_eq!(change.kind, Kind::Regression, "{check}");
        assert_eq!(change.after, Some(Verdict::Fail), "{check}");
        assert_eq!(diff.exit_status, 1, "{check}");
        let named = diff
            .answers
            .iter()
            .any(|a| a.checks.iter().any(|c| c == check));
        assert!(named, "{check} ({}): {:#?}", fault.id, diff.answers);

        let back = Diff::of(&faulty, &sound, &[]).unwrap();
        let change = back
            .checks
            .iter()
            .find(|change| change.id == check)
            .unwrap();
        assert_eq!(change.kind, Kind::Repair, "{check}");
        let same = Diff::of(&faulty, &faulty, &Kind::ALL).unwrap();
        assert_eq!((same.exit_status, same.answers.len()), (0, 0), "{check}");
    }
}

#[test]
fn a_conforming_variant_is_no_regression() {
    let sound = recording(seeded(1));
    for name in ["cdata", "prefixed-namespace"] {
        let variant = rule::variants().find(|v| v.id.contains(name));
        let variant = variant.unwrap_or_else(|| panic!("{name}"));
        let options = ReferenceOptions {
            variants: vec![variant],
            ..seeded(2)
        };
        let diff = Diff::of(&sound, &recording(options), &[]).unwrap();
        assert_eq!(diff.exit_status, 0, "{name}: {}", diff.summary());
        assert_eq!(diff.total(Kind::Regression), 0, "{name}");
    }
}

#[test]
fn a_folder_holds_all_of_a_recording_and_no_key() {
    let evidence = exchanges(seeded(1));
    // Not even what stands for a key elsewhere.
    assert!(!evidence.known().is_empty());
    let snapshot = Snapshot::of(evidence.clone(), &subject("a@1"));
    let base = tempfile::tempdir().unwrap();
    let path = base.path().join("a@1");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("junit.xml"), "kept").unwrap();
    snapshot.write(&path, false).unwrap();
    assert_eq!(Snapshot::read(&path).unwrap(), snapshot);
    assert!(matches!(
        snapshot.write(&path, false),
        Err(folder::Error::Exists(_))
    ));
    snapshot.write(&path, true).unwrap();
    assert_eq!(fs::read_to_string(path.join("junit.xml")).unwrap(), "kept");
    assert_eq!(fs::read_dir(base.path()).unwrap().count(), 1);
    let files = ["cases", "documents"]
        .iter()
        .flat_map(|part| fs::read_dir(path.join(part)).unwrap());
    let files = files.map(|entry| entry.unwrap().path());
    for file in files.chain([path.join("checks.json"), path.join("snapshot.json")]) {
        let text = fs::read_to_string(&file).unwrap();
        let keys = evidence.known().find(text.as_bytes());
        assert!(keys.is_empty(), "{}", file.display());
    }

    let facts = path.join("snapshot.json");
    let text = fs::read_to_string(&facts).unwrap();
    let other = text.replace("\"format_version\": 1", "\"format_version\": 9");
    fs::write(&facts, other).unwrap();
    assert!(matches!(
        Snapshot::read(&path),
        Err(folder::Error::FormatVersion(_, 9))
    ));
    fs::write(&facts, "{}").unwrap();
    assert!(matches!(
        Snapshot::read(&path),
        Err(folder::Error::Form(..))
    ));
    assert!(matches!(
        Snapshot::read(base.path()),
        Err(folder::Error::None(_))
    ));
    fs::write(&facts, text).unwrap();
    let document = snapshot.documents.keys().next().unwrap();
    fs::remove_file(path.join("documents").join(document)).unwrap();
    assert!(matches!(
        Snapshot::read(&path),
        Err(folder::Error::Document(..))
    ));
}

#[test]
fn a_normaliser_leaves_out_or_names_what_it_says() {
    let with = |normalisers: Vec<Normaliser>| {
        let subject = Subject {
            normalisers,
            ..subject("a@1")
        };
        Snapshot::of(exchanges(seeded(1)), &subject)
    };
    let all = |snapshot: &Snapshot| snapshot.documents.values().cloned().collect::<String>();
    let plain = with(Vec::new());
    assert!(all(&plain).contains("<lifetime>28800</lifetime>") && all(&plain).contains("<state>"));
    let place = |text: &str| text.parse().unwrap();
    let normalised = with(vec![
        Normaliser::Name(place("ike/lifetime")),
        Normaliser::Drop(place("vpnConnection/state")),
        Normaliser::Drop(place("header:content-type")),
    ]);
    let text = all(&normalised);
    assert!(text.contains("<lifetime>value-#1</lifetime>") && !text.contains(">28800<"));
    assert!(!text.contains("<vpnConnection>\n    <state>"));
    let headers = normalised
        .probes
        .iter()
        .flat_map(|p| &p.cases)
        .map(|c| &c.headers);
    assert!(
        headers.clone().count() > 0 && headers.clone().all(|h| !h.contains_key("content-type"))
    );
}

/// The exit status, and everything that was written.
fn vpnconform(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let (status, text) = shared::run(folder, arguments);
    (status.unwrap(), text)
}

#[test]
fn the_command_records_lists_and_compares() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let run = |arguments: &[&str]| vpnconform(base, &[&["snapshot"], arguments].concat());
    exchanges(seeded(1)).write(&base.join("run.json")).unwrap();
    let of_file = ["record", "--exchanges", "run.json", "--folder", "t"];
    for name in ["a@1", "a@2"] {
        let (status, text) = run(&[&of_file[..], &["--as", name]].concat());
        assert_eq!(status, 0, "{text}");
    }
    let (status, text) = run(&[&of_file[..], &["--as", "a@1"]].concat());
    assert!(status == 2 && text.contains("--replace"), "{status} {text}");
    let (status, text) = run(&[&of_file[..], &["--as", "../a"]].concat());
    assert!(
        status == 2 && text.contains("NAME@VERSION"),
        "{status} {text}"
    );
    let (status, text) = run(&["list", "--folder", "t"]);
    assert!(
        status == 0 && text.contains("a@2  API version 2012-04-01"),
        "{text}"
    );
    let (status, text) = run(&["diff", "a@1", "t/a@2", "--folder", "t", "--deny", "any"]);
    assert!(
        status == 0 && text.contains("0 regression"),
        "{status} {text}"
    );
    let (status, text) = run(&["diff", "a@1", "b@1", "--folder", "t"]);
    assert!(
        status == 2 && text.contains("is no recording"),
        "{status} {text}"
    );
    let (status, text) = run(&["diff", "a@1", "a@2", "--folder", "t", "--report", "tap=-"]);
    assert!(
        status == 2 && text.contains("has no report tap"),
        "{status} {text}"
    );
    for (format, begins) in [
        ("json", "{"),
        ("markdown", "# vpnconform"),
        ("html", "<!DOCTYPE html>"),
    ] {
        let report = format!("{format}=-");
        let (status, text) = run(&["diff", "a@1", "a@2", "--folder", "t", "--report", &report]);
        assert!(status == 0 && text.starts_with(begins), "{status} {text}");
    }
}

#[test]
fn a_dead_target_leaves_nothing() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("http://127.0.0.1:{port}");
    let arguments = [
        "snapshot", "record", &url, "--as", "dead@1", "--folder", "t",
    ];
    let (status, text) = vpnconform(base, &arguments);
    assert!(
        status == 3 && text.contains("nothing is recorded"),
        "{status} {text}"
    );
    assert!(!base.join("t").exists());
    fs::write(
        base.join("vpnconform.toml"),
        format!("[targets.x]\nurl = \"{url}\"\nnormalise-drop = [\"header:etag\", \"a b\"]\n"),
    )
    .unwrap();
    let (status, text) = vpnconform(base, &["snapshot", "record", "x", "--as", "dead@1"]);
    let told = "vpnconform.toml:3:1: targets.x.normalise-drop: invalid value";
    assert!(status == 2 && text.contains(told), "{status} {text}");
}
