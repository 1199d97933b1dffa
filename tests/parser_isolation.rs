//! A parser in a test target that overflows its stack, hangs or ends the process fails its own trials and no others.
//! This program is that test target too, when a variable says which parser it has.
#![allow(clippy::panic, reason = "a test may")]

use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use memchr::memmem;
use vpnconform::Parser;
use vpnconform::generate::document::field::Target;
use vpnconform::parser::builtin::Builtin;
use vpnconform::parser::{Input, Outcome, from_fn};

const VARIABLE: &str = "VPNCONFORM_ISOLATION";

/// Does this where a document has a comment.
fn parser(what: &str) -> impl Parser + use<> {
    let what = what.to_owned();
    let mut own = Builtin::own();
    from_fn(
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
fn overflow(depth: usize) -> Outcome {
    let block = std::hint::black_box([depth as u8; 4096]);
    let outcome = match depth {
        usize::MAX => Outcome::Unsupported(String::new()),
        _ => overflow(depth + 1),
    };
    std::hint::black_box(block);
    outcome
}

fn main() -> ExitCode {
    if let Ok(what) = std::env::var(VARIABLE) {
        return vpnconform::harness::parser_trial::main(
            move || parser(&what),
            &[("parser/malformed-comment-rejected", "it has comments too")],
        );
    }
    let trials = [
        ("overflows", "crashed: the process ended with signal"),
        ("exits", "crashed: the process ended with exit status: 0"),
        ("panics", "crashed: the process ended with exit status: 101"),
        ("hangs", "hung: no answer within"),
        ("behaves", "no longer fails: take it off the list"),
    ];
    let trials = trials
        .map(|(what, how)| Trial::test(format!("a_parser_that_{what}"), move || outer(what, how)));
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

/// Runs this program with that parser: what its trials say.
fn outer(what: &str, how: &str) -> Result<(), Failed> {
    // Two checks have this in their name.
    let output = Command::new(std::env::current_exe()?)
        .args(["comment", "--test-threads", "2"])
        .env(VARIABLE, what)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(101), "{text}");
    assert!(text.contains(how), "{text}");
    let ignored = text.contains("ignored (known: it has comments too)");
    assert_eq!(ignored, what != "behaves", "{text}");
    Ok(())
}
