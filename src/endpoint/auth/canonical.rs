//! The forms of a request that are signed, and the way there.

use std::borrow::Cow;

use crate::exchange::HttpRequest;

/// Names and values of a query or form, decoded.
pub(super) fn parameters(query: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    query
        .split(|b| *b == b'&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut halves = part.splitn(2, |b| *b == b'=');
            let mut half = || decode(halves.next().unwrap_or_default());
            (half(), half())
        })
        .collect()
}

pub(super) fn decode(text: &[u8]) -> Vec<u8> {
    let digit = |b: &u8| {
        char::from(*b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    out.push(high * 16 + low);
                    rest = after;
                }
                _ => out.push(b'%'),
            },
            (b'+', _) => out.push(b' '),
            (other, _) => out.push(*other),
        }
    }
    out
}

/// As RFC 3986 writes it: unreserved characters as they are, all others as upper-case `%XY`.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(*byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Sorted by name and value, encoded, and joined: the form that Version 2 signs.
pub(super) fn query_2(mut parameters: Vec<(Vec<u8>, Vec<u8>)>) -> String {
    parameters.sort_unstable();
    joined(encoded(&parameters))
}

/// Encoded, sorted by name and value, and joined: the form that Version 4 signs.
pub(super) fn query_4(parameters: &[(Vec<u8>, Vec<u8>)]) -> String {
    let mut pairs = encoded(parameters);
    pairs.sort_unstable();
    joined(pairs)
}

fn encoded(parameters: &[(Vec<u8>, Vec<u8>)]) -> Vec<(String, String)> {
    let pairs = parameters.iter();
    pairs.map(|(n, v)| (encode(n), encode(v))).collect()
}

/// Only now, since joined they would sort in another order: `A.1=` before `A=`.
fn joined(pairs: Vec<(String, String)>) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
    pairs.join("&")
}

/// Every byte of a path but the slashes encoded once more, as Version 4 signs it.
pub(super) fn path(path: &[u8]) -> String {
    match path {
        [] => "/".to_owned(),
        path => encode(path).replace("%2F", "/"),
    }
}

/// Path and query of the request target.
pub(super) fn split_target(target: &[u8]) -> (&[u8], &[u8]) {
    match target.iter().position(|b| *b == b'?') {
        Some(at) => (
            target.get(..at).unwrap_or_default(),
            target.get(at + 1..).unwrap_or_default(),
        ),
        None => (target, &[]),
    }
}

pub(super) fn host(request: &HttpRequest) -> Cow<'_, str> {
    String::from_utf8_lossy(request.header("host").unwrap_or_default())
}

/// Names that need no encoding with their values, encoded.
pub(super) fn join(parameters: &[(&str, String)]) -> String {
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value.as_bytes())))
        .collect();
    pairs.join("&")
}

/// The request with more parameters in its query.
pub(super) fn with_query(request: &HttpRequest, parameters: &str) -> HttpRequest {
    let mut request = request.clone();
    let begun = request.target.contains(&b'?');
    request.target.push(if begun { b'&' } else { b'?' });
    request.target.extend_from_slice(parameters.as_bytes());
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_undoes_encoding() {
        for bytes in [&b"a b+%&=~"[..], b"\xff\x00", b"100%"] {
            assert_eq!(decode(encode(bytes).as_bytes()), bytes);
        }
        assert_eq!(decode(b"%zz+%4"), b"%zz %4");
    }
}
