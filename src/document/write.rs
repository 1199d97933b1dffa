//! The model written as documents. No command writes them: the oracles read back what they have read, and the benchmarks
//! make their bodies of it.

mod document;
mod style;

pub use document::{configuration, error_envelope, response};
pub use style::{Escape, Namespace, Style};
