//! Why a body is refused.

use std::fmt;

use crate::xml;
use crate::xml::reader::Broken;
use crate::xml::reference::reference;

/// The rule that was broken, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The rule.
    pub kind: ErrorKind,
    /// The byte on the wire, counted from 0.
    pub offset: usize,
    /// The document it is in.
    pub part: Part,
}

/// The rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A rule of XML.
    #[error("{0}")]
    Xml(xml::ErrorKind),
    /// The configuration is escaped twice: decoded once, it begins with an escaped `<`.
    #[error(
        "document that is still escaped (API reference, Response Elements, customerGatewayConfiguration)"
    )]
    EscapedTwice,
    /// Another document than the one that was asked for.
    #[error("root element of another name (API reference, Response Elements)")]
    Root,
}

/// One of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The body itself.
    Body,
    /// The configuration in it: line and column in the decoded text, in characters, both counted from 1.
    Configuration {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
}

/// A rule that is broken at an offset of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopped {
    pub(super) kind: ErrorKind,
    pub(super) at: usize,
    pub(super) part: Part,
}

impl Stopped {
    pub(super) fn root(at: usize) -> Self {
        Self {
            kind: ErrorKind::Root,
            at,
            part: Part::Body,
        }
    }

    /// Where a configuration does not begin as a document does: perhaps it is one that was escaped twice.
    pub(super) fn at_beginning(self, document: &str) -> Self {
        let text = document.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        match reference(text.as_bytes()) {
            Some(('<', _)) => Self {
                kind: ErrorKind::EscapedTwice,
                at: document.len() - text.len(),
                ..self
            },
            _ => self,
        }
    }

    /// The same in a decoded configuration, where `origin` is its place in the body.
    pub(super) fn in_configuration(self, document: &str, origin: usize) -> Self {
        let before = document.get(..self.at).unwrap_or(document);
        let line_start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        let line = before.get(line_start..).unwrap_or_default();
        Self {
            kind: self.kind,
            at: origin,
            part: Part::Configuration {
                line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
                column: line.chars().count() + 1,
            },
        }
    }

    pub(super) fn on_wire(self, wire: impl Fn(usize) -> usize) -> Error {
        Error {
            kind: self.kind,
            offset: wire(self.at),
            part: self.part,
        }
    }
}

impl From<Broken> for Stopped {
    fn from((kind, at): Broken) -> Self {
        Self {
            kind: ErrorKind::Xml(kind),
            at,
            part: Part::Body,
        }
    }
}

impl From<xml::Error> for Error {
    fn from(error: xml::Error) -> Self {
        Self {
            kind: ErrorKind::Xml(error.kind),
            offset: error.offset,
            part: Part::Body,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)?;
        match self.part {
            Part::Body => Ok(()),
            Part::Configuration { line, column } => {
                write!(f, ", line {line}, column {column} of the configuration")
            }
        }
    }
}

impl std::error::Error for Error {}
