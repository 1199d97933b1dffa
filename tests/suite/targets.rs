//! Named targets, baselines and rulings, as a user of the built program meets them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Server, serve};
use vpnconform::rule;

use crate::shared;

fn server(fault: &str) -> Server {
    let reference = rule::faulty_reference(fault).unwrap();
    serve(Arc::new(reference), ([127, 0, 0, 1], 0).into()).unwrap()
}

/// The exit status, and everything that was written.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let (status, text) = shared::run(folder, arguments);
    (status.unwrap(), text)
}

#[test]
fn a_baseline_holds_until_something_changes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let broken = server("type-any-case");
    let worse = server("type-hard-coded");
    let sound = serve(Arc::new(Reference::default()), ([127, 0, 0, 1], 0).into()).unwrap();
    let only = [
        "--only",
        "request/type-*",
        "--report",
        "json=run.json",
        "--report",
        "junit=run.xml",
    ];
    let check =
        |url: &str, more: &[&str]| run(folder, &[&["endpoint", url][..], &only, more].concat());

    assert_eq!(check(&broken.url(), &[]).0, 1);
    let (status, text) = run(
        folder,
        &[
            "baseline",
            "init",
            "run.json",
            "--out",
            "b.toml",
            "--reason",
            "an old client",
        ],
    );
    assert_eq!(status, 0, "{text}");
    let (status, text) = run(
        folder,
        &[
            "baseline", "init", "run.json", "--out", "b.toml", "--reason", "again",
        ],
    );
    assert_eq!(status, 2, "{text}");
    let with = ["--baseline", "b.toml"];
    let (status, text) = check(&broken.url(), &with);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("WAIVED   request/type-ipsec1-only: an old client"),
        "{text}"
    );
    assert!(
        fs::read_to_string(folder.join("run.json"))
            .unwrap()
            .contains("\"waived\": \"an old client\"")
    );

    let (status, text) = check(&worse.url(), &with);
    assert_eq!(status, 1, "{text}");
    let (status, text) = run(
        folder,
        &[
            "baseline",
            "accept",
            "b.toml",
            "run.json",
            "--reason",
            "worse",
            "--expires",
            "2020-01-01",
        ],
    );
    assert_eq!(status, 0, "{text}");
    let (status, text) = check(&worse.url(), &with);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("has expired on 2020-01-01"), "{text}");

    let (status, text) = check(&sound.url(), &with);
    assert_eq!(status, 5, "{text}");
    assert!(
        fs::read_to_string(folder.join("run.xml"))
            .unwrap()
            .contains("vpnconform.baseline")
    );
    assert_eq!(
        run(folder, &["baseline", "check", "b.toml", "run.json"]).0,
        5
    );
}

#[test]
fn a_stale_baseline_is_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let broken = server("type-any-case");
    let only = ["--only", "request/type-*", "-q", "--report"];
    run(
        folder,
        &[&["endpoint", &broken.url()][..], &only, &["json=bad.json"]].concat(),
    );
    run(
        folder,
        &[
            "baseline", "init", "bad.json", "--out", "b.toml", "--reason", "r",
        ],
    );
    run(
        folder,
        &[&["endpoint"][..], &only, &["json=good.json"]].concat(),
    );
    assert_eq!(
        run(folder, &["baseline", "check", "b.toml", "good.json"]).0,
        5
    );
    let (status, text) = run(folder, &["baseline", "prune", "b.toml", "good.json"]);
    assert_eq!(
        (status, text.contains("request/type-ipsec1-only")),
        (0, true),
        "{text}"
    );
    assert_eq!(
        run(folder, &["baseline", "check", "b.toml", "good.json"]).0,
        0
    );
    assert!(
        !fs::read_to_string(folder.join("b.toml"))
            .unwrap()
            .contains("[[waiver]]")
    );
}

#[test]
fn a_name_stands_for_its_options_and_the_command_line_wins() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let sound = serve(Arc::new(Reference::default()), ([127, 0, 0, 1], 0).into()).unwrap();
    let own = env!("CARGO_BIN_EXE_vpnconform");
    let text = format!(
        "[targets.mine]\nurl = \"{}\"\nonly = [\"request/minimal-accepted\", \"request/empty-value\"]\n\n\
         [targets.own]\ncommand = [\"{own}\", \"__parser-child\", \"vpnconform\"]\ncases = 3\ncut-every = 0\nskip = [\"parser/*survived\"]\n\n\
         [rulings]\n\"request/empty-value\" = \"accept\"\n",
        sound.url()
    );
    fs::write(folder.join("vpnconform.toml"), text).unwrap();
    let (status, text) = run(folder, &["endpoint", "mine"]);
    assert!(text.contains("2 checks"), "{text}");
    // The reference refuses empty values, which the ruling holds to be wrong.
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("FAIL request/empty-value"), "{text}");
    let (status, text) = run(
        folder,
        &["endpoint", "mine", "--only", "request/minimal-*", "-v"],
    );
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("1 check,"), "{text}");
    let (status, text) = run(folder, &["endpoint", "mien"]);
    assert_eq!(
        (status, text.contains("did you mean mine")),
        (2, true),
        "{text}"
    );
    let (status, text) = run(folder, &["endpoint", "own"]);
    assert_eq!((status, text.contains("is a parser")), (2, true), "{text}");
    let (status, text) = run(folder, &["parser", "own", "-q"]);
    assert_eq!(status, 0, "{text}");
    let (status, text) = run(folder, &["sweep", "mine"]);
    assert_eq!(
        (status, text.contains("nothing is left")),
        (0, true),
        "{text}"
    );
    assert_eq!(run(folder, &["targets"]).1.lines().count(), 2);

    fs::write(
        folder.join("bad.toml"),
        "[targets.a]\nurl = 'x'\nonyl = 'y'\n",
    )
    .unwrap();
    let (status, text) = run(folder, &["endpoint", "a", "--config", "bad.toml"]);
    assert_eq!(
        (status, text.contains("bad.toml:3:1: targets.a.onyl")),
        (2, true),
        "{text}"
    );
}

#[test]
fn the_file_that_init_writes_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(run(folder, &["init"]).0, 0);
    assert_eq!(run(folder, &["init"]).0, 2);
    let path = folder.join("vpnconform.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("# timeout = \"30s\"") && text.contains("# cut-every"),
        "{text}"
    );
    assert_eq!(run(folder, &["targets"]).1, "moto  http://127.0.0.1:5000\n");
}

#[test]
fn completions_and_manual_name_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let help = run(folder, &["--help"]).1;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && !name.starts_with('-'))
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    assert_eq!(run(folder, &["man", "--out", "man"]).0, 0);
    for shell in ["bash", "zsh", "fish"] {
        let (status, text) = run(folder, &["completions", shell]);
        assert_eq!(status, 0);
        for name in [
            "response/root-element",
            "parser/decoded-once",
            "type-anything",
        ] {
            assert!(text.contains(name), "{shell}: {name}");
        }
        for name in commands.iter().filter(|name| **name != "help") {
            assert!(text.contains(*name), "{shell}: {name}");
            assert!(
                folder.join(format!("man/vpnconform-{name}.1")).exists(),
                "{name}"
            );
        }
    }
    let script = folder.join("completion.bash");
    fs::write(&script, run(folder, &["completions", "bash"]).1).unwrap();
    // A machine without bash has to say so.
    let without = std::env::var("VPNCONFORM_WITHOUT").unwrap_or_default();
    if without.split(',').any(|tool| tool == "bash") {
        return;
    }
    let output = Command::new("bash")
        .arg("-c")
        .arg(". ./completion.bash && complete -p vpnconform")
        .current_dir(folder)
        .output()
        .expect("install bash, or set VPNCONFORM_WITHOUT=bash");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn files_that_are_none_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("latin.toml"), b"# \xe9\n").unwrap();
    fs::create_dir(folder.join("d")).unwrap();
    for (arguments, says) in [
        (
            &["endpoint", "--baseline", "none.toml"][..],
            "cannot read the baseline none.toml",
        ),
        (&["endpoint", "--baseline", "latin.toml"], "latin.toml"),
        (
            &["endpoint", "--baseline", "d"],
            "cannot read the baseline d",
        ),
        (&["endpoint", "x", "--config", "none.toml"], "none.toml"),
        (&["endpoint", "x", "--config", "d"], "cannot read d"),
        (&["endpoint", "x"], "vpnconform init"),
        (
            &[
                "endpoint",
                "--only",
                "request/*",
                "--only",
                "request/type-ipsec1-onyl",
            ],
            "did you mean request/type-ipsec1-only",
        ),
        (
            &["endpoint", "--ruling", "request/never=accept"],
            "there is no check request/never",
        ),
        (
            &[
                "baseline",
                "init",
                "none.json",
                "--out",
                "b.toml",
                "--reason",
                "r",
            ],
            "none.json",
        ),
        (
            &["baseline", "init", "none.json", "--out", "b.toml"],
            "--reason",
        ),
        (
            &[
                "endpoint",
                "http://127.0.0.1:1",
                "--auth",
                "v4",
                "--secret-key-env",
                "abc/def",
            ],
            "never the key itself",
        ),
    ] {
        let (status, text) = run(folder, arguments);
        assert_eq!(status, 2, "{arguments:?}: {text}");
        assert!(
            text.contains(says) && !text.contains("abc/def"),
            "{arguments:?}: {text}"
        );
    }
}
