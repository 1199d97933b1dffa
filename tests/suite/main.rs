//! The suite as a library: its proofs, its recordings and its inputs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may"
)]
#![cfg(all(feature = "cli", unix))]

#[path = "../shared/mod.rs"]
mod shared;

mod baseline;
mod check;
mod containers;
mod corpora;
mod fingerprint;
mod layers;
mod offline;
mod parts;
mod selftest;
mod served;
mod snapshot;
mod sweep;
mod template;
mod watch;
mod well_formedness;
