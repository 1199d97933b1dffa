//! [67] Reference: the five predefined entities and character references.

use crate::xml::character::is_char;

/// The character that the reference at the beginning of `text` stands for, and its length in bytes.
#[inline(always)]
pub(crate) fn reference(text: &[u8]) -> Option<(char, usize)> {
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

/// [66] CharRef after `&#`. Stops at the first byte that is no digit, so that references one in another cost no more than
/// their length.
#[cold]
fn by_number(text: &[u8]) -> Option<(char, usize)> {
    let (digits, radix, before) = match text {
        [b'x', digits @ ..] => (digits, 16, "&#x".len()),
        digits => (digits, 10, "&#".len()),
    };
    let mut value = 0u32;
    for (length, digit) in digits.iter().enumerate() {
        #[cfg(test)]
        work::count();
        if *digit == b';' {
            let character = char::from_u32(value).filter(|c| length > 0 && is_char(*c))?;
            return Some((character, before + length + ";".len()));
        }
        let digit = char::from(*digit).to_digit(radix)?;
        value = value.checked_mul(radix)?.checked_add(digit)?;
    }
    None
}

/// How many digits have been looked at, by this thread.
#[cfg(test)]
pub(crate) mod work {
    use std::cell::Cell;

    thread_local! {
        static DIGITS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        DIGITS.set(DIGITS.get() + 1);
    }

    /// The count so far, which begins anew.
    pub(crate) fn take() -> usize {
        DIGITS.take()
    }
}
