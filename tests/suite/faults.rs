//! What goes wrong on our side: killed at any point, two runs at once, no room to write, nobody who reads. Nothing is left at
//! the target in the end, nothing that was written is lost, and the message says what happened.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use std::{fs, thread};

use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Server, serve};

use crate::shared::stock::{existing, furnish};
use crate::shared::{told, vpnconform};

const TOOL: &str = env!("CARGO_BIN_EXE_vpnconform");

/// Which request is not answered.
#[derive(Clone, Copy)]
enum Hang {
    Never,
    /// The one of this number, from 1: it is carried out.
    At(usize),
    /// The first with this in it.
    On(&'static str),
}

/// The reference, but one request gets no answer until the test says so.
struct Held {
    reference: Reference,
    foreign: Vec<String>,
    hang: Hang,
    count: Mutex<Count>,
    changed: Condvar,
}

#[derive(Default)]
struct Count {
    requests: usize,
    reached: bool,
    released: bool,
}

impl Held {
    fn serve(hang: Hang) -> (Arc<Self>, Server) {
        let reference = Reference::default();
        let held = Arc::new(Self {
            foreign: furnish(&reference),
            reference,
            hang,
            count: Mutex::default(),
            changed: Condvar::new(),
        });
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = serve(Arc::clone(&held) as Arc<dyn Endpoint>, address).unwrap();
        (held, server)
    }

    /// Waits until the request has come, or the run has ended without it.
    fn wait(&self, child: &mut Child) -> bool {
        loop {
            let count = self.count.lock().unwrap();
            if count.reached {
                return true;
            }
            let (count, _) = self
                .changed
                .wait_timeout(count, Duration::from_millis(20))
                .unwrap();
            if !count.reached && child.try_wait().unwrap().is_some() {
                return false;
            }
        }
    }

    fn release(&self) {
        self.count.lock().unwrap().released = true;
        self.changed.notify_all();
    }

    fn assert_untouched(&self, what: &str) {
        assert_eq!(existing(&self.reference), self.foreign, "{what}");
    }
}

impl Endpoint for Held {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let answer = self.reference.send(request);
        let text = [&request.target[..], &request.body].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut count = self.count.lock().unwrap();
        count.requests += 1;
        let hangs = match self.hang {
            Hang::Never => false,
            Hang::At(number) => count.requests == number,
            Hang::On(words) => text.contains(words) && !count.reached,
        };
        if hangs {
            count.reached = true;
            self.changed.notify_all();
            while !count.released {
                count = self.changed.wait(count).unwrap();
            }
        }
        answer
    }

    fn name(&self) -> String {
        "held".to_owned()
    }
}

fn tool(folder: &Path) -> Command {
    let mut command = vpnconform(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(folder: &Path, url: &str, more: &[&str]) -> Child {
    tool(folder)
        .args(["endpoint", url, "--only", "request/minimal-accepted"])
        .args(["--only", "request/type-required", "--timeout", "20s"])
        .args(more)
        .spawn()
        .unwrap()
}

fn sweep(folder: &Path, url: &str) -> (Option<i32>, String) {
    told(&tool(folder).args(["sweep", url]).output().unwrap())
}

fn signal(child: &Child, name: &str) {
    let mut kill = Command::new("kill");
    kill.args([&format!("-{name}"), &child.id().to_string()]);
    assert!(kill.status().unwrap().success());
}

/// Sends an interrupt and waits until the program says that it has seen it. What it writes after that can still be read.
fn interrupt(child: &mut Child, name: &str) -> BufReader<ChildStderr> {
    signal(child, name);
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("interrupted") {
        line.clear();
        assert!(
            stderr.read_line(&mut line).unwrap() > 0,
            "{name} was not noticed"
        );
    }
    stderr
}

/// Kills the run while this request is under way; false where it has fewer.
fn killed_at(number: usize) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (held, server) = Held::serve(Hang::At(number));
    let mut child = start(folder.path(), &server.url(), &[]);
    let reached = held.wait(&mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    held.release();
    let (status, text) = sweep(folder.path(), &server.url());
    assert_eq!(status, Some(0), "killed at {number}: {text}");
    held.assert_untouched(&format!("killed at {number}: {text}"));
    let (status, text) = told(&tool(folder.path()).arg("sweep").output().unwrap());
    assert_eq!(status, Some(0), "killed at {number}: {text}");
    reached
}

#[test]
fn killed_at_any_request_a_run_leaves_nothing_that_a_sweep_does_not_find() {
    let next = Mutex::new(1..200);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let number = next.lock().unwrap().next().unwrap();
                    if !killed_at(number) {
                        assert!(number > 15, "{number}");
                        return;
                    }
                }
            });
        }
    });
}

#[test]
fn signals_end_a_run_with_a_clean_up() {
    for name in ["INT", "TERM", "HUP"] {
        let folder = tempfile::tempdir().unwrap();
        let (held, server) = Held::serve(Hang::On("CreateVpnConnection"));
        let mut child = start(folder.path(), &server.url(), &[]);
        assert!(held.wait(&mut child));
        let _stderr = interrupt(&mut child, name);
        held.release();
        let (status, text) = told(&child.wait_with_output().unwrap());
        assert_eq!(status, Some(3), "{name}: {text}");
        held.assert_untouched(name);
    }
}

#[test]
fn a_run_under_nohup_outlives_its_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let (held, server) = Held::serve(Hang::On("CreateVpnConnection"));
    let script = format!(
        "trap '' HUP; exec \"$0\" endpoint {} --only 'request/type-*'",
        server.url()
    );
    let mut child = Command::new("sh")
        .args(["-c", &script, TOOL])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(held.wait(&mut child));
    signal(&child, "HUP");
    thread::sleep(Duration::from_millis(200));
    held.release();
    let (status, text) = told(&child.wait_with_output().unwrap());
    assert_eq!(status, Some(0), "{text}");
    held.assert_untouched(&text);
}

#[test]
fn lines_of_the_ledger_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join(".vpnconform/ledger.ndjson");
    fs::create_dir(folder.path().join(".vpnconform")).unwrap();
    fs::write(&ledger, "garbage\n").unwrap();
    let (held, server) = Held::serve(Hang::Never);
    for arguments in [&["sweep"][..], &["sweep", &server.url()]] {
        let (status, text) = told(&tool(folder.path()).args(arguments).output().unwrap());
        assert_eq!(status, Some(3), "{text}");
        assert!(
            text.contains("1 lines of") && text.contains("left: 1;"),
            "{text}"
        );
        assert!(!text.contains("nothing is left"), "{text}");
    }
    held.assert_untouched("garbage");
}

#[test]
fn no_report_takes_the_place_of_another_or_of_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--record", ".vpnconform/ledger.ndjson"][..],
        &["--report", "json=.vpnconform/ledger.ndjson"],
        &["--report", "json=a", "--report", "tap=./a"],
        &["--report", "json=a", "--record", "a"],
    ] {
        let output = tool(folder.path()).arg("endpoint").args(arguments).output();
        let (status, text) = told(&output.unwrap());
        assert_eq!(status, Some(2), "{arguments:?}: {text}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_second_interrupt_ends_a_clean_up_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (held, server) = Held::serve(Hang::On("DeleteVpnGateway"));
    let mut child = start(folder.path(), &server.url(), &[]);
    assert!(held.wait(&mut child));
    let _stderr = interrupt(&mut child, "INT");
    assert!(child.try_wait().unwrap().is_none());
    signal(&child, "INT");
    let (status, text) = told(&child.wait_with_output().unwrap());
    assert_eq!(status, Some(130), "{text}");
    held.release();
    let (status, text) = sweep(folder.path(), &server.url());
    assert_eq!(status, Some(0), "{text}");
    held.assert_untouched(&text);
}

#[test]
fn two_runs_share_a_ledger_and_no_sweep_takes_what_a_run_still_uses() {
    let folder = tempfile::tempdir().unwrap();
    let (held, server) = Held::serve(Hang::On("CreateVpnConnection"));
    let mut one = start(folder.path(), &server.url(), &[]);
    assert!(held.wait(&mut one));
    let during = existing(&held.reference);
    assert!(during.len() > held.foreign.len());
    let (status, text) = sweep(folder.path(), &server.url());
    assert_eq!(status, Some(3), "{text}");
    assert!(text.contains("under way"), "{text}");
    assert_eq!(existing(&held.reference), during);
    let two = start(folder.path(), &server.url(), &[]);
    let (status, text) = told(&two.wait_with_output().unwrap());
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(existing(&held.reference), during);
    held.release();
    let (status, text) = told(&one.wait_with_output().unwrap());
    assert_eq!(status, Some(0), "{text}");
    held.assert_untouched(&text);
}

/// A device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_a_run_before_it_makes_anything() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".vpnconform")).unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join(".vpnconform/ledger.ndjson"))
        .unwrap();
    let (held, server) = Held::serve(Hang::Never);
    let (status, text) = told(
        &start(folder.path(), &server.url(), &[])
            .wait_with_output()
            .unwrap(),
    );
    assert_eq!(status, Some(3), "{text}");
    assert!(text.contains("the ledger cannot be written"), "{text}");
    held.assert_untouched(&text);
}

#[test]
fn a_disk_that_fills_up_in_the_middle_loses_nothing_that_was_written() {
    // In blocks of 512 bytes or of 1024, depending on the shell.
    for (blocks, trap) in [
        (1, ""),
        (1, "trap '' XFSZ; "),
        (2, ""),
        (4, "trap '' XFSZ; "),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let last = folder.path().join(".vpnconform/last.json");
        fs::create_dir(folder.path().join(".vpnconform")).unwrap();
        fs::write(&last, "the exchanges of yesterday").unwrap();
        let report = folder.path().join("report.json");
        fs::write(&report, "the report of yesterday").unwrap();
        let (held, server) = Held::serve(Hang::Never);
        let script = format!(
            "{trap}ulimit -f {blocks}; exec \"$0\" endpoint {} --only 'request/type-*' --report json=report.json",
            server.url()
        );
        let output = Command::new("sh")
            .args(["-c", &script, TOOL])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let (status, text) = told(&output);
        assert!(matches!(status, Some(2 | 3)), "{blocks}: {text}");
        held.assert_untouched(&text);
        // The exchanges of a run that stopped early may fit.
        match fs::read_to_string(&last) {
            Ok(kept) => assert_ne!(kept, "the exchanges of yesterday", "{blocks}: {text}"),
            Err(_) => assert!(
                text.contains("last.json cannot be written"),
                "{blocks}: {text}"
            ),
        }
        let kept = fs::read_to_string(&report).unwrap();
        match text.contains("json=report.json: ") {
            true => assert_eq!(kept, "the report of yesterday"),
            false => assert!(blocks > 1 && kept.ends_with("}\n"), "{blocks}: {kept}"),
        }
        // What the run has deleted, though it could not write that down, is gone for a sweep too.
        let (status, text) = sweep(folder.path(), &server.url());
        assert_eq!(status, Some(0), "{blocks}: {text}");
        held.assert_untouched(&text);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "{text}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_named_and_nothing_is_sent() {
    let (held, server) = Held::serve(Hang::Never);
    // Where nobody can make a folder, not even the superuser.
    let output = start(Path::new("/proc"), &server.url(), &[]);
    let (status, text) = told(&output.wait_with_output().unwrap());
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains(".vpnconform/ledger.ndjson"), "{text}");
    assert_eq!(held.count.lock().unwrap().requests, 0);
}

#[test]
fn a_report_is_replaced_whole_and_one_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    fs::write(&report, "x".repeat(1_000_000)).unwrap();
    let mut arguments = vec!["--report", "json=report.json"];
    if cfg!(target_os = "linux") {
        arguments.extend(["--report", "markdown=/dev/full"]);
    }
    let (held, server) = Held::serve(Hang::Never);
    let child = start(folder.path(), &server.url(), &arguments);
    let (status, text) = told(&child.wait_with_output().unwrap());
    if arguments.len() > 2 {
        assert_eq!(status, Some(2), "{text}");
        assert!(text.contains("markdown=/dev/full"), "{text}");
    }
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    assert_eq!(json["totals"]["pass"], 2, "{json}");
    held.assert_untouched(&text);
}

#[test]
fn a_reader_that_goes_away_and_no_terminal_at_all_are_no_errors() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["list"][..],
        &["coverage"],
        &["man"],
        &["explain", "request/type-required"],
    ] {
        let mut child = tool(folder.path()).args(arguments).spawn().unwrap();
        let mut line = String::new();
        let mut reader = BufReader::with_capacity(16, child.stdout.take().unwrap());
        reader.read_line(&mut line).unwrap();
        drop(reader);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.signal(), None, "{arguments:?}");
        assert_eq!(told(&output), (Some(0), String::new()), "{arguments:?}");
    }
    let (held, server) = Held::serve(Hang::Never);
    let script = format!(
        "exec \"$0\" endpoint {} --only 'request/type-*' --report json=report.json <&- >&- 2>&-",
        server.url()
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, TOOL]).current_dir(folder.path());
    assert_eq!(shell.status().unwrap().code(), Some(0));
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok());
    held.assert_untouched("without a terminal");
}
