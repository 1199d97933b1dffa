//! What several tests need.

pub mod stock;

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The built program in a folder, without colours, input or credentials.
pub fn vpnconform(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vpnconform"));
    command
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ] {
        command.env_remove(name);
    }
    command
}

/// The exit status, and everything that was written.
pub fn told(output: &Output) -> (Option<i32>, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8(text).unwrap();
    assert!(!text.contains("panicked"), "{text}");
    (output.status.code(), text)
}

/// Runs the program in a folder: its status, and everything that it wrote.
pub fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    told(&vpnconform(folder).args(arguments).output().unwrap())
}
