//! The filters of DescribeVpnConnections.

use crate::spec::option::is_same;

/// The filters of DescribeVpnConnections, beside `tag:KEY`.
pub const FILTERS: &[&str] = &[
    "bgp-asn",
    "customer-gateway-configuration",
    "customer-gateway-id",
    "option.static-routes-only",
    "route.destination-cidr-block",
    "state",
    "tag-key",
    "transit-gateway-id",
    "type",
    "vpn-connection-id",
    "vpn-gateway-id",
];

/// The kind of filter with this name: one of [`FILTERS`], or `tag` for all of `tag:KEY`. In a constant, as [`member`](super::member).
#[expect(
    clippy::indexing_slicing,
    reason = "it fails where the constant is compiled"
)]
pub(crate) const fn filter(name: &'static str) -> &'static str {
    let mut place = 0;
    while place < FILTERS.len() {
        if is_same(FILTERS[place].as_bytes(), name.as_bytes()) {
            return name;
        }
        place += 1;
    }
    assert!(is_same(name.as_bytes(), b"tag"), "there is no such filter");
    name
}

/// Whether a value of a filter means this text: `*` is any text, `?` one character, and a backslash takes both literally.
pub fn is_like(pattern: &str, text: &str) -> bool {
    let mut chars = pattern.chars();
    let mut tokens: Vec<(char, bool)> = Vec::new();
    while let Some(one) = chars.next() {
        match one {
            '\\' => tokens.extend(chars.next().map(|literal| (literal, false))),
            _ => tokens.push((one, matches!(one, '*' | '?'))),
        }
    }
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut token) = (0, 0);
    // Behind the last star, and where what follows it was looked for.
    let mut again: Option<(usize, usize)> = None;
    while let Some(one) = text.get(at) {
        match tokens.get(token) {
            Some(('*', true)) => {
                token += 1;
                again = Some((token, at));
            }
            Some((wanted, is_special)) if *is_special || wanted == one => {
                token += 1;
                at += 1;
            }
            _ => match again {
                Some((behind, from)) => {
                    token = behind;
                    at = from + 1;
                    again = Some((behind, at));
                }
                None => return false,
            },
        }
    }
    let rest = tokens.get(token..).unwrap_or_default();
    rest.iter().all(|one| *one == ('*', true))
}
