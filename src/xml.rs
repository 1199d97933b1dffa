//! The parsing core: a strict, bounded, one-pass reader for XML 1.0 (fifth edition) with Namespaces 1.0 and without DTD.
//!
//! It refuses what is not well-formed and names the rule and the byte. Offsets always count in the bytes on the wire,
//! also where the document was transcoded or lies escaped inside another one.

mod character;
mod decoded;
mod document;
mod encoding;
mod error;
mod limits;
mod namespace;
mod offsets;
pub(crate) mod reader;
pub(crate) mod reference;
mod scan;
mod text;
mod tree;

pub use decoded::Decoded;
pub use document::{Attribute, Carried, Declaration, Document, Element};
pub(crate) use encoding::Source;
pub use error::{Error, ErrorKind};
pub use limits::Limits;

#[cfg(test)]
mod tests;
