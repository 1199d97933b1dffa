//! Conformance and fuzz test harness for the Amazon EC2 Query API action `CreateVpnConnection`.
//!
//! The flow has one direction: bytes are generated into a [`Case`], an [`Endpoint`] turns a case into an
//! [`Exchange`], parsing turns an exchange into documents, and each [`Check`] turns the collected evidence
//! into a [`Verdict`] with [`Finding`]s.

#[cfg(feature = "cli")]
pub mod baseline;
pub mod case;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod config;
pub mod endpoint;
pub mod exchange;
pub mod finding;
pub mod generate;
pub mod judge;
pub mod model;
pub mod oracle;
pub mod page;
pub mod parse;
pub mod parser;
pub mod redact;
pub mod reference;
pub mod report;
pub mod run;
pub mod selftest;
pub mod trial;
pub mod version;
pub mod write;
pub mod xml;

pub use case::Case;
pub use check::Check;
pub use endpoint::Endpoint;
pub use exchange::Exchange;
pub use finding::Finding;
pub use finding::Verdict;
pub use parser::Parser;
