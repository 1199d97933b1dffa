//! From offsets of the text that is read to offsets on the wire.

use std::sync::OnceLock;

use crate::xml::encoding::Encoding;

/// How a text relates to the wire.
#[derive(Clone, Debug)]
pub(super) enum Wire {
    /// Byte for byte, so many bytes further on.
    Shifted(usize),
    /// Transcoded: for each byte of the text, and for its end, the place on the wire. Made when it is asked for.
    Transcoded(Encoding, OnceLock<Box<[usize]>>),
}

impl Wire {
    pub(super) fn of(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Ascii => Self::Shifted(0),
            Encoding::Utf8 { mark } => Self::Shifted(mark),
            Encoding::Latin1 | Encoding::Utf16 => Self::Transcoded(encoding, OnceLock::new()),
        }
    }

    /// The byte on the wire of an offset of the text.
    pub(super) fn at(&self, text: &str, offset: usize) -> usize {
        match self {
            Self::Shifted(by) => by + offset,
            Self::Transcoded(encoding, table) => {
                let table = table.get_or_init(|| table_of(*encoding, text));
                let place = table.get(offset).or(table.last());
                place.copied().unwrap_or_default()
            }
        }
    }

    /// By how much the wire is further on, where it has the same bytes.
    pub(super) fn shift(&self) -> Option<usize> {
        match self {
            Self::Shifted(by) => Some(*by),
            Self::Transcoded(..) => None,
        }
    }
}

fn table_of(encoding: Encoding, text: &str) -> Box<[usize]> {
    let (mut at, width): (usize, fn(char) -> usize) = match encoding {
        Encoding::Utf16 => (2, |c| 2 * c.len_utf16()),
        _ => (0, |_| 1),
    };
    let mut table = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        table.extend(std::iter::repeat_n(at, c.len_utf8()));
        at += width(c);
    }
    table.push(at);
    table.into()
}
