//! Reads one body some times and does nothing else, so that instructions and allocations can be counted.
//!
//! `core-once BODY TIMES`: `BODY` is a file, or `page`, `modern`, `malformed`, `large` or `large16`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../benches/shared/workload.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod workload;

#[path = "../benches/shared/counting.rs"]
mod counting;

use std::hint::black_box;

use vpnconform::document::parse;
use vpnconform::xml::Limits;

use crate::counting::counted;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().expect("a body");
    let times: usize = arguments.next().expect("how often").parse().unwrap();
    let body = match name.as_str() {
        "page" => workload::PAGE.to_owned(),
        "modern" => workload::modern(1),
        "malformed" => workload::malformed(),
        "large" => workload::large(5_000),
        "large16" => workload::large(80_000),
        file => std::fs::read_to_string(file).unwrap(),
    };
    let limits = Limits::default();
    let (accepted, counted) = counted(|| {
        let parse = |_: &usize| parse::exchange(black_box(body.as_bytes()), &limits).is_ok();
        (0..times).filter(parse).count()
    });
    println!(
        "body {} times {times} accepted {accepted} allocations {} peak {}",
        body.len(),
        counted.allocations,
        counted.peak
    );
}
