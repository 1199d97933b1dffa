//! A body as a sequence of decoded characters, each with the bytes it stands in and the way it is written there.

use std::ops::Range;

/// How many bytes one character of markup takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    One,
    TwoLittle,
    TwoBig,
    FourLittle,
    FourBig,
}

/// What is decoded beside plain characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decoding {
    /// XML references at any depth and JSON escapes.
    References,
    /// Percent-encoding, and `+` for a space.
    Percent,
}

/// How a character is written that does not stand for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A number of this base in so many symbols, so far behind the first.
    Digits {
        behind: usize,
        len: usize,
        base: u32,
    },
    /// Nothing else can be written in this form.
    Fixed,
}

/// One decoded character. There is one for each character of a body, so it is small.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// The code point, of a non-ASCII plain character only one byte, marked by [`BYTE`]; and [`ESCAPED`].
    code: u32,
    at: u32,
}

/// The characters of markup in a body.
#[derive(Clone, Copy)]
struct Symbols<'b> {
    body: &'b [u8],
    width: Width,
}

/// A character that is not written as itself: its code point, its form, and how many characters of markup it takes.
type Escaped = (u32, Form, usize);

/// A reference with more digits is none: a bound keeps a hostile body from costing quadratic time.
const DIGITS: usize = 64;
/// The letter X: as a number it has two digits in every base here.
const SHORT_BLANK: u32 = 'X' as u32;
/// Added to a byte of 0x80 or more that stands for itself, to keep it apart from the code point of the same number.
const BYTE: u32 = 0x20_0000;
/// Below the marks; no character has a number so high.
const HIGHEST: u32 = BYTE - 1;
/// Added to what is written as a reference, an escape, or percent-encoded.
const ESCAPED: u32 = 0x40_0000;
/// No escaping in use is deeper; a bound keeps a hostile body from costing quadratic time.
const DEPTH: usize = 8;

impl Width {
    pub(super) const WIDE: [Self; 4] = [
        Self::TwoLittle,
        Self::TwoBig,
        Self::FourLittle,
        Self::FourBig,
    ];

    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::One => 1,
            Self::TwoLittle | Self::TwoBig => 2,
            Self::FourLittle | Self::FourBig => 4,
        }
    }

    fn read(self, chunk: &[u8]) -> u32 {
        let join = |sum: u32, byte: &u8| (sum << 8) | u32::from(*byte);
        match self {
            Self::One | Self::TwoBig | Self::FourBig => chunk.iter().fold(0, join),
            Self::TwoLittle | Self::FourLittle => chunk.iter().rev().fold(0, join),
        }
    }

    fn write(self, body: &mut [u8], symbol: usize, value: u32) {
        let size = self.bytes();
        let bytes = value.to_be_bytes();
        let Some(tail) = bytes.get(4 - size..) else {
            return;
        };
        let Some(place) = body.get_mut(symbol * size..(symbol + 1) * size) else {
            return;
        };
        place.copy_from_slice(tail);
        if matches!(self, Self::TwoLittle | Self::FourLittle) {
            place.reverse();
        }
    }
}

impl Symbols<'_> {
    fn get(&self, at: usize) -> Option<u32> {
        let size = self.width.bytes();
        let start = at * size;
        let end = self.body.len().min(start + size);
        let chunk = self.body.get(start..end)?;
        (!chunk.is_empty()).then(|| self.width.read(chunk))
    }

    fn starts_with(&self, at: usize, text: &[u8]) -> bool {
        let is_at = |(index, byte): (usize, &u8)| self.get(at + index) == Some(u32::from(*byte));
        text.iter().enumerate().all(is_at)
    }

    /// What is escaped at this place in the way of this decoding, if anything is.
    fn escaped(&self, at: usize, decoding: Decoding) -> Option<Escaped> {
        match (decoding, u8::try_from(self.get(at)?).ok()?) {
            (Decoding::References, b'&') => reference(self, at),
            (Decoding::References, b'\\') => json(self, at),
            (Decoding::Percent, b'%' | b'+') => percent(self, at),
            _ => None,
        }
    }
}

impl Unit {
    pub(super) fn code(&self) -> u32 {
        self.code & !ESCAPED
    }

    pub(super) fn ascii(&self) -> Option<u8> {
        u8::try_from(self.code()).ok().filter(u8::is_ascii)
    }

    /// Where it begins, counted in characters of markup.
    pub(super) fn at(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX)
    }

    /// The byte it stands for, where it stands for one.
    pub(super) fn byte(&self) -> u8 {
        byte(self.code()).unwrap_or(b'?')
    }

    /// Whether it is written as a reference, an escape, or percent-encoded.
    pub(super) fn is_escaped(&self) -> bool {
        self.code & ESCAPED != 0
    }

    /// Writes another character in the place and in the form of this one; leaves it alone where that cannot be.
    pub(super) fn write(&self, body: &mut [u8], width: Width, code: u32) {
        if !self.is_escaped() {
            width.write(body, self.at(), code & !BYTE);
            return;
        }
        let symbols = Symbols { body, width };
        let escaped = symbols.escaped(self.at(), Decoding::References);
        let escaped = escaped.or_else(|| symbols.escaped(self.at(), Decoding::Percent));
        if let Some((_, Form::Digits { behind, len, base }, _)) = escaped {
            let at = self.at() + behind;
            // A blank that the digits here can write, where nothing else can.
            for code in [code & !BYTE, SHORT_BLANK] {
                let mut rest = code;
                let mut digits = Vec::with_capacity(len);
                for _ in 0..len {
                    digits.push(char::from_digit(rest % base, base).unwrap_or('0'));
                    rest /= base;
                }
                if rest == 0 {
                    for (index, digit) in digits.iter().rev().enumerate() {
                        width.write(body, at + index, u32::from(digit.to_ascii_uppercase()));
                    }
                    return;
                }
            }
        }
    }
}

/// Every character of the body, decoded as far as it goes.
pub(super) fn decode(body: &[u8], width: Width, decoding: Decoding) -> impl Iterator<Item = Unit> {
    let symbols = Symbols { body, width };
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        if let Some(byte) = body.get(at).filter(|_| width == Width::One)
            && !begins_escape(*byte)
        {
            next = at + 1;
            let mark = if byte.is_ascii() { 0 } else { BYTE };
            return Some(Unit {
                code: u32::from(*byte) | mark,
                at: place(at),
            });
        }
        let symbol = symbols.get(at)?;
        let (code, len) = match symbols.escaped(at, decoding) {
            Some((code, _, len)) => (code | ESCAPED, len),
            None if width == Width::One && symbol >= 0x80 => (symbol | BYTE, 1),
            None => (symbol.min(HIGHEST), 1),
        };
        next = at + len;
        Some(Unit {
            code,
            at: place(at),
        })
    })
}

/// Whether something escaped may begin with this byte, in any way of decoding.
const fn begins_escape(byte: u8) -> bool {
    matches!(byte, b'&' | b'\\' | b'%' | b'+')
}

/// As [`decode`], all of them.
pub(super) fn decoded(body: &[u8], width: Width, decoding: Decoding) -> Vec<Unit> {
    // A vector that grows would be there twice for a while, and be half empty.
    let mut units = Vec::with_capacity(body.len().div_ceil(width.bytes()));
    units.extend(decode(body, width, decoding));
    units
}

/// The byte that a code stands for, where it stands for one.
fn byte(code: u32) -> Option<u8> {
    u8::try_from(code & !BYTE).ok()
}

/// The bytes that these codes stand for; `None` if one of them is no byte.
pub(super) fn bytes(codes: &[u32]) -> Option<Vec<u8>> {
    codes.iter().map(|code| byte(*code)).collect()
}

/// A body that a `u32` cannot count is larger than any that is read.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A reference that begins at the ampersand at `at`, also one whose ampersand is itself escaped.
fn reference(symbols: &Symbols<'_>, at: usize) -> Option<Escaped> {
    let mut body = at + 1;
    let mut found = None;
    for _ in 0..DEPTH {
        let Some((code, form, end)) = reference_body(symbols, at, body) else {
            break;
        };
        found = Some((code, form, end - at));
        if code != u32::from(b'&') {
            break;
        }
        body = end;
    }
    found
}

/// What follows the ampersand: a predefined name or a number, and a semicolon. Gives the place behind it.
fn reference_body(symbols: &Symbols<'_>, start: usize, at: usize) -> Option<Escaped> {
    const NAMES: [(&[u8], u8); 5] = [
        (b"amp;", b'&'),
        (b"lt;", b'<'),
        (b"gt;", b'>'),
        (b"quot;", b'"'),
        (b"apos;", b'\''),
    ];
    for (name, code) in NAMES {
        if symbols.starts_with(at, name) {
            return Some((u32::from(code), Form::Fixed, at + name.len()));
        }
    }
    let (base, digits) = if symbols.starts_with(at, b"#x") || symbols.starts_with(at, b"#X") {
        (16, at + 2)
    } else if symbols.starts_with(at, b"#") {
        (10, at + 1)
    } else {
        return None;
    };
    let (code, end) = number(symbols, digits..digits + DIGITS, base)?;
    let form = Form::Digits {
        behind: digits - start,
        len: end - digits,
        base,
    };
    symbols
        .starts_with(end, b";")
        .then_some((code, form, end + 1))
}

/// What the backslash at `at` begins.
fn json(symbols: &Symbols<'_>, at: usize) -> Option<Escaped> {
    let code = match u8::try_from(symbols.get(at + 1)?).ok()? {
        b'u' => {
            let (code, end) = number(symbols, at + 2..at + 6, 16)?;
            let form = Form::Digits {
                behind: 2,
                len: 4,
                base: 16,
            };
            return (end == at + 6).then_some((code, form, 6));
        }
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        same @ (b'"' | b'\'' | b'/' | b'\\') => same,
        _ => return None,
    };
    Some((u32::from(code), Form::Fixed, 2))
}

/// What the percent sign or the plus sign at `at` begins.
fn percent(symbols: &Symbols<'_>, at: usize) -> Option<Escaped> {
    if symbols.starts_with(at, b"+") {
        return Some((u32::from(b' '), Form::Fixed, 1));
    }
    let (code, end) = number(symbols, at + 1..at + 3, 16)?;
    let form = Form::Digits {
        behind: 1,
        len: 2,
        base: 16,
    };
    let code = if code >= 0x80 { code | BYTE } else { code };
    (end == at + 3).then_some((code, form, 3))
}

/// The digits that stand in the range, as a number, with the place after the last of them.
fn number(symbols: &Symbols<'_>, range: Range<usize>, base: u32) -> Option<(u32, usize)> {
    let mut value = 0_u32;
    let mut end = range.start;
    for at in range.clone() {
        let digit = symbols
            .get(at)
            .and_then(char::from_u32)
            .and_then(|c| c.to_digit(base));
        let Some(digit) = digit else { break };
        value = value.saturating_mul(base).saturating_add(digit);
        end = at + 1;
    }
    (end > range.start).then_some((value.min(HIGHEST), end))
}
