//! The half of the suite for parsers.

pub mod oracle;
pub mod part;
pub mod regression;
pub mod report;
pub mod run;
pub mod selftest;
pub mod verdict;
