//! `cargo xtask COMMAND`: what maintains the repository.
//!
//! Commands that a person types are `bless`, `check`, `targets`, `dist`, `site`, `supply`, and the wrappers around scripts that install
//! other people's software. The rest is for those scripts.

mod bless;
mod corpus;
mod dist;
mod expect;
mod formats;
mod fuzz;
mod http;
mod matrix;
mod numbers;
mod parsers;
mod portability;
mod program;
mod same;
mod site;
mod supply;
mod table;

use std::process::{Command, ExitCode};

/// A message for people; the caller adds nothing.
type Result<T> = std::result::Result<T, String>;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  bless [--check]            write everything that is generated (numbers in README, the matrix, the fuzz
                             dictionary, the manifest of the corpus, insta snapshots), or fail where something is not current
  check                      the same as bless --check
  targets [TRIPLE...]        `cargo check` for other platforms, where the toolchain has them
  dist [--archive] [--wheel] [--npm] [--target TRIPLE] --out FOLDER
                             the artifacts of a release; all kinds where none is named
  site [--out FOLDER] [--mdbook PROGRAM]
                             the pages of the site with their links checked, and the site where mdBook is given
  supply                     licences and minimum Rust versions of all dependencies, contents of the package
  emulators|adapters|clients|fuzz|browser|formats|core ARGUMENTS...
                             scripts/NAME.sh

for scripts:
  expect TABLE RUN.json...                    reports of an emulator against what is known of it
  same-runs FIRST.json OTHER.json...          reports of one server process, which must say the same of each check
  expect-diff TABLE DIFF.json                 a comparison of two versions against what is known of it
  parsers FOLDER                              reports of adapters against expected.tsv; writes the tables
  formats-equal REPORT.json JUNIT.json TAP.json   counts by foreign readers against the report
  fuzz-cause LOG                              the cause of a crash in words that hold for every input
  free-port                                   a free TCP port on loopback
  wait-ec2 URL PID                            until the server answers an EC2 request or the process ends
  nothing-left URL                            fails where the server still describes a resource
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["bless"] => bless::run(false),
        ["bless", "--check"] | ["check"] => bless::run(true),
        ["targets", triples @ ..] => portability::run(triples),
        ["dist", rest @ ..] => dist::run(rest),
        ["site", rest @ ..] => site::run(rest),
        ["supply"] => supply::run(),
        ["expect", table, reports @ ..] if !reports.is_empty() => expect::reports(table, reports),
        ["same-runs", reports @ ..] if reports.len() > 1 => same::runs(reports),
        ["expect-diff", table, diff] => expect::diff(table, diff),
        ["parsers", folder] => parsers::run(folder),
        ["formats-equal", report, junit, tap] => formats::run(report, junit, tap),
        ["fuzz-cause", log] => fuzz::cause(log),
        ["free-port"] => http::free_port(),
        ["wait-ec2", url, pid] => http::wait(url, pid),
        ["nothing-left", url] => http::nothing_left(url),
        [
            name @ ("emulators" | "adapters" | "clients" | "fuzz" | "browser" | "formats" | "core"),
            rest @ ..,
        ] => return script(name, rest),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a script with its own exit status.
fn script(name: &str, arguments: &[&str]) -> ExitCode {
    let name = if name == "core" { "core-gates" } else { name };
    let status = Command::new(program::root().join(format!("scripts/{name}.sh")))
        .args(arguments)
        .current_dir(program::root())
        .status();
    match status {
        Ok(status) => ExitCode::from(
            status
                .code()
                .and_then(|c| u8::try_from(c).ok())
                .unwrap_or(1),
        ),
        Err(error) => {
            eprintln!("scripts/{name}.sh: {error}");
            ExitCode::FAILURE
        }
    }
}
