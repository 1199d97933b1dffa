//! The parser checks under `cargo test`: one trial for each check.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::finding::{Judgement, Level, Verdict};
use crate::parser::process::{Limits, Process};
use crate::parser::{Parser, child};
use crate::rule::parser::{ParserRule, catalogue, find};
use crate::suite::parser::run::{Options, run};

/// Makes `main` of a test target with `harness = false`: one trial for each parser check.
///
/// The expression makes the parser. It is evaluated in a process of its own for each trial, so that a parser that hangs,
/// overflows the stack or takes all memory fails its trial and no other.
///
/// In `Cargo.toml`, for a test target `tests/conformance.rs`:
///
/// ```toml
/// [dev-dependencies]
/// vpnconform = { version = "0.1", default-features = false }
///
/// [[test]]
/// name = "conformance"
/// harness = false
/// ```
///
/// and in that file, for a parser of `customerGatewayConfiguration` in your crate (here one with roxmltree in its place):
///
/// ```
/// // tests/conformance.rs
/// use std::collections::BTreeMap;
///
/// use vpnconform::generate::document::field::{Target, Value};
/// use vpnconform::parser::{self, Input, Outcome, Parser};
///
/// fn mine() -> impl Parser {
///     parser::from_fn("mine", &[Target::Configuration], read)
/// }
///
/// fn read(input: &Input<'_>) -> Outcome {
///     // Whatever your parser calls an error is a rejection.
///     let rejected = |class: &str| Outcome::Reject { class: class.to_owned() };
///     let Ok(text) = std::str::from_utf8(input.body) else { return rejected("encoding") };
///     let document = match roxmltree::Document::parse(text) {
///         Ok(document) => document,
///         Err(_) => return rejected("xml"),
///     };
///     let root = document.root_element();
///     if !root.has_tag_name("vpn_connection") {
///         return rejected("root");
///     }
///     // Only what is returned here is compared.
///     let leaf = |name: &str| root.children().find(|c| c.has_tag_name(name));
///     let id = root.attribute("id").map(str::to_owned);
///     let gateway = leaf("vpn_gateway_id").map(|e| e.text().unwrap_or_default().to_owned());
///     let value = |text: Option<String>| text.map_or(Value::Absent, |t| Value::Text(t.into()));
///     Outcome::Accept(BTreeMap::from([
///         ("id".into(), value(id)),
///         ("vpn_gateway_id".into(), value(gateway)),
///     ]))
/// }
///
/// vpnconform::parser_trials!(mine());
/// # // `cargo test --doc` wraps this: the trials themselves are run by tests/parser.rs of the project.
/// # fn unused() { let _ = main; }
/// ```
///
/// `cargo test --test conformance` then shows a line for each check; one fails with the documents that were read wrongly.
/// `cargo test --test conformance key` runs those whose id has `key` in it.
///
/// Failures that are known and stay are named with their reason: their trials are ignored while they fail, and fail when
/// they no longer do.
///
/// ```
/// # use vpnconform::parser::builtin::Builtin;
/// vpnconform::parser_trials!(
///     Builtin::own(),
///     known = &[("parser/utf-16-read", "our HTTP client decodes before")]
/// );
/// # fn unused() { let _ = main; }
/// ```
#[macro_export]
macro_rules! parser_trials {
    ($parser:expr $(,)?) => {
        $crate::parser_trials!($parser, known = &[]);
    };
    ($parser:expr, known = $known:expr $(,)?) => {
        fn main() -> ::std::process::ExitCode {
            $crate::harness::parser_trial::main(|| $parser, $known)
        }
    };
}

/// Checks that are known to fail, by id, each with why that stays so.
pub type Known = &'static [(&'static str, &'static str)];

/// The variable that makes a test program the process of one parser.
const CHILD: &str = "VPNCONFORM_PARSER_TRIAL";

/// The body of `main` that [`parser_trials!`](crate::parser_trials) makes. A check fails its trial when it fails at level
/// `should` or `must`, and when it is blocked; one without documents for this parser is shown as ignored, as one that is
/// known to fail and does.
pub fn main<P: Parser>(make: impl Fn() -> P + Send + Sync + 'static, known: Known) -> ExitCode {
    if std::env::var_os(CHILD).is_some() {
        return serve(&mut make());
    }
    for (id, _) in known {
        if find(id).is_none() {
            eprintln!("there is no check {id:?}, which is said to fail");
            return ExitCode::FAILURE;
        }
    }
    let make = Arc::new(make);
    let trials = catalogue().iter().map(|check| {
        let make = Arc::clone(&make);
        Trial::ignorable_test(check.id, move || {
            // Where this program cannot be started again, the parser runs here: as well, but for hangs and crashes.
            let done = match child_process() {
                Some(mut parser) => trial(check, &mut parser),
                None => trial(check, &mut make()),
            };
            let reason = known.iter().find(|(id, _)| *id == check.id);
            match (done, reason) {
                (done, None) => done,
                (Err(_), Some((_, why))) => Ok(Completion::ignored_with(format!("known: {why}"))),
                (Ok(_), Some(_)) => Err("no longer fails: take it off the list".into()),
            }
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// The parser under test, behind the adapter protocol.
fn serve(parser: &mut dyn Parser) -> ExitCode {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let fetch = |_: &str| Err("no client".to_owned());
    match child::serve(parser, &mut input, &mut output, &fetch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// This program once more, as the parser.
fn child_process() -> Option<Process> {
    let program = std::env::current_exe().ok()?;
    let command = [program.to_str()?.to_owned()];
    let environment = [(CHILD.to_owned(), "1".to_owned())];
    // Test builds are slow, and trials run side by side.
    let limits = Limits {
        megabyte: Duration::from_secs(8),
        ..Limits::default()
    };
    Process::start_with(&command, &environment, limits).ok()
}

fn trial(check: &ParserRule, parser: &mut dyn Parser) -> Result<Completion, Failed> {
    // That nothing is poisoned shows only where hostile documents are given.
    let all = check.id == "parser/not-poisoned";
    let selects = |id: &str| all || id == check.id;
    let results = run(
        parser,
        &Options {
            selects: &selects,
            cases: 200,
            ..Options::default()
        },
    );
    let judged = results.judged.into_iter().find(|(c, _)| c.id == check.id);
    judged.map_or(Ok(Completion::Completed), |(check, judgement)| {
        conclude(check, judgement)
    })
}

fn conclude(check: &ParserRule, judgement: Judgement) -> Result<Completion, Failed> {
    let cause = judgement.cause.unwrap_or_default();
    match judgement.verdict {
        Verdict::Fail if check.level >= Level::Should => {
            let lines = judgement.findings.iter().take(20).map(|finding| {
                let what = finding.deviation.as_deref().unwrap_or(&finding.case);
                format!("{what}: {}; wanted: {}\n", finding.found, finding.expected)
            });
            Err(format!("{}\n{}", check.summary, lines.collect::<String>()).into())
        }
        Verdict::Blocked => Err(format!("blocked: {cause}").into()),
        Verdict::NotApplicable => Ok(Completion::ignored_with(cause)),
        _ => Ok(Completion::Completed),
    }
}
