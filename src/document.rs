//! The documents of a server: the response and the configuration inside it, as data, read and written.

pub mod model;
pub mod parse;
pub mod write;
