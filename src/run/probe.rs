//! A probe: a short dialogue with the endpoint whose exchanges become evidence.

use std::fmt;

use crate::evidence::halt::Halt;
use crate::generate::request::mutation::Mutation;
use crate::run::Session;

/// When a probe runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// First: everything that leaves the target healthy.
    Ordinary,
    /// Then: values that a faulty server may keep, and stumble over later.
    Poisonous,
    /// Last: what may harm a server at once.
    Hostile,
}

/// A dialogue that gathers evidence for one or more rules. It decides nothing.
#[derive(Clone, Copy)]
pub struct Probe {
    /// A stable id; for a probe of one rule the id of that rule.
    pub id: &'static str,
    /// When it runs.
    pub phase: Phase,
    /// Whether the requests of the probe are shared out one by one in a sharded run, each shard sending some.
    pub divisible: bool,
    /// The mutations that it sends, each beside its control request.
    pub mutations: &'static [Mutation],
    /// Sends the requests.
    pub run: Run,
}

/// Sends the requests of a probe.
pub type Run = fn(&mut Session<'_>) -> Result<(), Halt>;

impl Probe {
    /// A probe that sends no mutations from a table.
    pub const fn new(id: &'static str, phase: Phase, run: Run) -> Self {
        Self {
            id,
            phase,
            divisible: false,
            mutations: &[],
            run,
        }
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe")
            .field("id", &self.id)
            .field("phase", &self.phase)
            .finish()
    }
}
