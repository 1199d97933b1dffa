//! Searching bytes sixteen at a time. The only file with `unsafe` in it.

use crate::xml::character::is_space;

/// The first place at or after `at` whose byte ends or interrupts plain text: `&`, `<`, `]`, a control character, or
/// anything beyond ASCII. The length of `bytes` if there is none.
#[inline(always)]
pub(super) fn text(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, block::text, |byte| {
        matches!(byte, b'&' | b'<' | b']' | ..0x20 | 0x80..)
    })
}

/// The first place at or after `at` that is not white space. The length of `bytes` if there is none.
#[inline(always)]
pub(super) fn space(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = first(bytes, at, block::not_blank, |byte| !is_blank(byte));
        if !bytes.get(at).is_some_and(|byte| is_space(*byte)) {
            return at;
        }
        at += 1;
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
    match bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8.
        true => Some(unsafe { std::str::from_utf8_unchecked(bytes) }),
        false => None,
    }
}

/// `block` gives one bit for each of sixteen bytes; the rest goes byte by byte.
#[inline(always)]
fn first(bytes: &[u8], mut at: usize, block: fn(&[u8; 16]) -> u32, stops: fn(u8) -> bool) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = block(chunk);
        if found != 0 {
            return at + found.trailing_zeros() as usize;
        }
        at += 16;
    }
    at + bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| !stops(**byte))
        .count()
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "SSE2 halves the instructions of the reader")]
mod block {
    use std::arch::x86_64::__m128i;
    use std::arch::x86_64::_mm_cmpeq_epi8;
    use std::arch::x86_64::_mm_cmplt_epi8;
    use std::arch::x86_64::_mm_loadu_si128;
    use std::arch::x86_64::_mm_movemask_epi8;
    use std::arch::x86_64::_mm_or_si128;
    use std::arch::x86_64::_mm_set1_epi8;

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
    pub(super) fn not_blank(bytes: &[u8; 16]) -> u32 {
        // SAFETY: as in `text`.
        let mask = unsafe {
            let x = _mm_loadu_si128(bytes.as_ptr().cast::<__m128i>());
            _mm_movemask_epi8(_mm_or_si128(is(x, b' '), is(x, b'\n')))
        };
        mask.cast_unsigned() ^ 0xFFFF
    }

    #[inline(always)]
    fn is(x: __m128i, byte: u8) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64 processor.
        unsafe { _mm_cmpeq_epi8(x, _mm_set1_epi8(byte.cast_signed())) }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod block {
    use super::is_blank;

    pub(super) fn text(bytes: &[u8; 16]) -> u32 {
        mask(bytes, |byte| {
            matches!(byte, b'&' | b'<' | b']' | ..0x20 | 0x80..)
        })
    }

    pub(super) fn not_blank(bytes: &[u8; 16]) -> u32 {
        mask(bytes, |byte| !is_blank(byte))
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
    use super::space;
    use super::text;
    use crate::xml::character::is_space;

    #[test]
    fn blocks_and_single_bytes_agree_for_every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..40 {
                for length in place + 1..41 {
                    let mut line = vec![b'x'; length];
                    line[place] = byte;
                    let stops = matches!(byte, b'&' | b'<' | b']' | ..0x20 | 0x80..);
                    assert_eq!(text(&line, 0), if stops { place } else { length });
                    let mut line = vec![b' '; length];
                    line[place] = byte;
                    let stops = !is_space(byte);
                    assert_eq!(space(&line, 0), if stops { place } else { length });
                }
            }
        }
    }
}
