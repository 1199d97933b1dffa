//! The parser checks under `cargo test`: one trial for each check.

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;

use crate::check::parser::CATALOGUE;
use crate::check::parser::ParserCheck;
use crate::finding::Judgement;
use crate::finding::Level;
use crate::finding::Verdict;
use crate::parser::Parser;
use crate::parser::run::Options;
use crate::parser::run::run;

/// Makes `main` of a test target with `harness = false`: one trial for each parser check.
///
/// The expression makes the parser; it is evaluated once for each trial that runs.
///
/// ```no_run
/// // tests/parser.rs
/// use vpnconform::parser::builtin::Builtin;
///
/// vpnconform::parser_trials!(Builtin::own());
/// # fn unused() {}
/// ```
#[macro_export]
macro_rules! parser_trials {
    ($parser:expr) => {
        fn main() -> ::std::process::ExitCode {
            $crate::parser::trial::main(|| $parser)
        }
    };
}

/// The body of `main` that [`parser_trials!`](crate::parser_trials) makes. A check fails its trial when it fails at level
/// `should` or `must`, and when it is blocked; one without documents for this parser is shown as ignored.
pub fn main<P: Parser>(make: impl Fn() -> P + Send + Sync + 'static) -> ExitCode {
    let make = Arc::new(make);
    let trials = CATALOGUE.iter().map(|check| {
        let make = Arc::clone(&make);
        Trial::ignorable_test(check.id, move || trial(check, &mut make()))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn trial(check: &ParserCheck, parser: &mut dyn Parser) -> Result<Completion, Failed> {
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

fn conclude(check: &ParserCheck, judgement: Judgement) -> Result<Completion, Failed> {
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
