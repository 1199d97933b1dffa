//! Secrets in disguise: the texts that somebody reads who undoes escapes and encodings, several of them in turn, each byte
//! with the place in the body that it comes from.

use std::ops::Range;

use crate::evidence::redact::compressed::Unpacker;
use crate::evidence::redact::decoder::{Decoder, base32, base64, hexadecimal};
use crate::evidence::redact::known::{Known, SHORTEST};
use crate::evidence::redact::reading::Reading;

/// How many encodings are undone, one after the other. Escapes count for nothing.
const LAYERS: usize = 3;
/// How often escapes are undone in one layer.
const ESCAPES: usize = 12;

/// The places in the body where a secret stands in some disguise.
pub(super) fn places(plain: Reading, known: &Known, unpacker: &mut Unpacker) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut layer = vec![plain];
    for _ in 0..LAYERS {
        let mut next = Vec::new();
        let apart: Vec<Reading> = layer.iter().filter_map(Reading::without_doubt).collect();
        for reading in layer.into_iter().chain(apart) {
            reading.search(known, &mut found);
            // A secret may hold what looks like an escape or a tag.
            reading.without(is_white_space, known, &mut found);
            let mut decoder = Decoder {
                unpacker: &mut *unpacker,
                suspect: Vec::new(),
            };
            let mut add = |text: Reading| {
                if text.bytes().len() >= SHORTEST {
                    next.push(text);
                }
            };
            let reading = reading.without_escapes(known, &mut found);
            let visible = reading.rid_of(is_invisible, known, &mut found);
            let visible = visible.rid_of(is_markup, known, &mut found);
            let visible = visible.without_escapes(known, &mut found);
            add(decoder.digits(&visible, 64, 12, base64));
            add(decoder.digits(&visible, 32, 16, base32));
            let numbers = visible.numbers();
            add(decoder.unpacked(&numbers));
            add(numbers);
            add(decoder.digits(&visible, 16, 16, hexadecimal));
            let joined = visible.rid_of(is_white_space, known, &mut found);
            // An equals sign before a number in hexadecimal digits is no escape of quoted-printable.
            let separate = joined.without(is_separator, known, &mut found);
            let separate = separate.as_ref().unwrap_or(&joined);
            if memchr::memchr(b'=', separate.bytes()).is_some() {
                add(decoder.digits(separate, 16, 16, hexadecimal));
            }
            let joined = joined.without_escapes(known, &mut found);
            let dense = joined.rid_of(is_separator, known, &mut found);
            add(decoder.digits(&dense, 16, 16, hexadecimal));
            found.append(&mut decoder.suspect);
        }
        layer = next;
    }
    found
}

/// The compressed streams of a body that stand there as they are, each with what it unpacks to.
pub(super) fn streams(body: &[u8], unpacker: &mut Unpacker) -> Vec<(Range<usize>, Reading)> {
    let mut found = Vec::new();
    for start in Unpacker::starts(body) {
        let (unpacked, length) = unpacker.unpack(body.get(start..).unwrap_or_default());
        let place = start..start + length;
        if unpacked.len() >= SHORTEST {
            let mut reading = Reading::default();
            for byte in &unpacked {
                reading.push(*byte, place.clone());
            }
            found.push((place, reading));
        }
    }
    found
}

impl Reading {
    /// Adds where in the body a secret stands that stands here.
    fn search(&self, known: &Known, found: &mut Vec<Range<usize>>) {
        let places = known.find(self.bytes()).into_iter();
        found.extend(places.filter_map(|place| self.source(place)));
    }

    /// With blanks for equals signs, where one may be an escape of quoted-printable, but may also stand between a name and
    /// digits, or end what is in base 64.
    fn without_doubt(&self) -> Option<Self> {
        let is_doubtful = memchr::memchr_iter(b'=', self.bytes()).any(|at| {
            let next = self.bytes().get(at + 1);
            next.is_some_and(|next| next.is_ascii_hexdigit() || *next == b'\n')
        });
        let blank = |byte| if byte == b'=' { b' ' } else { byte };
        is_doubtful.then(|| self.with_bytes(blank))
    }

    /// Undoes all escapes, one layer after the other. A secret may hold what looks like one, so each layer is searched.
    fn without_escapes(mut self, known: &Known, found: &mut Vec<Range<usize>>) -> Self {
        for _ in 0..ESCAPES {
            match self.unescaped() {
                Some(text) => self = text,
                None => break,
            }
            self.search(known, found);
        }
        self
    }

    /// With the escapes of one layer undone, unless there are none.
    fn unescaped(&self) -> Option<Self> {
        let mut out: Option<Self> = None;
        let (mut done, mut at) = (0, 0);
        while let Some(rest) = self.bytes().get(at..)
            && let Some(first) = rest.first()
        {
            let escape = match first {
                b'&' | b'\\' | b'%' | b'=' | 0xef => escape(rest),
                _ => None,
            };
            let Some((byte, len)) = escape else {
                at += 1;
                continue;
            };
            let out = out.get_or_insert_default();
            out.copy(self, done..at);
            if let (Some(byte), Some(from)) = (byte, self.source(at..at + len)) {
                out.push(byte, from);
            }
            at += len;
            done = at;
        }
        if let Some(out) = &mut out {
            out.copy(self, done..at);
        }
        out
    }

    /// Without what stands between the letters of a secret that was cut in pieces; nothing where there is none of it.
    fn without(
        &self,
        gap: impl Fn(&[u8]) -> usize,
        known: &Known,
        found: &mut Vec<Range<usize>>,
    ) -> Option<Self> {
        let mut out: Option<Self> = None;
        let (mut done, mut at) = (0, 0);
        while let Some(rest) = self.bytes().get(at..)
            && !rest.is_empty()
        {
            match gap(rest) {
                0 => at += 1,
                len => {
                    out.get_or_insert_default().copy(self, done..at);
                    at += len;
                    done = at;
                }
            }
        }
        let mut out = out?;
        out.copy(self, done..at);
        out.search(known, found);
        Some(out)
    }

    /// Without these, or as it is: a long text is not copied for nothing.
    fn rid_of(
        self,
        gap: impl Fn(&[u8]) -> usize,
        known: &Known,
        found: &mut Vec<Range<usize>>,
    ) -> Self {
        match self.without(gap, known, found) {
            Some(less) => less,
            None => self,
        }
    }

    /// What stands here as numbers of bytes, in decimal or in eight binary digits, as many in a row as a secret has bytes.
    fn numbers(&self) -> Self {
        let mut out = Self::default();
        let mut row = Vec::new();
        let mut at = 0;
        while at < self.bytes().len() {
            let rest = self.bytes().get(at..).unwrap_or_default();
            let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            if len == 0 {
                if rest.first().is_some_and(u8::is_ascii_alphabetic) {
                    self.end_row(&mut row, &mut out);
                }
                at += 1;
                continue;
            }
            // Of a long run the last digits may be a number, behind an id.
            let before = len.saturating_sub(8);
            if before > 0 {
                self.end_row(&mut row, &mut out);
            }
            let text = rest.get(before..len);
            let text = text.and_then(|digits| std::str::from_utf8(digits).ok());
            let base = if len - before == 8 { 2 } else { 10 };
            match text.and_then(|text| u8::from_str_radix(text, base).ok()) {
                Some(number) => row.push((number, at + before..at + len)),
                None => self.end_row(&mut row, &mut out),
            }
            at += len;
        }
        self.end_row(&mut row, &mut out);
        out
    }

    /// Appends the bytes of a row, each with its place here, unless they are too few for a secret.
    fn end_row(&self, row: &mut Vec<(u8, Range<usize>)>, out: &mut Self) {
        if row.len() >= SHORTEST {
            for (byte, place) in &*row {
                if let Some(from) = self.source(place.clone()) {
                    out.push(*byte, from);
                }
            }
            out.end();
        }
        row.clear();
    }
}

/// White space, if some begins here: its length.
fn is_white_space(rest: &[u8]) -> usize {
    usize::from(matches!(rest, [b' ' | b'\t' | b'\r' | b'\n', ..]))
}

/// NUL, soft hyphens and characters without width, if one begins here: its length.
fn is_invisible(rest: &[u8]) -> usize {
    match rest {
        [0, ..] => 1,
        [0xc2, 0xad | 0xa0, ..] => 2,
        [0xe2, 0x80, 0x8b..=0x8f, ..] | [0xe2, 0x81, 0xa0, ..] | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}

/// A tag, a comment, or what a CDATA section begins and ends with, if one begins here: its length.
fn is_markup(rest: &[u8]) -> usize {
    match rest {
        [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => 9,
        [b']', b']', b'>', ..] => 3,
        [b'<', ..] => {
            // A tag or comment of a sensible length; a longer one is no interruption.
            const LONGEST: usize = 80;
            let head = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
            memchr::memchr(b'>', head).map_or(0, |end| end + 1)
        }
        _ => 0,
    }
}

/// What is written between bytes in hexadecimal digits, and before them.
fn is_separator(rest: &[u8]) -> usize {
    match rest {
        [b'0' | b'\\', b'x' | b'X', ..] => 2,
        [
            b':' | b'-' | b',' | b';' | b'.' | b'|' | b'[' | b']' | b'"' | b'\'',
            ..,
        ] => 1,
        _ => 0,
    }
}

/// The byte that an escape at the beginning stands for, and the length of the escape. A soft line break stands for none.
fn escape(text: &[u8]) -> Option<(Option<u8>, usize)> {
    let (code, len) = match text {
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            number(rest, 16, 1..=64, b";").map(|(c, l)| (c, l + 3))?
        }
        [b'&', b'#', rest @ ..] => number(rest, 10, 1..=64, b";").map(|(c, l)| (c, l + 2))?,
        [b'&', rest @ ..] => {
            const NAMES: [(&[u8], u8); 12] = [
                (b"amp;", b'&'),
                (b"lt;", b'<'),
                (b"gt;", b'>'),
                (b"quot;", b'"'),
                (b"apos;", b'\''),
                (b"period;", b'.'),
                (b"lowbar;", b'_'),
                (b"plus;", b'+'),
                (b"sol;", b'/'),
                (b"equals;", b'='),
                (b"num;", b'#'),
                (b"bsol;", b'\\'),
            ];
            let (name, byte) = NAMES.iter().find(|(name, _)| rest.starts_with(name))?;
            (u32::from(*byte), name.len() + 1)
        }
        [b'\\', b'x', rest @ ..] => number(rest, 16, 2..=2, b"").map(|(c, l)| (c, l + 2))?,
        [b'\\', b'u' | b'U', b'{', rest @ ..] => {
            number(rest, 16, 1..=8, b"}").map(|(c, l)| (c, l + 3))?
        }
        [b'\\', b'u', rest @ ..] => number(rest, 16, 4..=4, b"").map(|(c, l)| (c, l + 2))?,
        [b'\\', b'U', rest @ ..] => number(rest, 16, 8..=8, b"")
            .or_else(|| number(rest, 16, 4..=4, b""))
            .map(|(c, l)| (c, l + 2))?,
        [b'\\', same @ (b'"' | b'\'' | b'/' | b'\\'), ..] => (u32::from(*same), 2),
        // Three octal digits.
        [b'\\', rest @ ..] => number(rest, 8, 3..=3, b"").map(|(c, l)| (c, l + 1))?,
        [b'%', b'u' | b'U', rest @ ..] => number(rest, 16, 4..=4, b"").map(|(c, l)| (c, l + 2))?,
        [b'=', b'\r', b'\n', ..] => return Some((None, 3)),
        [b'=', b'\n', ..] => return Some((None, 2)),
        [b'%' | b'=', rest @ ..] => number(rest, 16, 2..=2, b"").map(|(c, l)| (c, l + 1))?,
        // Full width forms of ASCII.
        [0xef, 0xbc, last @ 0x81..=0xbf, ..] => (u32::from(*last) - 0x60, 3),
        [0xef, 0xbd, last @ 0x80..=0x9e, ..] => (u32::from(*last) - 0x20, 3),
        _ => return None,
    };
    // A secret is ASCII; what is beyond only has to break it.
    let byte = match code {
        0xff01..=0xff5e => u8::try_from(code - 0xfee0),
        _ => u8::try_from(code),
    };
    Some((Some(byte.unwrap_or(b'\n')), len))
}

/// A number of so many digits and what ends it, with the length of both.
fn number(
    text: &[u8],
    base: u32,
    digits: std::ops::RangeInclusive<usize>,
    end: &[u8],
) -> Option<(u32, usize)> {
    let mut value = 0_u32;
    let mut len = 0;
    while len < *digits.end()
        && let Some(digit) = text.get(len).and_then(|b| char::from(*b).to_digit(base))
    {
        value = value.saturating_mul(base).saturating_add(digit);
        len += 1;
    }
    let ended = text.get(len..).is_some_and(|rest| rest.starts_with(end));
    (digits.contains(&len) && ended).then_some((value, len + end.len()))
}
