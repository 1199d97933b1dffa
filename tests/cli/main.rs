//! The built program, as its users meet it.
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

mod canary;
mod check;
mod command;
mod damaged;
mod faults;
mod fuzz;
mod hostile;
mod messages;
mod others;
mod parser_command;
mod parser_robustness;
mod printed;
mod printed_commands;
mod proxy;
mod regression;
mod replay;
mod replay_saved;
mod targets;
