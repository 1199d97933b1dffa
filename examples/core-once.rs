//! Reads one body some times and does nothing else, so that instructions and allocations can be counted.
//!
//! `core-once BODY TIMES`: `BODY` is a file, or `page`, `modern`, `malformed`, `large` or `large16`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../benches/shared/workload.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod workload;

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use vpnconform::document::parse;
use vpnconform::xml::Limits;

/// Counts what the system's allocator is asked for.
struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "an allocator cannot be counted without one")]
// SAFETY: every call is handed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Relaxed);
        let live = LIVE.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(live, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

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
    let (count, live) = (COUNT.load(Relaxed), LIVE.load(Relaxed));
    PEAK.store(live, Relaxed);
    let mut accepted = 0;
    for _ in 0..times {
        let parsed = parse::exchange(black_box(body.as_bytes()), &limits);
        accepted += usize::from(black_box(&parsed).is_ok());
    }
    let count = COUNT.load(Relaxed) - count;
    let peak = PEAK.load(Relaxed) - live;
    println!(
        "body {} times {times} accepted {accepted} allocations {count} peak {peak}",
        body.len()
    );
}
