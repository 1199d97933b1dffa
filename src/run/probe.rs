//! A probe: a short dialogue with the endpoint whose exchanges become evidence.

use std::fmt;

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

/// Why a probe could not be finished. Its checks are blocked with this cause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Halt {
    /// A gateway or connection that the probe needs could not be made.
    #[error("set-up failed: {0}")]
    Setup(String),
    /// No connection to the target.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The budget of created resources is used up.
    #[error("the budget is used up: {0}")]
    Budget(String),
    /// Ctrl-C, or `--fail-fast`.
    #[error("stopped: {0}")]
    Stopped(String),
    /// The harness contradicts itself: intent and judge disagree.
    #[error("bug of the harness: {0}")]
    Harness(String),
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe")
            .field("id", &self.id)
            .field("phase", &self.phase)
            .finish()
    }
}
