//! Reads bodies with one of the readers and does nothing else, so that instructions can be counted:
//! `once READER BODY TIMES`, where `BODY` is `batch`, `page`, `modern` or `malformed`, and `READER` as the benchmark names it.
//! Without arguments: the instructions of every reader, by valgrind.

#[allow(dead_code)]
#[path = "../../shared/workload.rs"]
mod workload;

use std::hint::black_box;
use std::process::Command;

use vpnconform_peers::{READERS, TREES};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [reader, body, times] = arguments.as_slice() else {
        return all();
    };
    let bodies = match body.as_str() {
        "batch" => workload::batch(),
        "page" => vec![workload::PAGE.to_owned()],
        "modern" => vec![workload::modern(1)],
        "malformed" => vec![workload::malformed()],
        other => panic!("no body {other}"),
    };
    let (_, read) = READERS.into_iter().chain(TREES).find(|(name, _)| name == reader).expect("a reader");
    for _ in 0..times.parse().expect("how often") {
        for body in &bodies {
            let _ = black_box(read(black_box(body)));
        }
    }
}

/// The instructions of one reading of the batch, start-up taken off, and how many times those of the first reader they are.
fn all() {
    let mut first = None;
    for (reader, _) in READERS.into_iter().chain(TREES) {
        let counted = instructions(reader, 2).saturating_sub(instructions(reader, 1));
        let first = *first.get_or_insert(counted);
        println!("{reader:<20} {:>8.1} M {:>6.1}", counted as f64 / 1e6, counted as f64 / first as f64);
    }
}

fn instructions(reader: &str, times: usize) -> u64 {
    let program = std::env::current_exe().expect("a path");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([reader, "batch", &times.to_string()])
        .output()
        .expect("valgrind");
    let text = String::from_utf8_lossy(&output.stderr);
    let (_, counted) = text.rsplit_once("Collected : ").expect("a count");
    counted.split_whitespace().next().and_then(|count| count.parse().ok()).expect("a number")
}
