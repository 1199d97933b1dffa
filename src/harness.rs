//! The suite for tests of your own: a builder, and test targets with one trial for each rule.

#[doc(hidden)]
pub mod fuzz;
mod known;
mod libtest;
mod macros;
mod parser;
mod report;
mod server;
mod trial;

pub use parser::ParserUnderTest;
pub use report::Report;
pub use server::ServerUnderTest;
#[doc(hidden)]
pub use trial::{OwnTrial, own_trials};

use std::cell::OnceCell;
use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::{panic, process};

use crate::Endpoint;
use crate::evidence::Evidence;
use crate::evidence::redact::{Redacted, panicked};
use crate::finding::Level;
use crate::glob::GlobSet;
use crate::harness::known::judge;
#[cfg(feature = "baseline")]
use crate::harness::known::read_baseline;
use crate::harness::libtest::Arguments;
use crate::harness::trial::{CLEAN_UP, trial};
use crate::parser::Parser;
use crate::report::command::Commands;
use crate::spec::version::ApiVersion;
use crate::suite::report::RunReport;

/// Runs the rules against a server or a parser.
///
/// ```
/// use vpnconform::Harness;
/// use vpnconform::reference::Reference;
///
/// let report = Harness::endpoint(Reference::default)
///     .only("configuration/*")
///     .skip("configuration/escaped-once")
///     .version("2013-02-01")
///     .run();
/// assert!(report.conforms(), "{report}");
/// ```
///
/// The verdict of a rule depends on the rules selected here, never on the filter of `cargo test`: the run behind the
/// trials always covers all rules that are selected.
#[derive(Debug)]
#[must_use = "nothing runs before `run` or `test`"]
pub struct Harness<T> {
    target: T,
    settings: Settings,
}

/// What both kinds of target have.
#[derive(Debug)]
pub(crate) struct Settings {
    only: Vec<String>,
    skip: Vec<String>,
    version: Option<String>,
    seed: Option<u64>,
    cases: Option<usize>,
    level: Level,
    known: Vec<(String, String)>,
    #[cfg(feature = "baseline")]
    baseline: Option<std::path::PathBuf>,
}

/// The settings after their texts have been read.
#[derive(Debug)]
pub struct Plan {
    only: GlobSet,
    skip: GlobSet,
    version: ApiVersion,
    seed: Option<u64>,
    cases: Option<usize>,
    level: Level,
    /// The selected rules, in the order of the catalogue.
    ids: Vec<&'static str>,
    known: Vec<(&'static str, String)>,
    #[cfg(feature = "baseline")]
    baseline: Option<crate::baseline::Baseline>,
}

/// Public only for the bounds of [`Harness`].
#[doc(hidden)]
pub mod subject {
    use super::*;

    /// What is tested.
    pub trait Subject {
        /// The ids of all rules for it.
        fn catalogue(&self) -> Vec<&'static str>;

        /// The rule of this id.
        fn resolve(&self, id: &str) -> Option<&'static str>;

        /// Runs the rules of the plan; `alone` asks for a process of its own, where the target is run by the harness.
        ///
        /// # Errors
        /// Why there is nothing to test.
        fn run(&self, plan: &Plan, alone: bool) -> Result<Ran, String>;

        /// Becomes the process of the target, where this is what the program was started for; gives its exit status.
        fn serve(&self) -> Option<i32> {
            None
        }

        /// Whether a run creates resources, which it has to delete.
        fn creates(&self) -> bool {
            false
        }
    }

    /// A report with what it was made of.
    pub type Ran = (RunReport, Option<Redacted<Evidence>>);
}

use subject::Subject;

impl Harness<()> {
    /// Tests a server. The function makes it: it is called once, when the run begins.
    pub fn endpoint<E: Endpoint + 'static>(
        make: impl Fn() -> E + 'static,
    ) -> Harness<ServerUnderTest> {
        Self::try_endpoint(move || Ok(make()))
    }

    /// As [`Harness::endpoint`], for a server that may be unavailable: the reason then fails the run.
    pub fn try_endpoint<E: Endpoint + 'static>(
        make: impl Fn() -> Result<E, String> + 'static,
    ) -> Harness<ServerUnderTest> {
        Harness::of(ServerUnderTest::new(make))
    }

    /// Tests a parser. The function makes it: with [`Harness::test`] in a process of its own, so that a parser that hangs,
    /// crashes or takes all memory fails its trials and no others; with [`Harness::run`] in this process.
    pub fn parser<P: Parser + 'static>(make: impl Fn() -> P + 'static) -> Harness<ParserUnderTest> {
        Harness::of(ParserUnderTest::new(make))
    }
}

impl<T> Harness<T> {
    fn of(target: T) -> Self {
        Self {
            target,
            settings: Settings {
                only: Vec::new(),
                skip: Vec::new(),
                version: None,
                seed: None,
                cases: None,
                level: Level::Should,
                known: Vec::new(),
                #[cfg(feature = "baseline")]
                baseline: None,
            },
        }
    }

    /// Selects the rules whose id matches a pattern such as `request/*`. May be repeated; without it all are selected.
    pub fn only(mut self, pattern: impl Into<String>) -> Self {
        self.settings.only.push(pattern.into());
        self
    }

    /// Leaves out the rules whose id matches. May be repeated.
    pub fn skip(mut self, pattern: impl Into<String>) -> Self {
        self.settings.skip.push(pattern.into());
        self
    }

    /// The API version, such as `2016-11-15`; 2012-04-01 by default.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.settings.version = Some(version.into());
        self
    }

    /// The seed of generated values.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// The number of generated requests or documents.
    pub fn cases(mut self, cases: usize) -> Self {
        self.settings.cases = Some(cases);
        self
    }

    /// The lowest level whose failures count; [`Level::Should`] by default.
    pub fn level(mut self, level: Level) -> Self {
        self.settings.level = level;
        self
    }

    /// Rules that are known to fail, each with the reason. A known failure does not fail the run; a rule in this list that
    /// no longer fails does.
    pub fn known<I, R>(mut self, known: impl IntoIterator<Item = (I, R)>) -> Self
    where
        I: Into<String>,
        R: Into<String>,
    {
        let known = known.into_iter().map(|(id, why)| (id.into(), why.into()));
        self.settings.known.extend(known);
        self
    }

    /// A file of known failures that `vpnconform baseline init` has written. Entries that are no longer needed or have
    /// expired fail the run.
    #[cfg(feature = "baseline")]
    pub fn baseline(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.settings.baseline = Some(path.into());
        self
    }
}

impl<T: Subject> Harness<T> {
    /// Runs the selected rules. A setting that cannot be meant, such as a pattern that selects nothing, is in
    /// [`Report::problems`], and such a run does not conform.
    pub fn run(self) -> Report {
        match self.plan() {
            Ok(plan) => self.execute(&plan, false),
            Err(problems) => Report::failed(problems),
        }
    }

    /// Is the whole `main` of a test target with `harness = false`: one trial for each selected rule, with the command line
    /// and the output of `cargo test` and of nextest.
    ///
    /// A rule that is blocked fails its trial. One that does not apply, or that fails as known, is shown as ignored.
    pub fn test(self) -> ! {
        if let Some(status) = self.target.serve() {
            process::exit(status);
        }
        if self.target.creates() {
            // A server's keys are secrets, also where what asks it panics.
            panic::set_hook(Box::new(|info| eprintln!("{}", panicked(info))));
        }
        let mut out = io::stdout().lock();
        process::exit(self.trials(env::args_os().skip(1), &mut out))
    }

    fn trials(self, arguments: impl Iterator<Item = OsString>, out: &mut dyn Write) -> i32 {
        let arguments = match Arguments::parse(arguments) {
            Ok(arguments) => arguments,
            Err(error) => {
                eprintln!("error: {error}");
                return libtest::FAILED;
            }
        };
        let plan = match self.plan() {
            Ok(plan) => plan,
            Err(problems) => {
                for problem in problems {
                    eprintln!("error: {problem}");
                }
                return libtest::FAILED;
            }
        };
        let mut names = plan.ids.clone();
        if self.target.creates() {
            names.push(CLEAN_UP);
        }
        let report = OnceCell::new();
        let verdict = |name: &str| {
            let report: &Report = report.get_or_init(|| {
                let commands = Commands::of_trials(libtest::command_line());
                self.execute(&plan, true).with_commands(commands)
            });
            trial(report, name)
        };
        // Standard output that cannot be written has nobody who reads it.
        libtest::run(&arguments, &names, verdict, out).unwrap_or(libtest::FAILED)
    }

    fn plan(&self) -> Result<Plan, Vec<String>> {
        let settings = &self.settings;
        let mut problems = Vec::new();
        let mut globs = |patterns: &[String]| {
            GlobSet::new(patterns).unwrap_or_else(|error| {
                problems.push(error.to_string());
                GlobSet::default()
            })
        };
        let (only, skip) = (globs(&settings.only), globs(&settings.skip));
        let all = self.target.catalogue();
        for pattern in settings.only.iter().chain(&settings.skip) {
            if let Ok(glob) = GlobSet::new([pattern])
                && !all.iter().any(|id| glob.is_match(id))
            {
                problems.push(format!("no rule matches {pattern:?}"));
            }
        }
        let selected = |id: &&str| (only.is_empty() || only.is_match(id)) && !skip.is_match(id);
        let ids: Vec<&'static str> = all.into_iter().filter(selected).collect();
        if ids.is_empty() && problems.is_empty() {
            problems.push("no rule is selected".to_owned());
        }
        let version = settings.version.as_deref().unwrap_or_default();
        let version = match (&settings.version, version.parse()) {
            (None, _) => ApiVersion::default(),
            (_, Ok(version)) => version,
            (_, Err(error)) => {
                problems.push(error.to_string());
                ApiVersion::default()
            }
        };
        let mut known = Vec::new();
        for (id, reason) in &settings.known {
            match self.target.resolve(id) {
                Some(id) => known.push((id, reason.clone())),
                None => problems.push(format!("known failure {id:?} is not a rule")),
            }
        }
        #[cfg(feature = "baseline")]
        let baseline = settings
            .baseline
            .as_deref()
            .and_then(|path| match read_baseline(path) {
                Ok(baseline) => Some(baseline),
                Err(error) => {
                    problems.push(format!("{}: {error}", path.display()));
                    None
                }
            });
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Plan {
            only,
            skip,
            version,
            seed: settings.seed,
            cases: settings.cases,
            level: settings.level,
            ids,
            known,
            #[cfg(feature = "baseline")]
            baseline,
        })
    }

    fn execute(&self, plan: &Plan, alone: bool) -> Report {
        match self.target.run(plan, alone) {
            Ok(ran) => judge(plan, ran),
            Err(problem) => Report::failed(vec![problem]),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
