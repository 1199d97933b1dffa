//! Why a probe ended early.

/// Why a probe could not be finished. Its checks are blocked with this cause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Halt {
    /// A gateway or connection that the probe needs could not be made.
    #[error("set-up failed: {0}")]
    Setup(String),
    /// The target has nothing of a kind that not every target has. Rules that read the probe beside others do without it.
    #[error("{0}")]
    Without(String),
    /// No connection to the target.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// What answers is not this service.
    #[error("the target does not answer like EC2: {0}")]
    Foreign(String),
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
