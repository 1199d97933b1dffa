//! `vpnconform parser` against adapters that break the protocol in every way: the run goes on, and each is reported as
//! what it is.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;
use vpnconform::parser::misbehaviour;
use vpnconform::parser::misbehaviour::Shows;

const TOOL: &str = env!("CARGO_BIN_EXE_vpnconform");

/// Exit status and report of a run over the documents that set a misbehaviour off, and over some that do not.
fn run(arguments: &[&str]) -> (i32, Value) {
    run_within("300", arguments)
}

fn run_within(memory: &str, arguments: &[&str]) -> (i32, Value) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("report.json");
    let report = format!("json={}", path.display());
    let fixed = [
        "parser",
        "--report",
        &report,
        "--cases",
        "0",
        "--timeout",
        "1s",
        "--memory",
        memory,
        "--only",
        "parser/cdata-read",
        "--only",
        "parser/comments-ignored",
        "--only",
        "parser/mismatched-tag-rejected",
        "--only",
        "parser/not-poisoned",
    ];
    let output = Command::new(TOOL)
        .args(fixed)
        .args(arguments)
        .output()
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    (
        output.status.code().unwrap(),
        serde_json::from_str(&text).unwrap(),
    )
}

fn check<'r>(report: &'r Value, id: &str) -> &'r Value {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|c| c["id"] == id).unwrap()
}

fn verdict<'r>(report: &'r Value, id: &str) -> &'r str {
    check(report, id)["verdict"].as_str().unwrap()
}

#[test]
fn every_misbehaviour_is_reported_as_what_it_is_and_the_run_goes_on() {
    at_once(misbehaviour::ALL, |misbehaviour| {
        let id = misbehaviour.id;
        let (status, report) = run(&["--builtin", &format!("broken:{id}")]);
        for calm in ["parser/comments-ignored", "parser/mismatched-tag-rejected"] {
            assert_eq!(verdict(&report, calm), "pass", "{id} {calm}");
        }
        let stable = check(&report, "parser/not-poisoned");
        match misbehaviour.shows {
            Shows::Outcome(outcome, detail) => {
                let cases = report["cases"].as_array().unwrap();
                let hit: Vec<_> = cases.iter().filter(|c| c["outcome"] == outcome).collect();
                assert!(!hit.is_empty(), "{id}: {cases:?}");
                for case in hit {
                    assert!(
                        case["id"].as_str().unwrap().contains("cdata"),
                        "{id}: {case}"
                    );
                    assert!(
                        case["detail"].as_str().unwrap().contains(detail),
                        "{id}: {case}"
                    );
                }
                // What the adapter breaks says nothing of the parser.
                let ours = outcome == "adapter_error";
                let wanted = if ours { ("blocked", 3) } else { ("fail", 1) };
                assert_eq!(
                    (verdict(&report, "parser/cdata-read"), status),
                    wanted,
                    "{id}"
                );
            }
            Shows::Later(cause) => {
                assert_eq!(
                    (stable["verdict"].as_str(), status),
                    (Some("blocked"), 3),
                    "{id}"
                );
                let found = stable["cause"].as_str().unwrap();
                assert!(found.contains(cause), "{id}: {found}");
                assert_eq!(verdict(&report, "parser/cdata-read"), "pass", "{id}");
            }
            Shows::Poisoned(found) => {
                assert_eq!(
                    (stable["verdict"].as_str(), status),
                    (Some("fail"), 1),
                    "{id}"
                );
                let findings = stable["findings"].to_string();
                assert!(findings.contains(found), "{id}: {findings}");
            }
            Shows::Nothing => assert_eq!(status, 0, "{id}: {}", report["checks"]),
        }
    });
}

/// Most of them only wait; those that do not must not make the others late.
fn at_once<T: Sync>(all: &[T], test: impl Fn(&T) + Sync) {
    for some in all.chunks(6) {
        std::thread::scope(|scope| {
            for one in some {
                scope.spawn(|| test(one));
            }
        });
    }
}

#[test]
fn a_parser_that_the_system_ends_for_its_memory_has_crashed() {
    let script = format!("ulimit -v 400000; exec '{TOOL}' __parser-child broken:leaks");
    let (status, report) = run_within("4096", &["--", "sh", "-c", &script]);
    assert_eq!(status, 1);
    let findings = check(&report, "parser/not-poisoned")["findings"].to_string();
    assert!(
        findings.contains("crashed: the process ended with signal"),
        "{findings}"
    );
    assert_eq!(verdict(&report, "parser/comments-ignored"), "pass");
}

#[test]
fn memory_is_watched_behind_a_shell() {
    let script = format!("true; '{TOOL}' __parser-child broken:leaks; true");
    let (status, report) = run(&["--", "sh", "-c", &script]);
    assert_eq!(status, 1);
    let findings = check(&report, "parser/not-poisoned")["findings"].to_string();
    assert!(findings.contains("took more than 300 MiB"), "{findings}");
}

/// An adapter in shell: it says hello, then does this. Each document finds it anew.
fn shell(script: &str) -> String {
    let hello = r#"{"protocol":"vpnconform-adapter/1","name":"t","targets":["response"]}"#;
    format!(r"printf '\{:o}\0\0\0%s' '{hello}'; {script}", hello.len())
}

#[test]
fn who_else_holds_the_pipes_does_not_matter() {
    let scripts = [
        ("exec >&-; sleep 30", "adapter_error"),
        ("exec <&-; sleep 30", "hang"),
        ("setsid sleep 5 & exit 3", "crash"),
        (
            "(sleep 30; echo late) & head -c 4 >/dev/null; exit 3",
            "crash",
        ),
        ("exec 2>/dev/null; yes >&2 & exec sleep 30", "hang"),
    ];
    at_once(&scripts, |(script, outcome)| {
        let (status, report) = run(&[
            "--only",
            "parser/valid-accepted",
            "--",
            "sh",
            "-c",
            &shell(script),
        ]);
        let first = &report["cases"][0];
        assert_eq!(first["outcome"], *outcome, "{script}: {first}");
        assert!([1, 3].contains(&status));
    });
}

#[test]
fn an_interrupted_run_leaves_no_parser_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pid");
    let script = shell(&format!("echo $$ >'{}'; sleep 60; exit", path.display()));
    let mut run = Command::new(TOOL)
        .args(["parser", "--timeout", "1m", "--", "sh", "-c", &script])
        .spawn()
        .unwrap();
    let pid = loop {
        match std::fs::read_to_string(&path) {
            Ok(text) if text.ends_with('\n') => break text.trim().to_owned(),
            _ => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    };
    let signal = |arguments: &[&str]| {
        let status = Command::new("kill").args(arguments).output().unwrap();
        status.status.success()
    };
    assert!(signal(&["-0", &pid]));
    assert!(signal(&["-INT", &run.id().to_string()]));
    assert_eq!(run.wait().unwrap().code(), Some(130));
    // It is a zombie until init has taken it.
    for _ in 0..100 {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        if !signal(&["-0", &pid]) || stat.contains(") Z ") {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{pid} still runs");
}

#[test]
fn a_slow_hello_is_waited_for() {
    let script = format!("sleep 1; exec '{TOOL}' __parser-child vpnconform");
    let (status, _) = run(&["--jobs", "2", "--", "sh", "-c", &script]);
    assert_eq!(status, 0);
}

#[test]
fn a_command_that_is_no_adapter_is_named_with_what_it_did() {
    let commands: [(&[&str], &str); 4] = [
        (&["yes"], "broke the protocol"),
        (
            &["sh", "-c", "echo no such file >&2; exit 7"],
            "no such file",
        ),
        (&["sh", "-c", "kill -SEGV $$"], "signal"),
        (&["/no/such/adapter"], "cannot run"),
    ];
    for (command, said) in commands {
        let output = Command::new(TOOL)
            .args(["parser", "--cases", "0", "--"])
            .args(command)
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{command:?}: {error}");
        assert!(error.contains(said), "{command:?}: {error}");
    }
}

/// Runs a whole suite against an adapter, with a limit of a second for a document: the exit status and what was
/// printed.
fn whole(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(TOOL)
        .args(["parser", "--timeout", "1s", "--memory", "300"])
        .args(arguments)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    (output.status.code().unwrap_or(-1), text)
}

#[test]
#[ignore = "waits for minutes and looks at the clock: nightly"]
fn a_broken_adapter_ends_the_run_with_one_message() {
    let cases: Vec<_> = misbehaviour::ALL
        .iter()
        .flat_map(|misbehaviour| [1, 2].map(|from| (misbehaviour, from)))
        .filter(|(misbehaviour, from)| match misbehaviour.shows {
            // It answers rightly where there are no fields: that half of the run goes on.
            Shows::Outcome(..) => misbehaviour.id != "no-fields",
            Shows::Later(_) => *from == 1,
            // It answers: the run goes on.
            Shows::Nothing | Shows::Poisoned(_) => false,
        })
        .collect();
    at_once(&cases, |(misbehaviour, from)| {
        let name = format!("broken:{}@{from}", misbehaviour.id);
        let begin = Instant::now();
        let (status, text) = whole(&["--builtin", &name]);
        let took = begin.elapsed();
        let (outcome, detail) = match misbehaviour.shows {
            Shows::Outcome(outcome, detail) => (outcome, detail),
            _ => ("adapter_error", "broke the protocol"),
        };
        assert!(took < Duration::from_secs(60), "{name}: {took:?}");
        let blocked = text.lines().filter(|l| l.starts_with("BLOCKED ")).count();
        assert_eq!(blocked, 1, "{name}: {text}");
        assert!(text.contains(detail), "{name}: {text}");
        // What the adapter breaks says nothing of the parser; a parser that hangs on the example has failed.
        let failed = outcome != "adapter_error" && *from == 1;
        assert_eq!(status, if failed { 1 } else { 3 }, "{name}: {text}");
        assert!(text.lines().count() < 10, "{name}: {text}");
        let hint = *from == 2 && text.contains("exit status");
        assert_eq!(text.contains("--one-shot"), hint, "{name}: {text}");
    });
}

#[test]
#[ignore = "waits for minutes and looks at the clock: nightly"]
fn an_adapter_that_breaks_later_does_not_hold_the_run_up() {
    let cases = ["hangs", "stops", "stops-in-a-frame", "answers-late"];
    at_once(&cases, |id| {
        let begin = Instant::now();
        let name = format!("broken:{id}@8");
        let (status, text) = whole(&["--builtin", &name, "--cases", "0", "--cut-every", "4"]);
        assert!([1, 3].contains(&status), "{name}: {text}");
        assert!(text.contains("the run was ended"), "{name}: {text}");
        assert!(
            begin.elapsed() < Duration::from_secs(240),
            "{name}: {:?}",
            begin.elapsed()
        );
    });
}

/// What a script leaves behind must be gone when the run is over, wherever it went.
#[test]
fn nothing_outlives_a_run() {
    let scripts = [
        "sleep 300 & echo $! >>PIDS; exec sleep 300",
        "setsid sleep 300 & echo $! >>PIDS; exec sleep 300",
        "(setsid sh -c 'sleep 300 & echo $! >>PIDS; echo $$ >>PIDS; wait' &) ; sleep 0.2; exit 3",
        "trap '' TERM INT HUP QUIT; sleep 300 & echo $! >>PIDS; while :; do sleep 1; done",
        "for i in 1 2 3 4 5 6 7 8; do setsid sh -c 'echo $$ >>PIDS; sleep 300; sleep 300' & done; exec sleep 300",
    ];
    let runs: Vec<_> = scripts
        .iter()
        .flat_map(|script| [false, true].map(|one_shot| (*script, one_shot)))
        .collect();
    at_once(&runs, |(script, one_shot)| {
        let folder = tempfile::tempdir().unwrap();
        let pids = folder.path().join("pids");
        let script = script.replace("PIDS", &pids.display().to_string());
        let script = match one_shot {
            true => script,
            false => shell(&format!("head -c 40 >/dev/null; {script}")),
        };
        let mut tool = Command::new(TOOL);
        tool.args(["parser", "--cases", "0", "--timeout", "500ms"]);
        tool.args(["--only", "parser/cdata-read", "--cut-every", "0"]);
        if *one_shot {
            tool.arg("--one-shot");
        }
        // Nothing but the system is needed to end a process: no program is found on an empty path.
        tool.env("PATH", "/nowhere");
        let path = std::env::var("PATH").unwrap();
        let script = format!("PATH='{path}'; export PATH; {script}");
        let output = tool
            .args(["--", "/bin/sh", "-c", &script])
            .output()
            .unwrap();
        assert!(
            output.status.code().is_some_and(|code| code != 0),
            "{output:?}"
        );
        let started = std::fs::read_to_string(&pids).unwrap_or_default();
        assert!(!started.is_empty(), "{script}: {output:?}");
        for pid in started.lines() {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let over = stat.is_empty() || stat.contains(") Z ") || !stat.contains("(s");
            assert!(over, "{script}: {stat}");
        }
    });
}

#[test]
fn whoever_signals_its_parent_meets_the_guard() {
    // The adapter itself ignores them, and then says that it is there.
    let child = format!("exec '{TOOL}' __parser-child vpnconform");
    for signal in ["INT", "TERM", "HUP"] {
        for whom in ["$PPID", "-$(ps -o pgid= $PPID | tr -d ' ')", "0"] {
            let script = format!("trap '' {signal}; kill -s {signal} -- {whom}; {child}");
            let (status, report) = run(&["--", "sh", "-c", &script]);
            assert_eq!(status, 0, "{signal} {whom}: {report}");
        }
    }
    for whom in ["-$(ps -o pgid= $PPID | tr -d ' ')", "0"] {
        let script = format!("kill -s KILL -- {whom}; {child}");
        let output = Command::new(TOOL)
            .args([
                "parser",
                "--cases",
                "0",
                "--cut-every",
                "0",
                "--",
                "sh",
                "-c",
            ])
            .arg(&script)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{whom}: {output:?}");
    }
}
