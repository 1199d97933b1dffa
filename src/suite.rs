//! The suite: what is planned, judged, repeated, merged, and tested for sensitivity; for servers and for parsers.

pub mod cause;
#[cfg(feature = "cli")]
pub mod check;
pub mod coverage;
pub mod flaky;
#[cfg(feature = "cli")]
pub mod fuzz;
pub mod generator_coverage;
pub mod merge;
pub(crate) mod mutate;
#[cfg(test)]
mod odd_targets;
pub mod oracle;
pub mod outcome;
pub mod parser;
pub mod plan;
pub mod report;
pub mod ruling;
pub mod selftest;
pub mod tally;
#[cfg(test)]
mod verdicts;
#[cfg(feature = "cli")]
pub mod watch;
