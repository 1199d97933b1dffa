//! The parts of a run, merged, say what the run as a whole says.

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use serde_json::Value;
use vpnconform::baseline::edit::Note;
use vpnconform::baseline::{Baseline, edit};
use vpnconform::evidence::shard::Shard;
use vpnconform::finding::Level;
use vpnconform::glob::GlobSet;
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule;
use vpnconform::run::Options;
use vpnconform::suite::merge::Part;
use vpnconform::suite::report::RunReport;
use vpnconform::suite::ruling::Pinned;
use vpnconform::suite::{merge, plan, ruling};

fn part_of(fault: Option<&str>, shard: Shard, cases: usize) -> RunReport {
    part_of_rules(fault, shard, cases, GlobSet::default())
}

fn part_of_rules(fault: Option<&str>, shard: Shard, cases: usize, only: GlobSet) -> RunReport {
    let options = Options {
        shard,
        cases,
        only,
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
    let (mut run, evidence) = outcome.report("reference", options.seed, Level::Should);
    run.part = Some(Part {
        shard,
        cases,
        evidence: Some(evidence),
        ..Part::default()
    });
    // As it is read from a file.
    RunReport::from_json(&run.to_json().unwrap()).unwrap()
}

fn parts_of(fault: Option<&str>, count: usize) -> Vec<RunReport> {
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
    let whole = part_of(None, Shard::default(), 32);
    assert_eq!(whole.exit_status, 0);
    let parts = parts_of(None, 3);
    let shared = parts.iter().filter(|p| p.requests < whole.requests);
    assert_eq!(shared.count(), 3, "no part does all");
    let merged = merge::merge(parts).unwrap().report;
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
        let whole = part_of(Some(id), Shard::default(), 32);
        let merged = merge::merge(parts_of(Some(id), 2)).unwrap().report;
        let differences = differences(&said(&whole), &said(&merged));
        if !differences.is_empty() {
            wrong.insert(*id, differences);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rulings_and_baseline_decide_the_whole_as_they_decide_one_run() {
    let only = || GlobSet::new(["{request,response}/*"]).unwrap();
    let today = Date::new(2026, 11, 28).unwrap();
    for fault in ["type-defaulted", "response-cut"] {
        let plain = part_of_rules(Some(fault), Shard::default(), 8, only());
        let parts = [0, 1]
            .map(|index| part_of_rules(Some(fault), Shard::new(index, 2).unwrap(), 8, only()));
        let note = Note {
            reason: "known".to_owned(),
            owner: None,
            issue: None,
            expires: None,
        };
        let known = edit::init(&plain, &note).0;
        let ruling: Pinned = "request/empty-value=accept".parse().unwrap();
        for (rulings, baseline) in [
            (vec![ruling.clone()], None),
            (Vec::new(), Some(known.clone())),
            (vec![ruling], Some(known)),
        ] {
            let mut whole = plain.clone();
            whole.part = None;
            ruling::apply(&rulings, &mut whole);
            let mut parts = parts.clone();
            for run in &mut parts {
                let part = run.part.as_mut().unwrap();
                part.rulings = rulings.clone();
                part.baseline = baseline.clone();
            }
            let merged = merge::merge(parts.into()).unwrap();
            assert_eq!(merged.baseline, baseline);
            let mut merged = merged.report;
            if let Some(text) = &baseline {
                let baseline = Baseline::parse(text).unwrap();
                baseline.apply(&mut whole, today);
                baseline.apply(&mut merged, today);
            }
            let rules = (rulings.len(), baseline.is_some());
            let decided = differences(&said(&whole), &said(&merged));
            assert_eq!(decided, [""; 0], "{fault} {rules:?}");
            let expected = match rules {
                // What cut bodies leave nothing to read of stays blocked.
                (0, true) if fault == "response-cut" => 3,
                (0, true) => 0,
                _ => 1,
            };
            assert_eq!(merged.exit_status, expected, "{fault} {rules:?}");
        }
    }
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
        let all = all.part.unwrap().evidence.unwrap().into_inner().records;
        for record in some.evidence.records {
            let (probe, name) = (&record.probe, &record.case.id);
            let known = all.iter().any(|r| *r.probe == **probe);
            assert!(known || ["setup", "cleanup"].contains(&&**probe), "{name}");
        }
    }
}

#[test]
fn what_is_not_one_run_is_refused() {
    let parts = parts_of(None, 3);
    let refusal = |parts: Vec<RunReport>| merge::merge(parts).unwrap_err().to_string();
    assert_eq!(refusal(Vec::new()), "there is no part to merge");
    assert_eq!(
        refusal(parts[..1].to_vec()),
        "these parts are missing: 2/3, 3/3"
    );
    let twice = vec![parts[0].clone(), parts[1].clone(), parts[1].clone()];
    assert_eq!(refusal(twice), "part 2/3 is there twice");
    type Change = fn(&mut RunReport);
    fn part(report: &mut RunReport) -> &mut Part {
        report.part.as_mut().unwrap()
    }
    let changes: [(&str, Change); 8] = [
        ("seed", |p| p.seed += 1),
        ("target", |p| p.target = "x".into()),
        ("program", |p| p.tool.version = "x".into()),
        ("API version", |p| p.api_version = "x".into()),
        ("number of cases", |p| part(p).cases += 1),
        ("list of checks", |p| p.checks.truncate(3)),
        ("list of rulings", |p| {
            part(p).rulings.push("parser/dtd=reject".parse().unwrap());
        }),
        ("baseline", |p| part(p).baseline = Some(String::new())),
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
    let mut whole = parts;
    whole[1].part = None;
    assert!(refusal(whole).contains("not the JSON report of a shard"));
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
    let folder = tempfile::tempdir().unwrap();
    let known = folder.path().join("known.toml").display().to_string();
    let ruled = ["--ruling", "request/empty-value=accept"];
    let few = "request/{empty,type,malformed}*";
    let some = ["endpoint", "--cases", "0", "--only", few];
    let report = format!("json={known}.json");
    vpnconform(&[&some[..], &ruled, &["--report", &report]].concat());
    let from = format!("{known}.json");
    let init = [
        "baseline", "init", &from, "--reason", "known", "--out", &known,
    ];
    let written = vpnconform(&init);
    assert!(written.status.success(), "{written:?}");
    for (arguments, expected) in [
        (vec!["endpoint", "--only", "{response,state}/*"], 0),
        ([&some[..], &ruled].concat(), 1),
        ([&some[..], &ruled, &["--baseline", &known]].concat(), 0),
        // An entry that is no longer needed.
        ([&some[..], &["--baseline", &known]].concat(), 5),
    ] {
        let (whole, merged, status, merged_status) = on_the_command_line(&arguments);
        assert_eq!(
            (status, merged_status),
            (expected, expected),
            "{arguments:?}"
        );
        let read = |value: &Value| -> RunReport { serde_json::from_value(value.clone()).unwrap() };
        let (whole, merged) = (said(&read(&whole)), said(&read(&merged)));
        assert_eq!(differences(&whole, &merged), [""; 0], "{arguments:?}");
    }
}

#[test]
fn parts_of_parsers_are_merged_on_the_command_line() {
    let arguments = [
        "parser",
        "--builtin",
        "roxmltree",
        "--cases",
        "60",
        "--cut-every",
        "200",
        "--skip",
        "parser/size-survived",
        "--ruling",
        "parser/dtd=reject",
    ];
    let (whole, merged, status, merged_status) = on_the_command_line(&arguments);
    assert_eq!((status, merged_status), (1, 1));
    // What takes time takes another time in every run, and each shard is given the examples.
    for name in [
        "target",
        "api_version",
        "seed",
        "level",
        "adapter",
        "totals",
        "exit_status",
    ] {
        assert_eq!(whole[name], merged[name], "{name}");
    }
    for name in ["checks", "cases"] {
        let all = |report: &Value| report[name].as_array().unwrap().clone();
        let (whole, merged) = (all(&whole), all(&merged));
        assert_eq!(whole.len(), merged.len(), "{name}");
        for (whole, merged) in whole.into_iter().zip(merged) {
            assert_eq!(without_times(whole), without_times(merged), "{name}");
        }
    }
}

/// Without how long a heavy document took.
fn without_times(mut case: Value) -> Value {
    if let Some((said, _)) = case["detail"]
        .as_str()
        .and_then(|d| d.split_once(", after "))
    {
        case["detail"] = said.into();
    }
    case
}
