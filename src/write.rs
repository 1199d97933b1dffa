//! Writing: requests, and the documents of a server.

mod document;
pub mod query;
mod style;

pub use document::configuration;
pub use document::error_envelope;
pub use document::response;
pub use style::Escape;
pub use style::Namespace;
pub use style::Quote;
pub use style::Style;
