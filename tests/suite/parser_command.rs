//! `vpnconform parser` against parsers in processes of their own: what they are is what is reported.

use std::process::{Command, Output};

use serde_json::Value;
use vpnconform::generate::document::Document;
use vpnconform::generate::document::field::Target;

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
    let report = serde_json::from_str(&text).unwrap();
    (status, report)
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
fn an_unknown_builtin_is_answered_with_what_there_is() {
    for (name, words) in [
        (
            "ours",
            "give vpnconform, vpnconform-tree, vpnconform-pipeline, quick-xml",
        ),
        ("fault:left-open-is-closd", "fault:left-open-is-closed?"),
        ("broken:hangs-", "broken:"),
    ] {
        let output = vpnconform(&["parser", "--builtin", name]);
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(words), "{text}");
    }
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

#[test]
fn a_corpus_replaces_a_corpus_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    let write = |arguments: &[&str]| {
        let path = corpus.to_str().unwrap();
        vpnconform(&[&["generate", "--corpus", path], arguments].concat())
    };
    let manifest = || std::fs::read(corpus.join("manifest.json")).unwrap();
    assert!(write(&["--cases", "5"]).status.success());
    let first = manifest();
    assert!(
        write(&["--only", "truncation*", "--cases", "0"])
            .status
            .code()
            == Some(4)
    );
    assert!(write(&["--target", "error"]).status.success());
    assert!(!corpus.join("invalid").read_dir().unwrap().any(|_| true));
    assert!(write(&["--cases", "5"]).status.success());
    assert_eq!(manifest(), first, "the same again");

    std::fs::write(corpus.join("valid/notes.txt"), "mine").unwrap();
    let refused = write(&[]);
    assert_eq!(refused.status.code(), Some(2));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(message.contains("valid/notes.txt"), "{message}");
    std::fs::remove_file(corpus.join("manifest.json")).unwrap();
    assert_eq!(write(&[]).status.code(), Some(2));
    assert!(corpus.join("valid/notes.txt").exists());
}

#[test]
fn a_client_is_judged_by_what_it_makes_of_what_is_served() {
    let (status, served) = report(&[
        "--serve",
        "--builtin",
        "vpnconform",
        "--skip",
        "parser/size-survived",
    ]);
    assert_eq!(status, 0, "{}", served["checks"]);
    assert_eq!(verdict(&served, "parser/framing-read"), "pass");
    assert_eq!(verdict(&served, "parser/broken-framing-rejected"), "pass");
    assert_eq!(verdict(&served, "parser/error-status-recognised"), "pass");
    assert_eq!(
        verdict(&served, "parser/any-number-of-tunnels"),
        "not-applicable"
    );
    for framing in ["until-close", "chunked", "chunked-byte-by-byte"] {
        let light = [
            "--framing",
            framing,
            "--only",
            "parser/text-kept",
            "--only",
            "parser/trunc*",
        ];
        let (status, _) = report(&[&["--serve", "--builtin", "vpnconform"], &light[..]].concat());
        assert_eq!(status, 0, "{framing}");
        let fault = ["--serve", "--builtin", "fault:text-trimmed"];
        assert_eq!(report(&[&fault, &light[..]].concat()).0, 1, "{framing}");
    }
}

#[test]
fn a_client_that_is_started_for_each_document_is_told_the_url() {
    // It asks nothing, so nothing is known of it.
    let only = ["--serve", "--one-shot", "--only", "parser/framing-read"];
    let (status, silent) = report(&[&only[..], &["--", "true", "{url}"]].concat());
    assert_eq!(status, 3);
    let found = silent["checks"][0]["cause"].as_str().unwrap();
    assert!(
        found.contains("without a request to http://127.0.0.1:"),
        "{found}"
    );
}

#[test]
fn jobs_change_nothing_but_the_time() {
    let run = |jobs: &str| {
        let fault = [
            "--builtin",
            "fault:deep-recursion",
            "--skip",
            "parser/size-survived",
        ];
        let (status, mut report) = report(&[&["--jobs", jobs][..], &fault].concat());
        for name in ["started", "elapsed_ms", "timing"] {
            report.as_object_mut().unwrap().remove(name);
        }
        for case in report["cases"].as_array_mut().unwrap() {
            let detail = case["detail"].as_str().unwrap();
            let untimed = detail.split(", after ").next().unwrap().to_owned();
            case["detail"] = Value::from(untimed);
        }
        let text = serde_json::to_string(&report).unwrap();
        (status, regex_free(&text))
    };
    let (one, three) = (run("1"), run("3"));
    assert_eq!(one.0, three.0);
    assert!(one.1 == three.1, "the reports differ");
}

/// Without the seconds that findings of heavy documents name.
fn regex_free(text: &str) -> String {
    let mut parts = text.split(", after ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'));
    }
    out
}

#[test]
fn parts_of_a_run_are_listed_and_add_up() {
    let list = |arguments: &[&str]| -> Vec<String> {
        let output = vpnconform(&[&["parser", "--dry-run", "--cases", "40"], arguments].concat());
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    let mut parts: Vec<_> = ["1/3", "2/3", "3/3"]
        .iter()
        .flat_map(|part| list(&["--shard", part]))
        .collect();
    let mut whole = list(&[]);
    parts.sort();
    parts.dedup();
    whole.sort();
    assert_eq!(parts, whole);
    assert!(
        whole
            .iter()
            .any(|line| line == "parser/truncation-rejected/response response")
    );
    let output = vpnconform(&["parser", "--dry-run", "--only", "parser/nothing"]);
    assert_eq!(output.status.code(), Some(4));
    for wrong in [
        ["--shard", "4/3"],
        ["--seed", "x"],
        ["--rate", "0"],
        ["--jobs", "0"],
        ["--api-version", "2014-01-01"],
        ["--framing", "until-close"],
    ] {
        let output = vpnconform(&[&["parser", "--builtin", "vpnconform"], &wrong[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_report_on_standard_output_is_alone_there() {
    let output = vpnconform(&[
        "parser",
        "--builtin",
        "vpnconform",
        "--report",
        "json=-",
        "--seed",
        "random",
        "--rate",
        "100000",
        "--only",
        "parser/valid-accepted",
    ]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["totals"]["pass"], 1);
    assert!(report["timing"]["documents"].as_u64() > Some(100));
}

#[test]
fn the_smallest_document_of_a_defect_is_kept_and_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("regressions");
    let kept = kept.to_str().unwrap();
    let only = ["--only", "parser/valid-accepted", "--regressions", kept];
    let run = |builtin: &str, cases: &str| {
        vpnconform(
            &[
                &["parser", "--builtin", builtin, "--cases", cases][..],
                &only,
            ]
            .concat(),
        )
    };
    let first = run("fault:type-required", "400");
    assert_eq!(first.status.code(), Some(1), "{first:?}");
    let bodies: Vec<_> = std::fs::read_dir(kept)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xml"))
        .collect();
    assert!(!bodies.is_empty());
    for body in &bodies {
        let text = std::fs::read_to_string(body).unwrap();
        assert!(!text.contains("<type>"), "{}", body.display());
        // Nothing is left of what the generator added to the page's example.
        let example = Document::example(Target::Response);
        assert!(text.len() < example.body().len(), "{text}");
    }
    // The files alone show it again, and a parser without the fault reads them.
    assert_eq!(run("fault:type-required", "0").status.code(), Some(1));
    assert_eq!(run("vpnconform", "0").status.code(), Some(0));
    std::fs::write(folder.path().join("regressions/a.json"), "[]").unwrap();
    let wrong = run("vpnconform", "0");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("a.json"));
}
