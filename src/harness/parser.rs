//! A parser as what is tested.

use std::time::Duration;
use std::{fmt, thread};

use crate::harness::subject::{Ran, Subject};
use crate::harness::{Harness, Plan};
use crate::parser::pipeline::Pipeline;
use crate::parser::process::{Limits, Process};
use crate::parser::{Parser, child, pipeline};
use crate::rule::parser::{catalogue, find};
use crate::suite::parser::run::{self, Options};
use crate::suite::report::Facts;

/// A parser that a [`Harness`](crate::Harness) tests.
pub struct ParserUnderTest {
    make: Box<dyn Fn() -> Box<dyn Parser>>,
    limits: Limits,
}

/// The variable that makes a test program the process of its parser.
const CHILD: &str = "VPNCONFORM_PARSER_TRIAL";

/// More processes of the parser than this are not worth their start.
const MOST_PROCESSES: usize = 4;

/// How many documents are generated where nothing else is asked for: test builds are slow.
const CASES: usize = 200;

impl ParserUnderTest {
    pub(super) fn new<P: Parser + 'static>(make: impl Fn() -> P + 'static) -> Self {
        Self {
            make: Box::new(move || Box::new(make())),
            // Test builds are slow, and test programs run side by side.
            limits: Limits {
                megabyte: Duration::from_secs(8),
                ..Limits::default()
            },
        }
    }

    /// This program once more, several times, as the parser.
    fn processes(&self) -> Result<Vec<Box<dyn Parser + Send>>, String> {
        let failed =
            |why: String| format!("the parser cannot be started in a process of its own: {why}");
        let program = std::env::current_exe().map_err(|error| failed(error.to_string()))?;
        let Some(program) = program.to_str() else {
            return Err(failed(format!("{} is not UTF-8", program.display())));
        };
        let command = [program.to_owned()];
        let environment = [(CHILD.to_owned(), "1".to_owned())];
        let count = thread::available_parallelism().map_or(1, |n| n.get().min(MOST_PROCESSES));
        let start = |_| match Process::start_with(&command, &environment, self.limits) {
            Ok(process) => pipeline::of(Box::new(process)).map_err(&failed),
            Err(error) => Err(failed(error.to_string())),
        };
        (0..count).map(start).collect()
    }
}

impl Harness<ParserUnderTest> {
    /// How long the parser may take for a document before it counts as hung; 2 seconds by default, and more for a large one.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.target.limits.case = timeout;
        self
    }
}

impl Subject for ParserUnderTest {
    fn catalogue(&self) -> Vec<&'static str> {
        catalogue().iter().map(|rule| rule.id).collect()
    }

    fn resolve(&self, id: &str) -> Option<&'static str> {
        find(id).map(|rule| rule.id)
    }

    fn run(&self, plan: &Plan, alone: bool) -> Result<Ran, String> {
        let default = Options::default();
        let selects = |id: &str| plan.ids.contains(&id);
        let options = Options {
            api_version: plan.version,
            seed: plan.seed.unwrap_or(default.seed),
            cases: plan.cases.unwrap_or(CASES),
            selects: &selects,
            ..default
        };
        let (hello, results) = match alone {
            true => {
                let mut parsers = self.processes()?;
                let results = run::run_all(&mut parsers, &options);
                (parsers.first().map(|p| p.hello().clone()), results)
            }
            false => {
                let mut parser = (self.make)();
                if parser.hello().pipeline {
                    parser = Box::new(Pipeline::new(parser)?);
                }
                let results = run::run(parser.as_mut(), &options);
                (Some(parser.hello().clone()), results)
            }
        };
        let facts = Facts {
            api_version: plan.version.to_string(),
            seed: options.seed,
            level: Some(plan.level),
            ..Facts::default()
        };
        Ok((results.report(&hello.unwrap_or_default(), facts), None))
    }

    fn serve(&self) -> Option<i32> {
        std::env::var_os(CHILD)?;
        let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
        let fetch = |_: &str| Err("no client".to_owned());
        let served = child::serve((self.make)().as_mut(), &mut input, &mut output, &fetch);
        Some(i32::from(served.is_err()))
    }
}

impl fmt::Debug for ParserUnderTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParserUnderTest").finish_non_exhaustive()
    }
}
