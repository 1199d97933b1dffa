//! [67] Reference: the five predefined entities and character references.

use crate::xml::character::is_char;

/// The character that the reference at the beginning of `text` stands for, and its length in bytes.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    for (spelling, character) in PREDEFINED {
        if text.as_bytes().starts_with(spelling) {
            return Some((character, spelling.len()));
        }
    }
    let digits = text.strip_prefix("&#")?;
    let end = memchr::memchr(b';', digits.as_bytes())?;
    let character = numeric(digits.get(..end)?)?;
    Some((character, "&#".len() + end + 1))
}

/// Section 4.6, the most frequent first.
const PREDEFINED: [(&[u8], char); 5] = [
    (b"&lt;", '<'),
    (b"&gt;", '>'),
    (b"&quot;", '"'),
    (b"&amp;", '&'),
    (b"&apos;", '\''),
];

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
