//! Edits that several rules use.

use crate::request::Draft;

pub(crate) fn customer(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("CustomerGatewayId", id);
}

pub(crate) fn vpn(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("VpnGatewayId", id);
}

/// An id of the same form with every digit different: ids next to each other are often given out one after the other.
pub(crate) fn complement(id: &str) -> String {
    let Some((prefix, digits)) = id.split_once('-') else {
        return format!("{id}-0bad0bad");
    };
    let flipped: String = digits
        .chars()
        .map(|c| match c.to_digit(16) {
            Some(digit) => char::from_digit(15 - digit, 16).unwrap_or('0'),
            None => '0',
        })
        .collect();
    format!("{prefix}-{flipped}")
}
