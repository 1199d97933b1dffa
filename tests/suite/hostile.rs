//! Targets that misbehave on the wire: every run ends in time, within its memory, with a verdict or a cause, deletes what
//! it made, and touches nothing that somebody else made. `ROBUSTNESS.md` holds the table that this prints.

mod behaviour;
pub mod server;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, thread};

use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Identity, serve as plain_serve, serve_tls};
use vpnconform::suite::oracle::work::answer_of;

use crate::hostile::behaviour::{BEHAVIOURS, TLS, TRICKS};
use crate::hostile::server::{Stage, action, serve};

/// No run takes longer: 20 timeouts of a second for requests without an answer, 4 in which the target falls silent, 3 in
/// clean-up, twice the patience of a second, and as much again for a machine that is busy.
const WITHIN: Duration = Duration::from_secs(2 * (20 + 4 + 3 + 2));

/// Nor does it need more memory, of which the program itself needs a fifth.
const MEMORY: usize = 200 << 10;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/CANARY";

/// What came of one run.
struct Ran {
    status: Option<i32>,
    text: String,
    took: Duration,
    /// The most memory it had, in KiB; 0 where the system does not say.
    peak: usize,
}

fn run(folder: &Path, url: &str) -> Ran {
    const FEW: [&str; 4] = [
        "--only",
        "request/minimal-accepted",
        "--only",
        "request/type-required",
    ];
    run_with(folder, url, &FEW)
}

fn run_with(folder: &Path, url: &str, arguments: &[&str]) -> Ran {
    let begin = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .current_dir(folder)
        .args(["endpoint", url, "--auth", "v4", "--cases", "2"])
        .args(["--timeout", "1s", "--patience", "1s", "-v"])
        .args(arguments)
        .args(["--report", "json=report.json"])
        .env("NO_COLOR", "1")
        .env("AWS_ACCESS_KEY_ID", "AKIDCANARY")
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .stdin(Stdio::null())
        .stdout(fs::File::create(folder.join("out")).unwrap())
        .stderr(fs::File::create(folder.join("err")).unwrap())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak.max(high_water(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begin.elapsed() > WITHIN {
            child.kill().unwrap();
            break child.wait().unwrap();
        }
        thread::sleep(Duration::from_millis(10));
    };
    let read = |name| fs::read_to_string(folder.join(name)).unwrap();
    Ran {
        status: status.code(),
        text: read("out") + &read("err"),
        took: begin.elapsed(),
        peak,
    }
}

fn high_water(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    // Before it is the program it is a copy of this one.
    if !status.starts_with("Name:\tvpnconform") {
        return 0;
    }
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

/// What must hold whatever the target does.
fn bounded(name: &str, ran: &Ran, folder: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut hold = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{name}: {what}\n{}", ran.text));
        }
    };
    hold(ran.took < WITHIN, "it was not over in time");
    hold(ran.peak < MEMORY, &format!("it took {} KiB", ran.peak));
    // Where the system tells it. A process that ends at once may not have been seen.
    let seen = !cfg!(target_os = "linux") || ran.peak > 0 || ran.took < Duration::from_secs(1);
    hold(seen, "its memory was not measured");
    hold(ran.status.is_some(), "it was killed");
    hold(ran.status != Some(70), "it was a bug of the harness");
    hold(!ran.text.contains("panicked"), "it panicked");
    hold(!ran.text.contains(SECRET), "it printed the key");
    for file in [".vpnconform/ledger.ndjson", "report.json"] {
        let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
        hold(!text.contains(SECRET), "it wrote the key");
        let whole = match file.ends_with("ndjson") {
            true => text.lines().all(is_json),
            false => is_json(&text),
        };
        hold(whole, &format!("{file} is not whole: {text}"));
    }
    wrong
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// What the ledger says is left at the target, and how many creates had no answer.
fn listed(folder: &Path) -> (BTreeSet<String>, usize) {
    let text = fs::read_to_string(folder.join(".vpnconform/ledger.ndjson")).unwrap_or_default();
    let (mut left, mut open) = (BTreeSet::new(), BTreeSet::new());
    for line in text.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["at"].is_string() && line["run"].is_string(), "{line}");
        let id = line["id"].as_str().unwrap_or_default().to_owned();
        match line["event"].as_str() {
            Some("intent") => open.insert(line["number"].to_string()),
            Some("nothing") => open.remove(&line["intent"].to_string()),
            Some("created") => {
                open.remove(&line["intent"].to_string());
                left.insert(id)
            }
            Some("deleted") => left.remove(&id),
            _ => true,
        };
    }
    (left, open.len())
}

/// One line of the table.
struct Row {
    name: String,
    ran: Ran,
    left: usize,
}

struct Job {
    name: String,
    stage: Arc<Stage>,
    url: String,
    status: i32,
    words: &'static str,
    leaves: bool,
}

fn play(job: &Job) -> (Row, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &job.url);
    let mut wrong = bounded(&job.name, &ran, folder.path());
    let mut hold = |holds: bool, what: String| {
        if !holds {
            wrong.push(format!("{}: {what}\n{}", job.name, ran.text));
        }
    };
    let status = ran.status.unwrap_or(-2);
    let expected = job.status == status || (job.status == -1 && matches!(status, 0 | 1 | 3 | 7));
    hold(expected, format!("status {status}, not {}", job.status));
    hold(
        ran.text.contains(job.words),
        format!("no word of {:?}", job.words),
    );
    let existing: BTreeSet<String> = job.stage.existing().into_iter().collect();
    let foreign: BTreeSet<String> = job.stage.foreign.iter().cloned().collect();
    hold(
        existing.is_superset(&foreign),
        format!("{foreign:?} is not all there"),
    );
    let left: BTreeSet<String> = existing.difference(&foreign).cloned().collect();
    let (listed, open) = listed(folder.path());
    // Each is named, or may be what a create without an answer has made.
    let unlisted = left.difference(&listed).count();
    hold(
        unlisted <= open,
        format!("{left:?} is left, {listed:?} and {open} more listed"),
    );
    hold(left.is_empty() || job.leaves, format!("{left:?} is left"));
    hold(
        left.is_empty() || ran.text.contains("sweep"),
        "nothing is said of what is left".to_owned(),
    );
    let strayed = job.stage.strayed.load(Ordering::Relaxed);
    hold(strayed == 0, format!("{strayed} requests went elsewhere"));
    let row = Row {
        name: job.name.clone(),
        left: left.len(),
        ran,
    };
    (row, wrong)
}

fn jobs() -> Vec<Job> {
    let mut jobs = Vec::new();
    for b in BEHAVIOURS {
        for (mode, seen, only) in [
            ("always", &b.always, &[][..]),
            ("creates", &b.creates, &["CreateVpnConnection"][..]),
        ] {
            if mode == "creates" && !b.reads {
                continue;
            }
            let stage = serve(b.act, b.reads, only);
            jobs.push(Job {
                name: format!("{}, {mode}", b.name),
                url: stage.url(),
                stage,
                status: seen.status,
                words: seen.words,
                leaves: mode == "always" && matches!(seen.status, 3 | 7) || seen.status == -1,
            });
        }
    }
    for trick in TRICKS {
        let stage = serve(trick.act, true, trick.only);
        jobs.push(Job {
            name: trick.name.to_owned(),
            url: stage.url(),
            stage,
            status: trick.seen.status,
            words: trick.seen.words,
            leaves: trick.leaves,
        });
    }
    for (name, words, act) in TLS {
        let stage = serve(*act, false, &[]);
        jobs.push(Job {
            name: (*name).to_owned(),
            url: stage.url().replace("http:", "https:"),
            stage,
            status: 3,
            words,
            leaves: false,
        });
    }
    jobs
}

#[test]
fn every_hostile_target_is_survived() {
    let jobs = jobs();
    assert!(jobs.len() >= 25);
    let names: BTreeSet<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
    assert_eq!(names.len(), jobs.len());
    let queue = Mutex::new(jobs.iter().enumerate());
    let done = Mutex::new(Vec::new());
    // They mostly wait.
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let Some((place, job)) = queue.lock().unwrap().next() else {
                        return;
                    };
                    let (row, wrong) = play(job);
                    done.lock().unwrap().push((place, row, wrong));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(place, ..)| *place);
    println!("| target | every request meets it | only creates meet it |\n|---|---|---|");
    for (_, row, _) in &done {
        let figures = |row: &Row| {
            format!(
                "{} · {:.1} s · {} MiB · {}",
                row.ran.status.unwrap_or(-1),
                row.ran.took.as_secs_f64(),
                row.ran.peak >> 10,
                row.left
            )
        };
        let other = |suffix| {
            let name = row.name.split(", ").next()?;
            let wanted = format!("{name}, {suffix}");
            done.iter().find(|(_, row, _)| row.name == wanted)
        };
        let creates = other("creates").map_or(String::new(), |(_, row, _)| figures(row));
        match row.name.split_once(", ") {
            Some((name, "always")) => println!("| {name} | {} | {creates} |", figures(row)),
            None => println!("| {} | {} | |", row.name, figures(row)),
            Some(_) => {}
        }
    }
    let wrong: Vec<String> = done.into_iter().flat_map(|(.., wrong)| wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Every create is answered with the same costly body.
struct Costly {
    reference: Reference,
    body: Vec<u8>,
}

impl Endpoint for Costly {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut response = self.reference.send(request)?;
        if action(request) == "CreateVpnConnection" && response.status == 200 {
            response.body.clone_from(&self.body);
            response
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
            let length = self.body.len().to_string().into_bytes();
            response.headers.push(("Content-Length".to_owned(), length));
        }
        Ok(response)
    }

    fn name(&self) -> String {
        self.reference.name()
    }
}

/// The size of the largest answers: a little less than is read of one.
const LARGEST: usize = 3_900_000;

/// The largest answer of a recipe of `corpora/regressions/work`. What is written as text in a document takes more room there.
fn largest(recipe: &str) -> Vec<u8> {
    let work = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/regressions/work");
    let recipe = fs::read(work.join(recipe)).unwrap();
    let sizes = (1..=32).rev().map(|part| LARGEST / 32 * part);
    let mut answers = sizes.map(|size| answer_of(&recipe, size));
    answers.find(|body| body.len() <= LARGEST).unwrap()
}

/// What a run keeps is bounded by what it takes in memory, whatever it unfolds to: 128 MiB, twice that while it is read and
/// written, and what the largest answer takes while it is redacted.
#[test]
#[ignore = "takes a minute of a quiet machine: the night runs it"]
fn costly_answers_of_the_largest_size_take_bounded_memory() {
    const MOST: usize = 700 << 10;
    let mut wrong = Vec::new();
    let latin = |text: &str| {
        let head = b"<?xml version='1.0' encoding='ISO-8859-1'?><CreateVpnConnectionResponse>";
        let text = text.repeat(LARGEST / text.len());
        [head, text.as_bytes(), b"</CreateVpnConnectionResponse>"].concat()
    };
    println!("| answer to each create | status | time | memory |\n|---|---:|---:|---:|");
    for (name, body) in [
        (
            "keys with the same head",
            largest("keys-with-the-same-head"),
        ),
        ("numeric references as markup", largest("numeric-markup")),
        ("attributes", largest("attributes")),
        (
            "tunnels that break rules",
            largest("tunnels-that-break-rules"),
        ),
        ("UTF-16", largest("utf-16")),
        ("ISO-8859-1", latin("text")),
        ("carriage returns", latin("a\r")),
    ] {
        let reference = Reference::default();
        let endpoint = Arc::new(Costly { reference, body });
        let server = plain_serve(endpoint, SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ran = run(folder.path(), &server.url());
        let (time, peak) = (ran.took.as_secs_f64(), ran.peak >> 10);
        println!(
            "| {name} | {} | {time:.1} s | {peak} MiB |",
            ran.status.unwrap_or(-1)
        );
        if ran.peak > MOST || ran.took > WITHIN || !matches!(ran.status, Some(1 | 3 | 7)) {
            wrong.push(format!(
                "{name}: {:?} {time:.1} s {peak} MiB\n{:.3000}",
                ran.status, ran.text
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sending ends after one second; judging the answers and searching them may take ten more seconds each.
#[test]
#[ignore = "takes a minute of a quiet machine: the night runs it"]
fn costly_answers_take_no_longer_than_the_run_may() {
    const MOST: Duration = Duration::from_secs(1 + 10 + 10 + 5);
    let reference = Reference::default();
    let body = largest("tunnels-that-break-rules");
    let endpoint = Arc::new(Costly { reference, body });
    let server = plain_serve(endpoint, SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ran = run_with(folder.path(), &server.url(), &["--max-time", "1s"]);
    println!("{:.1} s {} MiB", ran.took.as_secs_f64(), ran.peak >> 10);
    assert!(ran.took < MOST, "{}", ran.text);
    assert_eq!(
        bounded("--max-time", &ran, folder.path()),
        Vec::<String>::new()
    );
}

#[test]
fn a_certificate_of_another_host_is_refused_before_anything_is_sent() {
    let identity = Identity::generate().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = serve_tls(Arc::new(Reference::default()), address, &identity).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &server.url());
    assert_eq!(ran.status, Some(3), "{}", ran.text);
    assert!(ran.text.contains("TLS"), "{}", ran.text);
    assert_eq!(
        bounded("certificate", &ran, folder.path()),
        Vec::<String>::new()
    );
}
