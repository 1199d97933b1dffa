//! The suite as a library, with its proofs, recordings and inputs, and the built program as its users meet it. One test program: while
//! one test waits for a target, another works.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may"
)]
#![cfg(all(feature = "cli", unix))]

mod baseline;
mod canary;
mod check;
mod check_command;
mod command;
mod containers;
mod corpora;
mod damaged;
mod faults;
mod fingerprint;
mod fuzz;
mod hostile;
mod layers;
mod messages;
mod offline;
mod others;
mod parser_command;
mod parser_robustness;
mod parts;
mod printed;
mod printed_commands;
mod proxy;
mod regression;
mod replay;
mod replay_saved;
mod selftest;
mod served;
mod shared;
mod snapshot;
mod sweep;
mod targets;
mod template;
mod watch;
mod well_formedness;
