//! Writing: requests, and the documents of a server.

mod document;
mod style;

pub use document::{configuration, error_envelope, response};
pub use style::{Escape, Namespace, Quote, Style};
