//! The half of the suite for parsers.

pub mod corpus;
pub mod oracle;
pub mod regression;
pub mod run;
pub mod verdict;
