//! From bytes to text: byte order marks, declared encodings, and the way back from text to byte.

use std::borrow::Cow;

use crate::xml::error::{Error, ErrorKind};
use crate::xml::limits::Limits;
use crate::xml::offsets::Wire;
use crate::xml::scan;

/// The text of a body and how its offsets relate to the bytes.
#[derive(Clone, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: Encoding,
}

/// How the bytes encode the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8 after so many bytes of byte order mark.
    Utf8 { mark: usize },
    /// UTF-16 after a byte order mark.
    Utf16,
    /// ISO-8859-1, by declaration.
    Latin1,
}

impl<'a> Source<'a> {
    /// Transcodes a body to text.
    pub(crate) fn admit(body: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        admit(body, limits)
    }

    /// The byte on the wire of an offset of the text. Meant for errors: it may have to go through the whole text.
    pub(crate) fn wire_offset(&self, at: usize) -> usize {
        Wire::of(self).at(at.min(self.text.len()))
    }
}

/// Transcodes a body to text.
pub(super) fn admit<'a>(body: &'a [u8], limits: &Limits) -> Result<Source<'a>, Error> {
    if body.len() > limits.body {
        return Err(Error {
            kind: ErrorKind::TooLarge,
            offset: limits.body,
        });
    }
    if let Some(rest) = body.strip_prefix(&[0xFE, 0xFF]) {
        return utf16(rest, u16::from_be_bytes);
    }
    if let Some(rest) = body.strip_prefix(&[0xFF, 0xFE]) {
        return utf16(rest, u16::from_le_bytes);
    }
    let (rest, mark) = match body.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        Some(rest) => (rest, 3),
        None => (body, 0),
    };
    if let Some(text) = scan::ascii(rest) {
        return Ok(Source {
            text: Cow::Borrowed(text),
            encoding: Encoding::Utf8 { mark },
        });
    }
    match std::str::from_utf8(rest) {
        Ok(text) if !declares_latin1(rest) => Ok(Source {
            text: Cow::Borrowed(text),
            encoding: Encoding::Utf8 { mark },
        }),
        _ if mark == 0 && declares_latin1(rest) => Ok(Source {
            text: rest.iter().map(|byte| char::from(*byte)).collect(),
            encoding: Encoding::Latin1,
        }),
        Ok(_) => Err(Error {
            kind: ErrorKind::EncodingName,
            offset: 0,
        }),
        Err(error) => Err(Error {
            kind: ErrorKind::Encoding,
            offset: mark + error.valid_up_to(),
        }),
    }
}

fn utf16<'a>(rest: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Source<'a>, Error> {
    let mut text = String::with_capacity(rest.len() / 2);
    let (pairs, odd) = rest.as_chunks::<2>();
    let mut offset = 2;
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let Ok(character) = character else {
            return Err(Error {
                kind: ErrorKind::Encoding,
                offset,
            });
        };
        offset += 2 * character.len_utf16();
        text.push(character);
    }
    if !odd.is_empty() {
        return Err(Error {
            kind: ErrorKind::Encoding,
            offset,
        });
    }
    Ok(Source {
        text: Cow::Owned(text),
        encoding: Encoding::Utf16,
    })
}

/// What nearly every declaration says.
const USUAL: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// Whether an XML declaration names ISO-8859-1. Whether the declaration is well-formed is the reader's affair.
fn declares_latin1(body: &[u8]) -> bool {
    if !body.starts_with(b"<?xml") || body.starts_with(USUAL) {
        return false;
    }
    let head = body.get(..body.len().min(200)).unwrap_or_default();
    let declaration = head.split(|byte| *byte == b'>').next().unwrap_or_default();
    let text = String::from_utf8_lossy(declaration).to_ascii_lowercase();
    text.starts_with("<?xml")
        && (text.contains("encoding=\"iso-8859-1\"") || text.contains("encoding='iso-8859-1'"))
}

impl Encoding {
    /// Whether a declared name fits the actual encoding.
    pub(crate) fn is_called(self, name: &str) -> bool {
        match self {
            Self::Utf8 { .. } => ["utf-8", "us-ascii", "iso-8859-1"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known)),
            Self::Utf16 => name.eq_ignore_ascii_case("utf-16"),
            Self::Latin1 => name.eq_ignore_ascii_case("iso-8859-1"),
        }
    }
}
