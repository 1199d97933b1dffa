//! `vpnconform fuzz`: what it finds, keeps, and knows again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Runs in the folder: the exit status and the lines of standard output.
fn fuzz(folder: &Path, arguments: &[&str]) -> (i32, Vec<Value>) {
    let output = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .arg("fuzz")
        .args(arguments)
        .args(["--output-format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let status = output.status.code().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!lines.is_empty(), "status {status}: {errors}");
    (status, lines)
}

fn events<'l>(lines: &'l [Value], name: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["event"] == name).collect()
}

fn files(folder: &Path) -> BTreeSet<String> {
    let all = fs::read_dir(folder).unwrap();
    all.map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

const FAULT: [&str; 7] = [
    "parser",
    "--builtin",
    "fault:left-open-is-closed",
    "--corpus",
    "corpus",
    "--only",
    "parser/m*",
];

#[test]
fn defect_is_found_kept_small_and_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&FAULT[..], &["--seed", "7", "--cases", "600"]].concat();
    let (status, lines) = fuzz(folder.path(), &arguments);
    assert_eq!(status, 1);
    let defects = events(&lines, "defect");
    assert!(!defects.is_empty());
    let defect = defects[0];
    assert!(defect["check"].as_str().unwrap().starts_with("parser/m"));
    assert_eq!(defect["actual"], "accepted");
    // The bytes and what must come of them.
    let file = folder.path().join(defect["file"].as_str().unwrap());
    let expectation: Value =
        serde_json::from_slice(&fs::read(file.with_extension("json")).unwrap()).unwrap();
    assert_eq!(expectation["expect"], "reject");
    assert!(fs::read(&file).unwrap().len() < 6000);
    // The command that was printed shows it again.
    let command = defect["command"].as_str().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(command.split(' ').skip(1))
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{command}");
    let again = [&FAULT[..], &["--seed", "8", "--cases", "64"]].concat();
    let (status, again) = fuzz(folder.path(), &again);
    assert_eq!(status, 1);
    let end = &events(&again, "end")[0]["status"];
    assert!(
        end["known"].as_u64().unwrap() >= defects.len() as u64,
        "{end}"
    );
    for new in events(&again, "defect") {
        let is_known = |old: &&Value| old["fingerprint"] == new["fingerprint"];
        assert!(!defects.iter().any(is_known), "{new}");
    }
}

#[test]
fn conforming_parser_ends_with_0_and_its_corpus_can_be_cut_down() {
    let folder = tempfile::tempdir().unwrap();
    let parser = ["parser", "--builtin", "vpnconform", "--corpus", "corpus"];
    let (status, lines) = fuzz(
        folder.path(),
        &[
            &parser[..],
            &["--cases", "600", "--jobs", "2", "--seed", "5"],
        ]
        .concat(),
    );
    assert_eq!(status, 0, "{lines:?}");
    let end = &events(&lines, "end")[0]["status"];
    assert!(end["executions"].as_u64().unwrap() >= 600);
    assert_eq!(end["defects"], 0);
    let grown = files(&folder.path().join("corpus"));
    assert!(grown.len() > 20, "{grown:?}");
    let (status, lines) = fuzz(folder.path(), &[&parser[..], &["--minimise"]].concat());
    assert_eq!(status, 0, "{lines:?}");
    let cut = files(&folder.path().join("corpus"));
    assert!(
        cut.len() < grown.len() && !cut.is_empty(),
        "{} of {}",
        cut.len(),
        grown.len()
    );
}

#[test]
fn killed_run_leaves_a_corpus_that_the_next_one_goes_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args([
            "fuzz",
            "parser",
            "--builtin",
            "vpnconform",
            "--corpus",
            "corpus",
            "--seed",
            "1",
        ])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begin = Instant::now();
    while !corpus.exists() || files(&corpus).len() < 40 {
        assert!(begin.elapsed() < Duration::from_secs(120));
        sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let choices = files(&corpus)
        .iter()
        .filter(|name| name.ends_with(".choices"))
        .count();
    let (status, lines) = fuzz(
        folder.path(),
        &[
            "parser",
            "--builtin",
            "vpnconform",
            "--corpus",
            "corpus",
            "--cases",
            "64",
        ],
    );
    assert_eq!(status, 0);
    let replayed = events(&lines, "end")[0]["status"]["executions"]
        .as_u64()
        .unwrap();
    assert!(replayed > choices as u64 + 64, "{replayed} for {choices}");
}

#[test]
fn fault_of_an_endpoint_is_found_and_nothing_stays() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = [
        "endpoint",
        "reference",
        "--seed",
        "5",
        "--corpus",
        "corpus",
        "--only",
        "request/*",
    ];
    let (status, lines) = fuzz(
        folder.path(),
        &[
            &endpoint[..],
            &["--fault", "zone-before-late-type", "--cases", "96"],
        ]
        .concat(),
    );
    assert_eq!(status, 1);
    let defects = events(&lines, "defect");
    assert_eq!(defects.len(), 1, "{defects:?}");
    assert_eq!(defects[0]["check"], "request/generated-as-judged");
    let file = defects[0]["file"].as_str().unwrap();
    assert!(file.contains("request.generated."), "{file}");
    let end = &events(&lines, "end")[0]["status"];
    assert!(end["created"].as_u64().unwrap() > 100);
    assert_eq!(end["created"], end["deleted"]);
    let (status, lines) = fuzz(folder.path(), &[&endpoint[..], &["--cases", "64"]].concat());
    assert_eq!(status, 0, "{lines:?}");
}

#[test]
fn init_writes_fuzz_targets_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let init = || {
        let output = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
            .args(["init", "--fuzz"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    assert_eq!(init().0, Some(2));
    fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"mine\"\n",
    )
    .unwrap();
    let (status, written) = init();
    assert_eq!(status, Some(0));
    for file in written
        .lines()
        .chain(["fuzz/seeds/parser/00", "fuzz/seeds/endpoint/31"])
    {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
    let manifest = fs::read_to_string(folder.path().join("fuzz/Cargo.toml")).unwrap();
    assert!(manifest.contains("mine = { path = \"..\" }") && !manifest.contains("{crate}"));
    assert_eq!(init().0, Some(2));
}

#[test]
fn live_resources_of_an_endpoint_stay_within_the_budget() {
    let folder = tempfile::tempdir().unwrap();
    let (status, lines) = fuzz(
        folder.path(),
        &[
            "endpoint",
            "reference",
            "--only",
            "request/minimal-accepted",
            "--cases",
            "200",
            "--budget",
            "live=12",
            "--seed",
            "2",
        ],
    );
    let end = &events(&lines, "end")[0]["status"];
    assert_eq!((status, &end["created"]), (0, &end["deleted"]), "{lines:?}");
    assert!(end["created"].as_u64().unwrap() > 60);
}

/// A baseline of these defects, and an entry for one that never shows.
fn baseline(folder: &Path, defects: &[&Value]) {
    let known = defects.iter().map(|defect| {
        let text = |key: &str| defect[key].as_str().unwrap();
        (text("check"), text("fingerprint"))
    });
    let stale = ("request/type-required", "0123456789abcdef");
    let entries = known.chain([stale]).map(|(check, fingerprint)| {
        format!(
            "[[waiver]]\ncheck = \"{check}\"\nfingerprint = \"{fingerprint}\"\nreason = \"known\"\n"
        )
    });
    fs::write(folder.join("known.toml"), entries.collect::<String>()).unwrap();
}

/// Fuzzes, enters what is found into a baseline, and fuzzes again without the corpus: first the same, then with another fault.
fn known_are_silent_and_new_are_told(first: &[&str], other: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let (status, lines) = fuzz(folder.path(), first);
    assert_eq!(status, 1);
    let defects = events(&lines, "defect");
    assert!(!defects.is_empty());
    baseline(folder.path(), &defects);
    let with = ["--baseline", "known.toml"];
    let (status, lines) = fuzz(folder.path(), &[first, &with].concat());
    assert!(events(&lines, "defect").is_empty(), "{lines:?}");
    // Neither what is known nor an entry for what did not show.
    assert_eq!(status, 0, "{lines:?}");
    let end = &events(&lines, "end")[0]["status"];
    assert_eq!(end["known"].as_u64(), Some(defects.len() as u64), "{end}");
    let (status, lines) = fuzz(folder.path(), &[other, &with].concat());
    assert_eq!(status, 1, "{lines:?}");
    let news = events(&lines, "defect");
    assert!(!news.is_empty());
    for new in news {
        let same = |old: &&Value| old["fingerprint"] == new["fingerprint"];
        assert!(!defects.iter().any(same), "{new}");
    }
}

#[test]
fn defects_of_a_parser_in_the_baseline_are_not_told() {
    let of = |fault| {
        let only = ["--only", "parser/m*", "--only", "parser/text-kept"];
        let seed = ["--seed", "7", "--cases", "600"];
        [&["parser", "--builtin", fault][..], &only, &seed].concat()
    };
    known_are_silent_and_new_are_told(&of("fault:left-open-is-closed"), &of("fault:text-trimmed"));
}

#[test]
fn defects_of_an_endpoint_in_the_baseline_are_not_told() {
    let of = |faults: &[&'static str]| {
        let seed = ["--only", "request/*", "--seed", "5", "--cases", "96"];
        let faults = faults.iter().flat_map(|fault| ["--fault", *fault]);
        let target = ["endpoint", "reference"].into_iter().chain(faults);
        target.chain(seed).collect::<Vec<_>>()
    };
    let known = "zone-before-late-type";
    known_are_silent_and_new_are_told(&of(&[known]), &of(&[known, "type-any-case"]));
}
