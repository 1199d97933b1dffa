//! The catalogue under `cargo test`: one trial for each check, with plain `cargo test` and with nextest.
//!
//! A test target with `harness = false` needs one line:
//!
//! ```no_run
//! // tests/conformance.rs
//! use vpnconform::reference::Reference;
//!
//! vpnconform::endpoint_trials!(Reference::default());
//! ```
//!
//! The endpoint is made, and the probes of the selected checks are run, when the first trial is run: listing and
//! filtering cost nothing, and `cargo test -- configuration/` sends only what these checks need.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::endpoint::Endpoint;
use crate::evidence::file::SavedEvidence;
use crate::finding::{Level, Verdict};
use crate::report::failure;
use crate::rule;
use crate::rule::Rule;
use crate::run::Options;
use crate::spec::clause;
use crate::suite::plan;
use crate::suite::report::RunReport;

/// Makes `main` of a test target with `harness = false`: one trial for each check against an [`Endpoint`].
///
/// The expression is evaluated once, when the first trial is run. A second argument gives the
/// [`Options`](crate::run::Options).
#[macro_export]
macro_rules! endpoint_trials {
    ($endpoint:expr) => {
        $crate::endpoint_trials!($endpoint, $crate::run::Options::default());
    };
    ($endpoint:expr, $options:expr) => {
        fn main() -> ::std::process::ExitCode {
            $crate::harness::trial::main($options, || {
                ::std::result::Result::Ok(::std::boxed::Box::new($endpoint))
            })
        }
    };
}

/// Makes the endpoint under test, or says why there is none.
pub type Target = dyn Fn() -> Result<Box<dyn Endpoint>, String> + Send + Sync;

/// What all trials share: one run, made by whichever of them comes first.
struct Shared {
    target: Box<Target>,
    options: Options,
    ran: OnceLock<Result<(RunReport, SavedEvidence), String>>,
}

/// The body of `main` that [`endpoint_trials!`](crate::endpoint_trials) makes.
///
/// A check fails its trial when it fails at level `should` or `must`, and when it is blocked. One that does not apply is
/// shown as ignored, with the reason.
pub fn main(
    options: Options,
    target: impl Fn() -> Result<Box<dyn Endpoint>, String> + Send + Sync + 'static,
) -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    let mut selected = Vec::new();
    let shared = Arc::new(OnceLock::<Shared>::new());
    for check in rule::catalogue().filter(|c| plan::selects(&options, c)) {
        let shared = Arc::clone(&shared);
        let trial = Trial::ignorable_test(check.id, move || match shared.get() {
            Some(shared) => conclude(shared.report(), check),
            None => Err(Failed::from("the run was not set up")),
        });
        if !arguments.is_filtered_out(&trial) {
            selected.push(check);
        }
        trials.push(trial);
    }
    let options = Options {
        only: only(&selected),
        ..options
    };
    let _ = shared.set(Shared {
        target: Box::new(target),
        options,
        ran: OnceLock::new(),
    });
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A test target without a target: a single trial that is shown as ignored, with the reason.
pub fn absent(reason: &'static str) -> ExitCode {
    let trial = Trial::ignorable_test("target", move || Ok(Completion::ignored_with(reason)));
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}

impl Shared {
    fn report(&self) -> Result<&(RunReport, SavedEvidence), &String> {
        self.ran.get_or_init(|| self.run()).as_ref()
    }

    fn run(&self) -> Result<(RunReport, SavedEvidence), String> {
        let endpoint = (self.target)()?;
        let outcome = plan::run(&*endpoint, &self.options, &(), &AtomicBool::new(false))
            .map_err(|error| format!("the ledger cannot be opened: {error}"))?;
        Ok(outcome.report(&endpoint.name(), self.options.seed, Level::Should))
    }
}

fn conclude(
    report: Result<&(RunReport, SavedEvidence), &String>,
    check: &Rule,
) -> Result<Completion, Failed> {
    let (report, evidence) = report.map_err(Failed::from)?;
    let Some(result) = report.checks.iter().find(|result| result.id == check.id) else {
        return Err(Failed::from("the run has no verdict on this check"));
    };
    let words = |id: &str| clause::find(id).map(|clause| clause.text.to_owned());
    match result.verdict {
        Verdict::Pass | Verdict::Waived | Verdict::Advisory => Ok(Completion::Completed),
        Verdict::NotApplicable => Ok(Completion::ignored_with(result.why())),
        Verdict::Fail if check.level < Level::Should => Ok(Completion::Completed),
        Verdict::Blocked => Err(Failed::from(format!("blocked: {}", result.why()))),
        Verdict::Fail => {
            let mut text = failure::headline(result);
            for line in failure::lines(report, result, Some(evidence), &words) {
                text.push_str(&format!("\n{:>10}  {}", line.label, line.text));
            }
            Err(Failed::from(text))
        }
    }
}

/// Globs that match these checks and nothing else.
fn only(checks: &[&Rule]) -> globset::GlobSet {
    let globs = checks
        .iter()
        .filter_map(|check| globset::Glob::new(check.id).ok());
    globset::GlobSet::new(globs).unwrap_or_default()
}
