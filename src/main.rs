//! The `vpnconform` command; see [`vpnconform::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(vpnconform::cli::Cli::main())
}
