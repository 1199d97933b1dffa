//! The result of a run as plain data, and its renderings: each a pure function of it.

pub mod annotation;
#[cfg(feature = "cli")]
pub mod badge;
pub mod command;
pub mod failure;
#[cfg(feature = "cli")]
pub mod html;
#[cfg(feature = "cli")]
pub mod input;
pub mod issue;
#[cfg(feature = "cli")]
pub mod junit;
pub mod markdown;
#[cfg(feature = "cli")]
pub mod matrix;
pub mod ndjson;
#[cfg(feature = "cli")]
pub mod output;
#[cfg(feature = "cli")]
mod parser;
pub mod printable;
#[cfg(feature = "cli")]
pub mod progress;
pub mod sarif;
pub mod tap;
#[cfg(feature = "cli")]
pub mod terminal;

#[cfg(all(test, feature = "cli"))]
mod tests;
