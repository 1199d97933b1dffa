//! Overwriting encoded secrets in a body, where no stand-in can be written.

use crate::evidence::redact::chars::Width;
use crate::evidence::redact::compressed::Unpacker;
use crate::evidence::redact::disguise;
use crate::evidence::redact::known::Known;
use crate::evidence::redact::passes::names_key;
use crate::evidence::redact::reading::Reading;

/// Overwrites encoded secrets; false if not all of the body could be unpacked and searched.
pub(super) fn disguised(
    known: &Known,
    out: &mut [u8],
    widths: impl Iterator<Item = Width>,
) -> bool {
    let mut unpacker = Unpacker::new(out.len());
    for (place, text) in disguise::streams(out, &mut unpacker) {
        let names_key = names_key(text.bytes());
        if names_key || !disguise::places(text, known, &mut unpacker).is_empty() {
            // Bytes that unpack to nothing.
            out.get_mut(place).unwrap_or_default().fill(b'8');
        }
    }
    let mut widths: Vec<Width> = widths.collect();
    widths.dedup();
    for width in widths {
        for place in disguise::places(Reading::of(out, width), known, &mut unpacker) {
            blank(out.get_mut(place).unwrap_or_default());
        }
    }
    !unpacker.is_exhausted()
}

/// Overwrites letters and digits with a digit that is valid in every base and in every escape.
fn blank(place: &mut [u8]) {
    const DIGIT: u8 = b'8';
    let mut at = 0;
    while let Some(rest) = place.get_mut(at..)
        && let Some((first, rest)) = rest.split_first_mut()
    {
        at += 1;
        match *first {
            b'&' if rest.first().is_some_and(u8::is_ascii_alphabetic) => {
                at += rest.iter().take(8).position(|b| *b == b';').unwrap_or(0);
            }
            b'<' | b'>' | b'&' | b';' | b'#' | b'"' | b'\'' | b'\\' | b'%' => {}
            byte if byte.is_ascii_graphic() => *first = DIGIT,
            // The full width form of a letter or digit becomes that of the digit.
            0xef if matches!(rest, [0xbc | 0xbd, ..]) => {
                if let Some(form) = rest.get_mut(..2) {
                    form.copy_from_slice(&[0xbc, 0x98]);
                }
                at += 2;
            }
            _ => {}
        }
    }
}
