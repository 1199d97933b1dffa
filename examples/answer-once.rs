//! Does everything with one answer that a run does with it, so that instructions and memory can be counted.
//!
//! `answer-once RECIPE SIZE [STAGE]` builds an answer of about `SIZE` bytes from a recipe, such as a file of
//! `corpora/regressions/work`. It prints the length of the answer and the peak memory of the work.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use vpnconform::suite::oracle::work::{answer_of, once};

/// Counts what the system's allocator is asked for.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "an allocator cannot be counted without one")]
// SAFETY: every call is handed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
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
    let recipe = arguments.next().expect("a recipe");
    let size = arguments.next().expect("a size").parse().unwrap();
    let stage = arguments.next();
    let body = answer_of(&std::fs::read(recipe).unwrap(), size);
    // What is made once in the process.
    once(b"", stage.as_deref());
    let live = LIVE.load(Relaxed);
    PEAK.store(live, Relaxed);
    once(&body, stage.as_deref());
    let peak = PEAK.load(Relaxed) - live;
    println!("body {} peak {peak}", body.len());
}
