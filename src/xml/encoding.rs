//! From bytes to text: byte order marks, declared encodings, and the way back from text to byte.

use std::borrow::Cow;

use crate::xml::error::{Error, ErrorKind};
use crate::xml::limits::Limits;
use crate::xml::offsets::Wire;
use crate::xml::reader::Reader;
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
    /// ASCII, so in UTF-8 and in ISO-8859-1 too.
    Ascii,
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
        Wire::of(self.encoding).at(&self.text, at.min(self.text.len()))
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
            encoding: match mark {
                0 => Encoding::Ascii,
                _ => Encoding::Utf8 { mark },
            },
        });
    }
    // Section 4.3.3: bytes that are not legal in the declared encoding are a fatal error.
    let broken = |at| Error {
        kind: ErrorKind::Encoding,
        offset: mark + at,
    };
    match declared(rest).filter(|_| mark == 0) {
        Some(name) if name.eq_ignore_ascii_case("iso-8859-1") => Ok(Source {
            text: rest.iter().map(|byte| char::from(*byte)).collect(),
            encoding: Encoding::Latin1,
        }),
        Some(name) if name.eq_ignore_ascii_case("us-ascii") => {
            let ascii = rest.iter().take_while(|byte| byte.is_ascii()).count();
            Err(broken(ascii))
        }
        _ => match std::str::from_utf8(rest) {
            Ok(text) => Ok(Source {
                text: Cow::Borrowed(text),
                encoding: Encoding::Utf8 { mark },
            }),
            Err(error) => Err(broken(error.valid_up_to())),
        },
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

/// No declaration is longer.
const DECLARATION: usize = 1024;

/// The encoding that a well-formed XML declaration names. What else a document begins with is the reader's affair.
fn declared(body: &[u8]) -> Option<String> {
    if !body.starts_with(b"<?xml") || body.starts_with(USUAL) {
        return None;
    }
    let head = body.get(..body.len().min(DECLARATION))?;
    let end = memchr::memmem::find(head, b"?>")? + "?>".len();
    let text = std::str::from_utf8(head.get(..end)?).ok()?;
    let mut reader = Reader::<false>::new(text, 0, Limits::default(), false);
    reader.declaration(|_| true).ok()??.encoding
}

impl Encoding {
    /// Whether a declared name fits the actual encoding.
    pub(crate) fn is_called(self, name: &str) -> bool {
        let names: &[&str] = match self {
            Self::Ascii => &["utf-8", "us-ascii", "iso-8859-1"],
            // A byte order mark is not ASCII, and in ISO-8859-1 it would be text before the declaration.
            Self::Utf8 { .. } => &["utf-8"],
            Self::Utf16 => &["utf-16"],
            Self::Latin1 => &["iso-8859-1"],
        };
        names.iter().any(|known| name.eq_ignore_ascii_case(known))
    }
}
