//! Encodings undone: digits of a base, and what was compressed before it was encoded.

use std::ops::Range;

use crate::evidence::redact::compressed::{Unpacker, is_opaque};
use crate::evidence::redact::passes::names_key;
use crate::evidence::redact::reading::Reading;

/// Undoes encodings, and looks into what was compressed before it was encoded.
pub(super) struct Decoder<'u> {
    pub(super) unpacker: &'u mut Unpacker,
    /// Where something stands that may be a secret and cannot be read.
    pub(super) suspect: Vec<Range<usize>>,
}

impl Decoder<'_> {
    /// What stands here in digits of a base that is a power of two, in runs of at least so many digits. Lines are joined. A
    /// run in hexadecimal digits may begin in the middle of a byte.
    pub(super) fn digits(
        &mut self,
        text: &Reading,
        base: u32,
        shortest: usize,
        digit: impl Fn(u8) -> Option<u32>,
    ) -> Reading {
        let mut out = Reading::default();
        let is_part = |byte: &u8| is_line_end(*byte) || digit(*byte).is_some();
        let mut start = 0;
        for lines in text.bytes().split(|byte| !is_part(byte)) {
            // Most words are shorter.
            if lines.len() >= shortest {
                let digits = lines.iter().zip(start..);
                let digits = digits.map(|(byte, at)| digit(*byte).map(|value| (value, at)));
                self.lines(text, digits, base, shortest, &mut out);
            }
            start += lines.len() + 1;
        }
        out
    }

    /// Decodes lines of digits: each that is long enough, and all of them together. None stands for the end of a line.
    fn lines(
        &mut self,
        text: &Reading,
        digits: impl Iterator<Item = Option<(u32, usize)>>,
        base: u32,
        shortest: usize,
        out: &mut Reading,
    ) {
        let mut run = Vec::new();
        // Where in the run its last line begins, and how much of the run was decoded as its first line.
        let (mut line, mut done) = (0, 0);
        for digit in digits {
            if let Some(digit) = digit {
                run.push(digit);
                continue;
            }
            if run.len() - line >= shortest {
                self.either(text, run.get(line..).unwrap_or_default(), base, out);
                done = if line == 0 { run.len() } else { done };
            }
            line = run.len();
        }
        if line > 0 && run.len() - line >= shortest {
            self.either(text, run.get(line..).unwrap_or_default(), base, out);
        }
        if run.len() >= shortest && run.len() != done {
            self.either(text, &run, base, out);
        }
    }

    /// Decodes a run, and one in hexadecimal digits also as if its first digit belonged to the byte before.
    fn either(&mut self, text: &Reading, run: &[(u32, usize)], base: u32, out: &mut Reading) {
        self.decode(text, run, base, out);
        if base == 16 {
            self.decode(text, run.get(1..).unwrap_or_default(), base, out);
        }
    }

    fn decode(&mut self, text: &Reading, run: &[(u32, usize)], base: u32, out: &mut Reading) {
        let width = base.trailing_zeros();
        let (mut value, mut bits, mut first) = (0_u32, 0, None);
        let mut bytes = Vec::with_capacity(run.len());
        let mut places = Vec::with_capacity(run.len());
        for (digit, at) in run {
            value = (value << width) | digit;
            bits += width;
            let start = *first.get_or_insert(*at);
            if bits >= 8 {
                bits -= 8;
                let byte = u8::try_from((value >> bits) & 0xff).unwrap_or_default();
                bytes.push(byte);
                places.push(start..at + 1);
                // The digit that holds the rest is part of the next byte too.
                first = (bits > 0).then_some(*at);
            }
            value &= 0xffff;
        }
        // Words and numbers that are no encoded text become noise, of which a third looks like text.
        // NUL is half of a character of UTF-16.
        let decoded = || bytes.iter().zip(&places).filter(|(byte, _)| **byte != 0);
        let texts = decoded().filter(|(byte, _)| is_text(byte)).count();
        if texts * 3 >= decoded().count() * 2 {
            for (byte, place) in decoded() {
                if let Some(from) = text.source(place.clone()) {
                    out.push(*byte, from);
                }
            }
            out.end();
        }
        // What is compressed looks like text by chance, too.
        if let (Some((_, first)), Some((_, last))) = (run.first(), run.last()) {
            let whole = text.source(*first..last + 1);
            let mut end = self.look_into(&bytes, |_| whole.clone(), out);
            for start in Unpacker::starts(&bytes).filter(|start| *start > 0) {
                let rest = bytes.get(start..).unwrap_or_default();
                if start >= end {
                    end = start + self.look_into(rest, |_| whole.clone(), out);
                }
            }
        }
        out.end();
    }

    /// What the compressed streams in a text unpack to.
    pub(super) fn unpacked(&mut self, text: &Reading) -> Reading {
        let mut out = Reading::default();
        let mut end = 0;
        for start in Unpacker::starts(text.bytes()) {
            let rest = text.bytes().get(start..).unwrap_or_default();
            // The text of a stream that begins in another is that of the other.
            if start >= end {
                let place = |length: usize| text.source(start..start + length);
                end = start + self.look_into(rest, place, &mut out);
            }
        }
        out
    }

    /// Appends what these bytes unpack to, if anything: the length of the stream. `place` says where so many of them stand.
    fn look_into(
        &mut self,
        bytes: &[u8],
        place: impl Fn(usize) -> Option<Range<usize>>,
        out: &mut Reading,
    ) -> usize {
        if is_opaque(bytes) {
            self.suspect.extend(place(bytes.len()));
            return bytes.len();
        }
        let (unpacked, length) = self.unpacker.unpack(bytes);
        let Some(from) = place(length).filter(|_| !unpacked.is_empty()) else {
            return 0;
        };
        if names_key(&unpacked) {
            self.suspect.push(from.clone());
        }
        for byte in unpacked.iter().filter(|byte| **byte != 0) {
            out.push(*byte, from.clone());
        }
        length
    }
}

/// Of what is not ASCII only full width letters and characters without width matter here.
fn is_text(byte: &u8) -> bool {
    byte.is_ascii_graphic()
        || matches!(
            *byte,
            b' ' | b'\n' | 0 | 0x80 | 0x8b..=0x8f | 0xbc | 0xbd | 0xe2 | 0xef
        )
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

pub(super) fn hexadecimal(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(16)
}

pub(super) fn base64(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

pub(super) fn base32(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a'),
        b'2'..=b'7' => u32::from(byte - b'2') + 26,
        _ => return None,
    })
}
