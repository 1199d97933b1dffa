//! Does everything with one answer that a run does with it, so that instructions and memory can be counted.
//!
//! `answer-once RECIPE SIZE [STAGE]` builds an answer of about `SIZE` bytes from a recipe, such as a file of
//! `corpora/regressions/work`. It prints the length of the answer, the peak memory of the work and its allocations.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../benches/shared/counting.rs"]
mod counting;

use vpnconform::suite::oracle::work::{answer_of, once};

use crate::counting::counted;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let recipe = arguments.next().expect("a recipe");
    let size = arguments.next().expect("a size").parse().unwrap();
    let stage = arguments.next();
    let body = answer_of(&std::fs::read(recipe).unwrap(), size);
    // What is made once in the process.
    once(b"", stage.as_deref());
    let ((), counted) = counted(|| once(&body, stage.as_deref()));
    println!(
        "body {} peak {} allocations {}",
        body.len(),
        counted.peak,
        counted.allocations
    );
}
