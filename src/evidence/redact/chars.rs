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

/// How a character is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    /// A number of this base in so many symbols, so far behind the first.
    Digits {
        behind: u8,
        len: u8,
        base: u8,
    },
    /// Nothing else can be written in this form.
    Fixed,
}

/// One decoded character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// The code point; of a non-ASCII plain character only one byte, marked by [`BYTE`].
    pub(super) code: u32,
    at: u32,
    form: Form,
}

/// A reference with more digits is none: a bound keeps a hostile body from costing quadratic time.
const DIGITS: usize = 64;
/// The letter X: as a number it has two digits in every base here.
const SHORT_BLANK: u32 = 'X' as u32;
/// Added to a byte of 0x80 or more that stands for itself, to keep it apart from the code point of the same number.
const BYTE: u32 = 0x20_0000;
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

impl Unit {
    pub(super) fn ascii(&self) -> Option<u8> {
        u8::try_from(self.code).ok().filter(u8::is_ascii)
    }

    /// Where it begins, counted in characters of markup.
    pub(super) fn at(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX)
    }

    /// The byte it stands for, where it stands for one.
    pub(super) fn byte(&self) -> u8 {
        byte(self.code).unwrap_or(b'?')
    }

    /// Whether it is written as a reference, an escape, or percent-encoded.
    pub(super) fn is_escaped(&self) -> bool {
        self.form != Form::Plain
    }

    /// Writes another character in the place and in the form of this one; leaves it alone where that cannot be.
    pub(super) fn write(&self, body: &mut [u8], width: Width, code: u32) {
        match self.form {
            Form::Fixed => {}
            Form::Plain => width.write(body, self.at(), code & !BYTE),
            Form::Digits { behind, len, base } => {
                let base = u32::from(base);
                let at = self.at() + usize::from(behind);
                let mut rest = code & !BYTE;
                let mut digits = Vec::new();
                for _ in 0..len {
                    digits.push(char::from_digit(rest % base, base).unwrap_or('0'));
                    rest /= base;
                }
                if rest > 0 && code != SHORT_BLANK {
                    // A blank that the digits here can write, where nothing else can.
                    self.write(body, width, SHORT_BLANK);
                } else if rest == 0 {
                    for (index, digit) in digits.iter().rev().enumerate() {
                        width.write(body, at + index, u32::from(digit.to_ascii_uppercase()));
                    }
                }
            }
        }
    }
}

/// Every character of the body, decoded as far as it goes.
pub(super) fn decode(body: &[u8], width: Width, decoding: Decoding) -> Vec<Unit> {
    let symbols: Vec<u32> = body
        .chunks(width.bytes())
        .map(|chunk| width.read(chunk))
        .collect();
    let mut units = Vec::with_capacity(symbols.len());
    let mut at = 0;
    while let Some(&symbol) = symbols.get(at) {
        const AND: u32 = b'&' as u32;
        const BACKSLASH: u32 = b'\\' as u32;
        let escaped = match (decoding, symbol) {
            (Decoding::References, AND) => reference(&symbols, at),
            (Decoding::References, BACKSLASH) => json(&symbols, at),
            (Decoding::References, _) => None,
            (Decoding::Percent, _) => percent(&symbols, at),
        };
        let (unit, len) = escaped.unwrap_or((plain(symbol, at, width), 1));
        units.push(unit);
        at += len;
    }
    units
}

fn plain(symbol: u32, at: usize, width: Width) -> Unit {
    let byte = width == Width::One && symbol >= 0x80;
    Unit {
        code: if byte { symbol + BYTE } else { symbol },
        at: place(at),
        form: Form::Plain,
    }
}

/// The byte that a code stands for, where it stands for one.
pub(super) fn byte(code: u32) -> Option<u8> {
    u8::try_from(code & !BYTE).ok()
}

/// A body that a `u32` cannot count is larger than any that is read.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn small(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// A reference that begins at the ampersand at `at`, also one whose ampersand is itself escaped, with the number of symbols it takes.
fn reference(symbols: &[u32], at: usize) -> Option<(Unit, usize)> {
    let mut body = at + 1;
    let mut found = None;
    for _ in 0..DEPTH {
        let Some((unit, end)) = reference_body(symbols, at, body) else {
            break;
        };
        found = Some((unit, end - at));
        if unit.code != u32::from(b'&') {
            break;
        }
        body = end;
    }
    found
}

/// What follows the ampersand: a predefined name or a number, and a semicolon.
fn reference_body(symbols: &[u32], start: usize, at: usize) -> Option<(Unit, usize)> {
    const NAMES: [(&[u8], u8); 5] = [
        (b"amp;", b'&'),
        (b"lt;", b'<'),
        (b"gt;", b'>'),
        (b"quot;", b'"'),
        (b"apos;", b'\''),
    ];
    let fixed = |code: u8| Unit {
        code: u32::from(code),
        at: place(start),
        form: Form::Fixed,
    };
    for (name, code) in NAMES {
        if starts_with(symbols, at, name) {
            return Some((fixed(code), at + name.len()));
        }
    }
    let (base, digits) = if starts_with(symbols, at, b"#x") || starts_with(symbols, at, b"#X") {
        (16, at + 2)
    } else if starts_with(symbols, at, b"#") {
        (10, at + 1)
    } else {
        return None;
    };
    let (code, end) = number(symbols, digits..digits + DIGITS, base)?;
    let unit = Unit {
        code,
        at: place(start),
        form: Form::Digits {
            behind: small(digits - start),
            len: small(end - digits),
            base: small(usize::try_from(base).unwrap_or(0)),
        },
    };
    starts_with(symbols, end, b";").then_some((unit, end + 1))
}

/// What the backslash at `at` begins.
fn json(symbols: &[u32], at: usize) -> Option<(Unit, usize)> {
    let next = symbols.get(at + 1)?;
    let code = match u8::try_from(*next).ok()? {
        b'u' => {
            let (code, end) = number(symbols, at + 2..at + 6, 16)?;
            let form = Form::Digits {
                behind: 2,
                len: 4,
                base: 16,
            };
            let unit = Unit {
                code,
                at: place(at),
                form,
            };
            return (end == at + 6).then_some((unit, 6));
        }
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        same @ (b'"' | b'\'' | b'/' | b'\\') => same,
        _ => return None,
    };
    let unit = Unit {
        code: u32::from(code),
        at: place(at),
        form: Form::Fixed,
    };
    Some((unit, 2))
}

fn percent(symbols: &[u32], at: usize) -> Option<(Unit, usize)> {
    match u8::try_from(*symbols.get(at)?).ok()? {
        b'+' => {
            let unit = Unit {
                code: u32::from(b' '),
                at: place(at),
                form: Form::Fixed,
            };
            Some((unit, 1))
        }
        b'%' => {
            let (code, end) = number(symbols, at + 1..at + 3, 16)?;
            let form = Form::Digits {
                behind: 1,
                len: 2,
                base: 16,
            };
            let unit = Unit {
                code: if code >= 0x80 { code + BYTE } else { code },
                at: place(at),
                form,
            };
            (end == at + 3).then_some((unit, 3))
        }
        _ => None,
    }
}

/// The digits that stand in the range, as a number, with the place after the last of them.
fn number(symbols: &[u32], range: Range<usize>, base: u32) -> Option<(u32, usize)> {
    let mut value = 0_u32;
    let mut end = range.start;
    for at in range.clone() {
        let digit = symbols
            .get(at)
            .and_then(|s| char::from_u32(*s))
            .and_then(|c| c.to_digit(base));
        let Some(digit) = digit else { break };
        value = value.saturating_mul(base).saturating_add(digit);
        end = at + 1;
    }
    (end > range.start).then_some((value, end))
}

fn starts_with(symbols: &[u32], at: usize, text: &[u8]) -> bool {
    text.iter()
        .enumerate()
        .all(|(index, byte)| symbols.get(at + index) == Some(&u32::from(*byte)))
}
