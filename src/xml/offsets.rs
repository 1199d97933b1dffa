//! From offsets of the text that is read to offsets on the wire.

use crate::xml::decoded::Decoded;
use crate::xml::encoding::{Encoding, Source};

/// How the text relates to the wire.
#[derive(Debug)]
pub(super) enum Wire<'a> {
    /// Byte for byte, so many bytes further on.
    Shifted(usize),
    /// Transcoded: the place of each byte of the text, and of its end.
    Table(Vec<usize>),
    /// Decoded from the character data of another document.
    Decoded(&'a Decoded),
}

impl<'a> Wire<'a> {
    pub(super) fn of(source: &Source<'a>) -> Self {
        let (start, width): (usize, fn(char) -> usize) = match source.encoding {
            Encoding::Utf8 { mark } => return Self::Shifted(mark),
            Encoding::Utf16 => (2, |c| 2 * c.len_utf16()),
            Encoding::Latin1 => (0, |_| 1),
        };
        let mut table = Vec::with_capacity(source.text.len() + 1);
        let mut at = start;
        for c in source.text.chars() {
            table.extend(std::iter::repeat_n(at, c.len_utf8()));
            at += width(c);
        }
        table.push(at);
        Self::Table(table)
    }

    /// The byte on the wire of an offset of the text.
    pub(super) fn at(&self, offset: usize) -> usize {
        match self {
            Self::Shifted(by) => by + offset,
            Self::Table(table) => table
                .get(offset)
                .or(table.last())
                .copied()
                .unwrap_or_default(),
            Self::Decoded(decoded) => decoded.wire_offset(offset),
        }
    }
}
