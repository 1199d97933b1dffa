//! The parts of a run, merged, say what the run as a whole says.

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use vpnconform::evidence::shard::Shard;
use vpnconform::finding::Level;
use vpnconform::glob::GlobSet;
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule;
use vpnconform::run::Options;
use vpnconform::suite::merge::{Part, PartReport};
use vpnconform::suite::report::RunReport;
use vpnconform::suite::{merge, plan};

fn part_of(fault: Option<&str>, shard: Shard, cases: usize) -> PartReport {
    let options = Options {
        shard,
        cases,
        ..Options::default()
    };
    let reference = Reference::new(ReferenceOptions {
        seed: 1 + shard.index() as u64,
        faults: fault
            .and_then(rule::fault)
            .map(|seeded| seeded.fault)
            .into_iter()
            .collect(),
        ..ReferenceOptions::default()
    });
    let outcome = plan::run(&reference, &options, &(), &AtomicBool::new(false)).unwrap();
    let (run, evidence) = outcome.report("reference", options.seed, Level::Should);
    let part = Part {
        shard,
        cases,
        auth: None,
        evidence,
    };
    // As it is read from a file.
    let text = PartReport { run, part }.to_json().unwrap();
    serde_json::from_str(&text).unwrap()
}

fn parts_of(fault: Option<&str>, count: usize) -> Vec<PartReport> {
    (0..count)
        .map(|index| part_of(fault, Shard::new(index, count).unwrap(), 32))
        .collect()
}

/// All that does not depend on times, ids, addresses and the number of fixtures.
fn said(report: &RunReport) -> Value {
    let checks = report.checks.iter().map(|check| {
        let findings = check.findings.iter().map(|f| {
            // Keys of different parts have different stand-ins, so the first connection of each part has a new one.
            let count = (!check.id.starts_with("secret/")).then_some(f.count);
            serde_json::json!([f.fingerprint, f.case, f.deviation, count])
        });
        serde_json::json!({
            "id": check.id, "level": check.level, "verdict": check.verdict, "summary": check.summary,
            "clauses": check.clauses, "cause": check.cause, "findings": findings.collect::<Vec<_>>(),
        })
    });
    serde_json::json!({
        "target": report.target, "api_version": report.api_version, "seed": report.seed, "level": report.level,
        "exit_status": report.exit_status, "totals": report.totals, "left": report.resources.left,
        "checks": checks.collect::<Vec<_>>(),
    })
}

fn differences(one: &Value, other: &Value) -> Vec<String> {
    let pairs = one["checks"].as_array().unwrap().iter();
    let pairs = pairs.zip(other["checks"].as_array().unwrap());
    let mut all: Vec<String> = pairs
        .filter(|(a, b)| a != b)
        .map(|(a, b)| format!("whole {a}\nparts {b}"))
        .collect();
    if all.is_empty() && one != other {
        all.push(format!("whole {one}\nparts {other}"));
    }
    all
}

#[test]
fn parts_of_a_conforming_endpoint_add_up() {
    let whole = part_of(None, Shard::default(), 32).run;
    assert_eq!(whole.exit_status, 0);
    let parts = parts_of(None, 3);
    let shared = parts.iter().filter(|p| p.run.requests < whole.requests);
    assert_eq!(shared.count(), 3, "no part does all");
    let (merged, _) = merge::merge(parts).unwrap();
    assert_eq!(differences(&said(&whole), &said(&merged)), [""; 0]);
}

#[test]
fn parts_of_faulty_endpoints_add_up() {
    let mut wrong = BTreeMap::new();
    let faults: Vec<&str> = rule::faults()
        .iter()
        .filter(|fault| !fault.needs_auth())
        .map(|fault| fault.id)
        .collect();
    let step = faults.len() / 2 + 1;
    for id in faults.iter().step_by(step) {
        let whole = part_of(Some(id), Shard::default(), 32).run;
        let (merged, _) = merge::merge(parts_of(Some(id), 2)).unwrap();
        let differences = differences(&said(&whole), &said(&merged));
        if !differences.is_empty() {
            wrong.insert(*id, differences);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn parts_stay_what_they_are_whatever_is_selected() {
    let only = GlobSet::new(["{state,error}/*"]).unwrap();
    for index in 0..3 {
        let shard = Shard::new(index, 3).unwrap();
        let all = part_of(None, shard, 0);
        let options = Options {
            shard,
            only: only.clone(),
            ..Options::default()
        };
        let reference = Reference::new(ReferenceOptions::default());
        let some = plan::run(&reference, &options, &(), &AtomicBool::new(false)).unwrap();
        let all = all.part.evidence.records;
        for record in some.evidence.records {
            let (probe, name) = (record.probe, &record.case.id);
            let known = all.iter().any(|r| *r.probe == *probe);
            assert!(known || ["setup", "cleanup"].contains(&&*probe), "{name}");
        }
    }
}

#[test]
fn what_is_not_one_run_is_refused() {
    let parts = parts_of(None, 3);
    let refusal = |parts: Vec<PartReport>| merge::merge(parts).unwrap_err().to_string();
    assert_eq!(refusal(Vec::new()), "there is no part to merge");
    assert_eq!(
        refusal(parts[..1].to_vec()),
        "these parts are missing: 2/3, 3/3"
    );
    let twice = vec![parts[0].clone(), parts[1].clone(), parts[1].clone()];
    assert_eq!(refusal(twice), "part 2/3 is there twice");
    type Change = fn(&mut PartReport);
    let changes: [(&str, Change); 6] = [
        ("seed", |p| p.run.seed += 1),
        ("target", |p| p.run.target.push('x')),
        ("program", |p| p.run.tool.version.push('x')),
        ("API version", |p| p.run.api_version.push('x')),
        ("number of cases", |p| p.part.cases += 1),
        ("list of checks", |p| p.run.checks.truncate(3)),
    ];
    for (what, change) in changes {
        let mut parts = parts.clone();
        change(&mut parts[2]);
        let message = refusal(parts);
        let wanted = format!("part 3/3 is of another run: its {what} is ");
        assert!(message.starts_with(&wanted), "{message}");
    }
    let mut other = parts.clone();
    other[2] = part_of(None, Shard::new(1, 2).unwrap(), 32);
    assert!(refusal(other).contains("number of parts is 2"));
}

fn vpnconform(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vpnconform"));
    command.args(arguments).output().unwrap()
}

/// The report of the whole and that of the merged parts, on the command line.
fn on_the_command_line(arguments: &[&str]) -> (Value, Value, i32, i32) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(path(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let run = |name: &str, more: &[&str]| {
        let report = format!("json={}", path(name));
        let output = vpnconform(&[arguments, &["--report", &report], more].concat());
        output.status.code().unwrap()
    };
    let status = run("whole", &[]);
    for shard in ["1/3", "2/3", "3/3"] {
        run(&shard.replace('/', "-"), &["--shard", shard]);
        read(&shard.replace('/', "-"));
    }
    let (one, two, three) = (path("1-3"), path("2-3"), path("3-3"));
    let report = format!("json={}", path("merged"));
    // In any order.
    let output = vpnconform(&["report", "--merge", &three, &one, &two, "--report", &report]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    let merged = output.status.code().unwrap();
    assert_eq!(message, "");
    let refused = vpnconform(&["report", "--merge", &three, &one]);
    assert_eq!(refused.status.code(), Some(2));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(message.contains("missing: 2/3"), "{message}");
    (read("whole"), read("merged"), status, merged)
}

#[test]
fn parts_of_an_endpoint_are_merged_on_the_command_line() {
    let (whole, merged, status, merged_status) = on_the_command_line(&["endpoint"]);
    assert_eq!((status, merged_status), (0, 0));
    let read = |value: &Value| -> RunReport { serde_json::from_value(value.clone()).unwrap() };
    let (whole, merged) = (said(&read(&whole)), said(&read(&merged)));
    assert_eq!(differences(&whole, &merged), [""; 0]);
}

#[test]
fn parts_of_parsers_are_merged_on_the_command_line() {
    for parser in ["roxmltree"] {
        let arguments = [
            "parser",
            "--builtin",
            parser,
            "--cases",
            "60",
            "--cut-every",
            "200",
            "--skip",
            "parser/size-survived",
        ];
        let (whole, merged, status, merged_status) = on_the_command_line(&arguments);
        assert_eq!(status, merged_status, "{parser}");
        assert_eq!(documents(&whole), documents(&merged), "{parser}");
        for name in [
            "target",
            "api_version",
            "seed",
            "level",
            "adapter",
            "totals",
        ] {
            assert_eq!(whole[name], merged[name], "{parser} {name}");
        }
        let checks = |report: &Value| report["checks"].as_array().unwrap().clone();
        for (whole, merged) in checks(&whole).iter().zip(checks(&merged)) {
            assert_eq!(unordered(whole), unordered(&merged), "{parser}");
        }
    }
}

/// What came of each document, whatever the order.
fn documents(report: &Value) -> BTreeMap<String, Value> {
    let cases = report["cases"].as_array().unwrap().iter();
    cases
        .map(|case| {
            let mut case = case.clone();
            // Every part cuts elsewhere.
            if case["id"].as_str().unwrap().contains("truncation") {
                case["detail"] = Value::Null;
            }
            // How long a heavy document took is another time in every run.
            if let Some((said, _)) = case["detail"]
                .as_str()
                .and_then(|d| d.split_once(", after "))
            {
                case["detail"] = said.into();
            }
            (format!("{} {}", case["id"], case["target"]), case)
        })
        .collect()
}

/// A check with its findings in the order of their fingerprints.
fn unordered(check: &Value) -> Value {
    let mut check = check.clone();
    let prefixes = check["id"].as_str().unwrap().contains("truncation");
    let mut findings = check["findings"].as_array().unwrap().clone();
    findings.sort_by_key(|f| f["fingerprint"].as_str().unwrap().to_owned());
    for finding in &mut findings {
        // Of one defect the first document is shown, and that depends on the order.
        for name in ["case", "found", "expected"] {
            finding[name] = Value::Null;
        }
        if prefixes {
            finding["count"] = Value::Null;
        }
    }
    check["findings"] = findings.into();
    check
}
