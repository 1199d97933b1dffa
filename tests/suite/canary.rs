//! Known secrets are planted wherever one can come from, and looked for in everything that any command writes.
//!
//! The keys of the reference are known because a recorder stands before it; it also says keys and credentials back in odd
//! places. The credentials stand in the environment. An adapter writes all it knows wherever it may write. A configuration
//! has a key where a name is wanted. Every command of the command line has to be in [`runs`]. What is started meanwhile is
//! watched: everybody on a machine can read the arguments of a process.

mod forms;
mod recorder;
mod runs;
mod started;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use vpnconform::Endpoint;
use vpnconform::reference::serve::serve;
use vpnconform::run::Options;
use vpnconform::suite::plan;

use crate::canary::forms::{Needles, forms};
use crate::canary::recorder::{ACCESS_KEY_ID, Recorder, SECRET_ACCESS_KEY, SESSION_TOKEN};
use crate::canary::runs::{LEAKY, RUNS, is_of_a_target};
use crate::canary::started::{Processes, Spy};

/// Put where the configuration and the command line want the name of a variable.
const MISPLACED: &str = "c4naryMisplacedKey/0003";

/// Every command of the program, by the pages of its manual.
fn commands(folder: &Path) -> BTreeSet<String> {
    let status = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(["man", "--out"])
        .arg(folder)
        .status()
        .unwrap();
    assert!(status.success());
    let pages: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = name.strip_prefix("vpnconform-")?.strip_suffix(".1")?;
            Some(path.replace('-', " "))
        })
        .collect();
    let has_commands = |name: &str| pages.iter().any(|p| p.starts_with(&format!("{name} ")));
    pages.iter().filter(|p| !has_commands(p)).cloned().collect()
}

fn run(folder: &Path, command: &str, arguments: &str, spy: &Spy, processes: &Processes) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(command.split(' '))
        .args(arguments.split(' ').filter(|a| !a.is_empty()))
        .current_dir(folder)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
        .env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
        .env("AWS_SESSION_TOKEN", SESSION_TOKEN)
        .env("VPNCONFORM_ACCESS_KEY_ID", ACCESS_KEY_ID)
        .env("VPNCONFORM_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
        .env("VPNCONFORM_SESSION_TOKEN", SESSION_TOKEN)
        .env("RUST_BACKTRACE", "1")
        .env("PATH", spy.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let watched = processes.watch(child.id());
    let mut said = Vec::new();
    if ["serve", "proxy"].contains(&command) {
        // It ends when it is told to, and has said by then what it will say.
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        while !String::from_utf8_lossy(&said).contains("serving on") {
            assert!(stdout.read_until(b'\n', &mut said).unwrap() > 0, "{said:?}");
        }
        child.kill().unwrap();
        stdout.read_to_end(&mut said).unwrap();
    }
    let mut output = child.wait_with_output().unwrap();
    drop(watched);
    output.stdout.extend(said);
    output
}

/// Every file below the folder.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// The keys in a document for parsers, as far as they are plain there. Those of the page's example are no secrets.
fn document_keys(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text)
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let parts = text.split("<pre_shared_key>").skip(1);
    parts
        .filter_map(|part| part.split('<').next())
        .filter(|key| key.len() >= 12 && !key.contains(['&', ' ', '\n']))
        .filter(|key| !key.starts_with("plain-text-password"))
        .filter(|key| key.contains(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

/// The keys of an embedded run: the same seed gives the same keys.
fn embedded_keys() -> Vec<String> {
    let recorder = Recorder::new(0, true);
    let options = Options {
        patience: Duration::ZERO,
        ..Options::default()
    };
    plan::run(&recorder, &options, &(), &AtomicBool::new(false)).unwrap();
    recorder.keys()
}

#[test]
fn no_command_gives_a_secret_away() {
    let tested: BTreeSet<String> = RUNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let pages = tempfile::tempdir().unwrap();
    let mut known = commands(pages.path());
    known.retain(|name| !name.starts_with("help"));
    // The manual does not show what the program runs itself.
    let shown: BTreeSet<String> = tested
        .iter()
        .filter(|n| !n.starts_with("__"))
        .cloned()
        .collect();
    assert_eq!(known, shown, "a command without a run");

    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let honest = Arc::new(Recorder::new(7, false));
    let odd = Arc::new(Recorder::new(8, true));
    let any = "127.0.0.1:0".parse().unwrap();
    let honest_server = serve(Arc::clone(&honest) as Arc<dyn Endpoint>, any).unwrap();
    let odd_server = serve(Arc::clone(&odd) as Arc<dyn Endpoint>, any).unwrap();
    let own = ["vpnconform.toml", "wrong.toml", "leaky.sh"].map(|name| folder.join(name));
    let mine = format!("[targets.mine]\nurl = \"{}\"\n", honest_server.url());
    let wrong = mine.replace("mine", "wrong");
    let wrong = format!("{wrong}secret-key-env = \"{MISPLACED}\"\nsecret = \"{MISPLACED}\"\n");
    for (path, text) in own.iter().zip([mine.as_str(), &wrong, LEAKY]) {
        fs::write(path, text).unwrap();
    }

    let spied = tempfile::tempdir().unwrap();
    let spy = Spy::new(spied.path());
    let processes = Processes::default();
    let artefacts = Mutex::new(Vec::new());
    let play = |(command, arguments): &(&str, &str)| {
        let arguments = match *command {
            "parser" => (*arguments).to_owned(),
            _ => arguments
                .replace("{url}", &honest_server.url())
                .replace("{odd}", &odd_server.url()),
        };
        let output = run(folder, command, &arguments, &spy, &processes);
        let name = format!("vpnconform {command} {arguments}");
        let status = output.status.code();
        assert_ne!(status, Some(101), "{name} panicked");
        println!(
            "{status:?} {name}: {} and {} bytes",
            output.stdout.len(),
            output.stderr.len()
        );
        artefacts.lock().unwrap().extend([
            (format!("stdout of {name}"), output.stdout),
            (format!("stderr of {name}"), output.stderr),
        ]);
    };
    // Whoever reads what an earlier one wrote comes after it.
    let (targets, others): (Vec<_>, Vec<_>) = RUNS.iter().partition(|run| is_of_a_target(run.0));
    thread::scope(|scope| {
        scope.spawn(|| others.into_iter().for_each(play));
        targets.into_iter().for_each(play);
    });
    let mut artefacts = artefacts.into_inner().unwrap();
    let mut paths = Vec::new();
    files(folder, &mut paths);
    let mut secrets = BTreeSet::new();
    let mut corpus = Vec::new();
    for path in paths {
        let text = fs::read(&path).unwrap();
        // The documents for other parsers have to have their keys; no other artefact may have one of those.
        if path.starts_with(folder.join("documents")) {
            secrets.extend(document_keys(&text));
        } else if path.starts_with(folder.join("fuzzed")) || path.starts_with(folder.join("corpus"))
        {
            // Documents too: what they may not have is a key that was served, or one of the environment.
            corpus.push((path.display().to_string(), text));
        } else if !own.contains(&path) {
            artefacts.push((path.display().to_string(), text));
        }
    }
    assert!(secrets.len() >= 5, "{secrets:?}");
    #[cfg(unix)]
    for name in [
        ".vpnconform/last.json",
        ".vpnconform/ledger.ndjson",
        "kept.json",
    ] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name} is for its owner alone");
    }

    let environment = [SECRET_ACCESS_KEY, SESSION_TOKEN, MISPLACED];
    let mut served = BTreeSet::new();
    for keys in [honest.keys(), odd.keys(), embedded_keys()] {
        assert!(keys.len() > 50, "{} keys", keys.len());
        served.extend(keys);
    }
    let hidden = Needles::new(served.iter().map(String::as_str).chain(environment));
    assert!(!corpus.is_empty());
    secrets.extend(served.iter().cloned());
    let all = secrets.iter().map(String::as_str);
    let needles = Needles::new(all.chain(environment));
    let bytes: usize = artefacts.iter().map(|(_, text)| text.len()).sum();
    println!(
        "{} secrets in {} forms looked for in {} artefacts of {bytes} bytes",
        secrets.len() + environment.len(),
        forms("12345678").len(),
        artefacts.len()
    );
    // What is looked for would be found.
    for secret in environment {
        assert!(!needles.found(format!("<{secret}>").as_bytes()).is_empty());
    }
    let started = spy.started();
    let [arguments, seen] = processes.seen();
    println!(
        "{} processes started by name, {} more argument lists and {} environments seen",
        started.len(),
        arguments.len(),
        seen.len()
    );
    assert!(!cfg!(unix) || started.len() > 5);
    assert!(!cfg!(target_os = "linux") || arguments.len() > 5);
    let arguments: Vec<_> = started
        .iter()
        .map(|s| &s.arguments)
        .chain(&arguments)
        .collect();
    let environments = started.iter().map(|s| &s.environment).chain(&seen);
    // The credentials came by the environment, and go on so.
    let keys = Needles::new(served.iter().map(String::as_str));
    let wholly = artefacts
        .iter()
        .chain(arguments)
        .map(|artefact| (artefact, &needles));
    let in_part = corpus.iter().map(|artefact| (artefact, &hidden));
    let of_keys = environments.map(|artefact| (artefact, &keys));
    let leaks: Vec<String> = wholly
        .chain(in_part)
        .chain(of_keys)
        .flat_map(|((name, text), needles)| {
            let found = needles.found(text);
            let count = found.len();
            let shown = found.into_iter().take(3);
            shown.map(move |leak| format!("{name} ({count}): {leak}"))
        })
        .collect();
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks.join("\n")
    );
}
