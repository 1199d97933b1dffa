//! [67] Reference: the five predefined entities and character references.

use crate::xml::character::is_char;

/// The character that the reference at the beginning of `text` stands for, and its length in bytes.
#[inline(always)]
pub(super) fn reference(text: &[u8]) -> Option<(char, usize)> {
    match text {
        // Section 4.6, the most frequent first.
        [b'&', b'l', b't', b';', ..] => Some(('<', 4)),
        [b'&', b'g', b't', b';', ..] => Some(('>', 4)),
        [b'&', b'q', b'u', b'o', b't', b';', ..] => Some(('"', 6)),
        [b'&', b'a', b'm', b'p', b';', ..] => Some(('&', 5)),
        [b'&', b'a', b'p', b'o', b's', b';', ..] => Some(('\'', 6)),
        [b'&', b'#', digits @ ..] => by_number(digits),
        _ => None,
    }
}

#[cold]
fn by_number(digits: &[u8]) -> Option<(char, usize)> {
    let end = memchr::memchr(b';', digits)?;
    let character = numeric(std::str::from_utf8(digits.get(..end)?).ok()?)?;
    Some((character, "&#;".len() + end))
}

fn numeric(digits: &str) -> Option<char> {
    let (digits, radix) = match digits.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (digits, 10),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0u32;
    for digit in digits.chars() {
        value = value
            .checked_mul(radix)?
            .checked_add(digit.to_digit(radix)?)?;
    }
    char::from_u32(value).filter(|c| is_char(*c))
}
