//! Searching bytes sixteen at a time. The only file with `unsafe` in it.

use crate::xml::character::is_space;

/// Takes the plain text at the beginning of `bytes`, up to the first byte that ends or interrupts it: `&`, `<`, `]`, a
/// control character, or anything beyond ASCII. The text, and the rest.
#[inline(always)]
#[expect(
    unsafe_code,
    reason = "to look for the borders of characters again costs a tenth of the time"
)]
pub(super) fn text(bytes: &[u8]) -> (&str, &[u8]) {
    let (text, rest) = split(bytes, block::text, |byte| {
        matches!(byte, b'&' | b'<' | b']' | ..0x20 | 0x80..)
    });
    // SAFETY: no byte before the first one beyond ASCII is beyond ASCII, and ASCII is UTF-8.
    (unsafe { std::str::from_utf8_unchecked(text) }, rest)
}

/// As [`text`], of any number of lines.
#[inline(always)]
#[expect(unsafe_code, reason = "as in `text`")]
pub(super) fn lines(bytes: &[u8]) -> (&str, &[u8]) {
    let (lines, rest) = split(bytes, block::lines, |byte| {
        matches!(byte, b'&' | b'<' | b']' | ..0x20 | 0x80..) && byte != b'\n'
    });
    // SAFETY: as in `text`.
    (unsafe { std::str::from_utf8_unchecked(lines) }, rest)
}

/// Takes the part of a name without a colon that consists of ASCII, as most names do, and the rest. A digit, `-` or `.`
/// may be its first byte, which no name has.
#[inline(always)]
pub(super) fn name(bytes: &[u8]) -> (&[u8], &[u8]) {
    split(bytes, block::not_name, |byte| !is_name_byte(byte))
}

const fn is_name_byte(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.')
}

/// What is left of `bytes` behind white space.
#[inline(always)]
pub(super) fn space(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    loop {
        (_, rest) = split(rest, block::not_blank, |byte| !is_blank(byte));
        match rest {
            [byte, after @ ..] if is_space(*byte) => rest = after,
            _ => return rest,
        }
    }
}

/// The usual white space.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}

/// Bytes as text, if they are ASCII.
pub(super) fn ascii(bytes: &[u8]) -> Option<&str> {
    #[expect(
        unsafe_code,
        reason = "to look at every byte once more would cost a tenth of the time"
    )]
    match is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        true => Some(unsafe { std::str::from_utf8_unchecked(bytes) }),
        false => None,
    }
}

/// As the method of slices, which takes twice the instructions.
fn is_ascii(bytes: &[u8]) -> bool {
    let (chunks, rest) = bytes.as_chunks::<128>();
    chunks.iter().all(block::is_ascii) && rest.is_ascii()
}

/// Splits before the first byte at which `stops` holds. `block` says that of sixteen bytes, a bit for each; the rest goes
/// byte by byte.
#[inline(always)]
#[expect(unsafe_code, reason = "the length is right by the way it is found")]
fn split(bytes: &[u8], block: fn(&[u8; 16]) -> u32, stops: fn(u8) -> bool) -> (&[u8], &[u8]) {
    let mut rest = bytes;
    let length = loop {
        let Some((chunk, after)) = rest.split_first_chunk() else {
            break rest.iter().take_while(|byte| !stops(**byte)).count();
        };
        let found = block(chunk);
        if found != 0 {
            break found.trailing_zeros() as usize;
        }
        rest = after;
    };
    let length = bytes.len() - rest.len() + length;
    // SAFETY: a part of `bytes` is behind us, and of the sixteen bytes or fewer that come next it is one of them that
    // stops, or the end.
    unsafe { bytes.split_at_unchecked(length) }
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "SSE2 halves the instructions of the reader")]
mod block {
    use std::arch::x86_64::{
        __m128i, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8,
        _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8, _mm_setzero_si128,
    };

    #[inline(always)]
    pub(super) fn text(bytes: &[u8; 16]) -> u32 {
        // SAFETY: SSE2 is part of every x86-64 processor; the load needs no alignment and reads the sixteen bytes of
        // the array. Compared as signed, what lies beyond ASCII is below 0x20.
        let mask = unsafe {
            let x = _mm_loadu_si128(bytes.as_ptr().cast::<__m128i>());
            let markup = _mm_or_si128(is(x, b'&'), is(x, b'<'));
            let other = _mm_or_si128(is(x, b']'), _mm_cmplt_epi8(x, _mm_set1_epi8(0x20)));
            _mm_movemask_epi8(_mm_or_si128(markup, other))
        };
        mask.cast_unsigned()
    }

    #[inline(always)]
    pub(super) fn lines(bytes: &[u8; 16]) -> u32 {
        // SAFETY: as in `text`.
        let line_ends = unsafe {
            let x = _mm_loadu_si128(bytes.as_ptr().cast::<__m128i>());
            _mm_movemask_epi8(is(x, b'\n'))
        };
        text(bytes) & !line_ends.cast_unsigned()
    }

    #[inline(always)]
    pub(super) fn not_name(bytes: &[u8; 16]) -> u32 {
        // SAFETY: as in `text`. With bit 5 set, a letter is in lower case; a byte beyond ASCII is negative.
        let mask = unsafe {
            let x = _mm_loadu_si128(bytes.as_ptr().cast::<__m128i>());
            let lower = _mm_or_si128(x, _mm_set1_epi8(0x20));
            let letter = between(lower, b'a', b'z');
            let other = _mm_andnot_si128(is(x, b'/'), between(x, b'-', b'9'));
            _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, other), is(x, b'_')))
        };
        mask.cast_unsigned() ^ 0xFFFF
    }

    #[inline(always)]
    fn between(x: __m128i, first: u8, last: u8) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64 processor.
        unsafe {
            _mm_and_si128(
                _mm_cmpgt_epi8(x, _mm_set1_epi8((first - 1).cast_signed())),
                _mm_cmplt_epi8(x, _mm_set1_epi8((last + 1).cast_signed())),
            )
        }
    }

    #[inline(always)]
    pub(super) fn not_blank(bytes: &[u8; 16]) -> u32 {
        // SAFETY: as in `text`.
        let mask = unsafe {
            let x = _mm_loadu_si128(bytes.as_ptr().cast::<__m128i>());
            _mm_movemask_epi8(_mm_or_si128(is(x, b' '), is(x, b'\n')))
        };
        mask.cast_unsigned() ^ 0xFFFF
    }

    #[inline(always)]
    pub(super) fn is_ascii(bytes: &[u8; 128]) -> bool {
        let (blocks, _) = bytes.as_chunks::<16>();
        // SAFETY: as in `text`.
        let mask = unsafe {
            let any = blocks.iter().fold(_mm_setzero_si128(), |any, block| {
                _mm_or_si128(any, _mm_loadu_si128(block.as_ptr().cast::<__m128i>()))
            });
            _mm_movemask_epi8(any)
        };
        mask == 0
    }

    #[inline(always)]
    fn is(x: __m128i, byte: u8) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64 processor.
        unsafe { _mm_cmpeq_epi8(x, _mm_set1_epi8(byte.cast_signed())) }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod block {
    use super::{is_blank, is_name_byte};

    pub(super) fn not_name(bytes: &[u8; 16]) -> u32 {
        mask(bytes, |byte| !is_name_byte(byte))
    }

    pub(super) fn text(bytes: &[u8; 16]) -> u32 {
        mask(bytes, |byte| {
            matches!(byte, b'&' | b'<' | b']' | ..0x20 | 0x80..)
        })
    }

    pub(super) fn lines(bytes: &[u8; 16]) -> u32 {
        text(bytes) & !mask(bytes, |byte| byte == b'\n')
    }

    pub(super) fn not_blank(bytes: &[u8; 16]) -> u32 {
        mask(bytes, |byte| !is_blank(byte))
    }

    pub(super) fn is_ascii(bytes: &[u8; 128]) -> bool {
        bytes.is_ascii()
    }

    fn mask(bytes: &[u8; 16], stops: fn(u8) -> bool) -> u32 {
        bytes
            .iter()
            .rev()
            .fold(0, |mask, byte| mask << 1 | u32::from(stops(*byte)))
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::{is_name_byte, lines, name, space, text};
    use crate::xml::character::is_space;

    #[test]
    fn blocks_and_single_bytes_agree_for_every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..40 {
                for length in place + 1..41 {
                    let mut line = vec![b'x'; length];
                    line[place] = byte;
                    let stops = matches!(byte, b'&' | b'<' | b']' | ..0x20 | 0x80..);
                    assert_eq!(text(&line).0.len(), if stops { place } else { length });
                    let stops = stops && byte != b'\n';
                    assert_eq!(lines(&line).0.len(), if stops { place } else { length });
                    let stops = !is_name_byte(byte);
                    assert_eq!(name(&line).0.len(), if stops { place } else { length });
                    let mut line = vec![b' '; length];
                    line[place] = byte;
                    let stops = !is_space(byte);
                    assert_eq!(
                        length - space(&line).len(),
                        if stops { place } else { length }
                    );
                }
            }
        }
    }
}
