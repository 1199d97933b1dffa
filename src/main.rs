//! The `vpnconform` command; see [`crate::cli`].

mod cli;
mod config;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(crate::cli::Cli::main())
}
