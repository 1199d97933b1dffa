//! The parsing core: a strict, bounded, one-pass reader for XML 1.0 (fifth edition) with Namespaces 1.0 and without DTD.
//!
//! It refuses what is not well-formed and names the rule and the byte. Offsets always count in the bytes on the wire,
//! also where the document was transcoded or lies escaped inside another one.

mod character;
mod decoded;
mod document;
mod door;
mod error;
mod limits;
mod namespace;
pub(crate) mod reader;
mod reference;
mod scan;
mod tree;
mod wire;

pub use decoded::Decoded;
pub use document::Attribute;
pub use document::Declaration;
pub use document::Document;
pub use document::Element;
pub use error::Error;
pub use error::ErrorKind;
pub use limits::Limits;

pub(crate) use door::Source;

#[cfg(test)]
mod tests;
