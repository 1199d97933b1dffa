//! Runs the parser suite in this process: `loop-once CASES` generates CASES documents, passes them to the typed parser and
//! judges the results. With `loop-once CASES none` the parser reads nothing.

use vpnconform::Harness;
use vpnconform::generate::document::field::Target;
use vpnconform::parser::builtin;
use vpnconform::parser::{self, Outcome, Parser};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let cases = arguments
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1000);
    let reads = arguments.next().is_none();
    let targets = [Target::Response, Target::Configuration];
    let report = Harness::parser(move || {
        let mut own = builtin::Builtin::own();
        parser::from_fn("in process", &targets, move |input| match reads {
            true => own.parse(input),
            false => Outcome::Unsupported(String::new()),
        })
    })
    .only("parser/valid-accepted")
    .cases(cases)
    .run();
    println!("{report}");
}
