//! Test targets as users write them, each in a process of this program:
//!
//! - `VPNCONFORM_TARGET=http://127.0.0.1:5000 cargo test --test trials`: the rules against the server at that URL. One that
//!   cannot be reached fails every trial.
//! - Without that variable: parsers that overflow their stack, hang or end the process fail their own trials and no others.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may")]
#![cfg(feature = "cli")]

use std::env;
use std::process::Command;
use std::time::Duration;

use memchr::memmem;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions, Url};
use vpnconform::harness::own_trials;
use vpnconform::parser::builtin::Builtin;
use vpnconform::{Harness, Input, ParseOutcome, Parser, Target, parser_from_fn};

/// Whose URL the rules are run against.
const TARGET: &str = "VPNCONFORM_TARGET";
/// What the parser of a started test target does.
const PARSER: &str = "VPNCONFORM_TRIALS_PARSER";

fn main() {
    if let Ok(what) = env::var(PARSER) {
        let known = "parser/malformed-comment-rejected";
        let timeout = if what == "hangs" { 100 } else { 2000 };
        Harness::parser(move || parser(&what))
            .timeout(Duration::from_millis(timeout))
            .only("parser/*comment*")
            .known([(known, "it has comments too")])
            .test();
    }
    if env::var_os(TARGET).is_some() {
        Harness::try_endpoint(server).test();
    }
    own_trials(&[
        ("a_parser_that_overflows", || {
            outer("overflows", "crashed: the process ended with signal")
        }),
        ("a_parser_that_exits", || {
            outer("exits", "crashed: the process ended with exit status: 0")
        }),
        ("a_parser_that_panics", || {
            outer("panics", "crashed: the process ended with exit status: 101")
        }),
        ("a_parser_that_hangs", || {
            outer("hangs", "hung: no answer within")
        }),
        ("a_parser_that_behaves", || {
            outer("behaves", "no longer fails: remove it")
        }),
        ("a_parser_that_cannot_be_started", || {
            outer("refuses", "cannot be started in a process of its own")
        }),
    ]);
}

fn server() -> Result<HttpEndpoint, String> {
    let url = env::var(TARGET).map_err(|error| format!("{TARGET}: {error}"))?;
    let url: Url = url.parse().map_err(|error| format!("{TARGET}: {error}"))?;
    if !url.is_loopback() {
        return Err(format!(
            "{TARGET}: {} is not on this machine; use `vpnconform endpoint`",
            url.authority()
        ));
    }
    HttpEndpoint::new(url, HttpOptions::default()).map_err(|error| error.to_string())
}

/// Does this where a document has a comment.
fn parser(what: &str) -> impl Parser + use<> {
    let what = what.to_owned();
    if what == "refuses" {
        std::process::exit(3);
    }
    let mut own = Builtin::own();
    parser_from_fn(
        "mine",
        &[Target::Configuration],
        move |input: &Input<'_>| {
            if memmem::find(input.body, b"<!--").is_some() {
                match what.as_str() {
                    "exits" => std::process::exit(0),
                    "hangs" => loop {
                        std::thread::park();
                    },
                    "overflows" => return overflow(0),
                    "panics" => panic!("no comments, please"),
                    _ => {}
                }
            }
            own.parse(input)
        },
    )
}

/// Takes more of the stack than there is.
fn overflow(depth: usize) -> ParseOutcome {
    let block = std::hint::black_box([depth as u8; 4096]);
    let outcome = match depth {
        usize::MAX => ParseOutcome::Unsupported(String::new()),
        _ => overflow(depth + 1),
    };
    std::hint::black_box(block);
    outcome
}

/// Runs this program with that parser: what its trials say.
fn outer(what: &str, how: &str) -> Result<(), String> {
    let output = Command::new(env::current_exe().unwrap())
        .env(PARSER, what)
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let ignored = text.contains("ignored, known: it has comments too");
    let expected = !matches!(what, "behaves" | "refuses");
    match (output.status.code(), text.contains(how)) {
        (Some(101), true) if ignored == expected => Ok(()),
        (status, _) => Err(format!("status {status:?}, expected {how:?}:\n{text}")),
    }
}
