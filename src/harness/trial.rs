//! What a trial says.

use std::env;
use std::io;
use std::process;

use crate::harness::Report;
use crate::harness::libtest::{self, Arguments, Verdict};
use crate::untrusted::Untrusted;

/// The trial that fails where a run leaves resources behind.
pub(super) const CLEAN_UP: &str = "clean-up";

/// What the trial of this name says.
pub(super) fn trial(report: &Report, name: &str) -> Verdict {
    use crate::finding::Verdict as Of;
    if let Some(problem) = report.problems().first() {
        return Verdict::Failed(problem.clone());
    }
    if name == CLEAN_UP {
        return match report.left() {
            [] => Verdict::Passed,
            left => Verdict::Failed(format!(
                "the run could not delete {}",
                Untrusted::list(left)
            )),
        };
    }
    if let Some(line) = report.stale(name) {
        return Verdict::Failed(line.to_owned());
    }
    let Some(result) = report.check(name) else {
        return Verdict::Failed("the run has no verdict on this rule".to_owned());
    };
    let counts = result.level >= report.level();
    match result.verdict {
        Of::Fail if counts => Verdict::Failed(report.explain(result)),
        Of::Blocked => Verdict::Failed(format!("blocked: {}", result.why())),
        Of::NotApplicable => Verdict::Ignored(result.why().to_owned()),
        Of::Waived => Verdict::Ignored(format!("known: {}", result.why())),
        Of::Pass | Of::Advisory | Of::Fail => Verdict::Passed,
    }
}

/// A trial of this project: its name and what it does.
#[doc(hidden)]
pub type OwnTrial<'t> = (&'t str, fn() -> Result<(), String>);

/// The body of `main` for test programs of this project.
#[doc(hidden)]
pub fn own_trials(trials: &[OwnTrial<'_>]) -> ! {
    let names: Vec<&str> = trials.iter().map(|(name, _)| *name).collect();
    let verdict = |name: &str| {
        let trial = trials.iter().find(|(of, _)| *of == name);
        match trial.map_or(Ok(()), |(_, trial)| trial()) {
            Ok(()) => Verdict::Passed,
            Err(why) => Verdict::Failed(why),
        }
    };
    let mut out = io::stdout().lock();
    process::exit(match Arguments::parse(env::args_os().skip(1)) {
        Ok(arguments) => {
            libtest::run(&arguments, &names, verdict, &mut out).unwrap_or(libtest::FAILED)
        }
        Err(error) => {
            eprintln!("error: {error}");
            libtest::FAILED
        }
    })
}
