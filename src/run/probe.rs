//! A probe: a short dialogue with the endpoint whose exchanges become evidence.

use std::fmt;

use crate::evidence::halt::Halt;
use crate::run::Session;

/// When a probe runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// First: everything that leaves the target healthy.
    Ordinary,
    /// Last: values that may poison the state of a faulty server.
    Hostile,
}

/// A dialogue that gathers evidence for one or more checks. It decides nothing.
pub struct Probe {
    /// A stable id; for a request check the id of that check.
    pub id: &'static str,
    /// When it runs.
    pub phase: Phase,
    /// Sends the requests.
    pub run: fn(&mut Session<'_>) -> Result<(), Halt>,
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe")
            .field("id", &self.id)
            .field("phase", &self.phase)
            .finish()
    }
}
