//! Credentials of the request: blanked by the letter x, letter for letter.

use crate::exchange::HttpResponse;

/// Query and form parameters whose value is blanked. Of a credential scope only the access key id is.
const PARAMETERS: [&str; 8] = [
    "AWSAccessKeyId",
    "Signature",
    "SecurityToken",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
    "Credential",
    "AccessKeyId",
];

/// Blanks the value of a header that carries credentials. Of `Authorization` the scheme and the scope stay.
pub(super) fn header(name: &str, value: &mut [u8]) {
    let whole = [
        "x-amz-security-token",
        "cookie",
        "set-cookie",
        "proxy-authorization",
    ];
    if whole.iter().any(|h| name.eq_ignore_ascii_case(h)) {
        value.fill(b'x');
    } else if name.eq_ignore_ascii_case("authorization") && !parameters(value) {
        let scheme = value.iter().position(|b| *b == b' ').map_or(0, |at| at + 1);
        if let Some(rest) = value.get_mut(scheme..) {
            rest.fill(b'x');
        }
    }
}

/// Blanks the values of credential parameters in a query, a form, or an `Authorization` header. True if there was one.
pub(super) fn parameters(bytes: &mut [u8]) -> bool {
    let mut found = false;
    let mut at = 0;
    while let Some(equals) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|b| *b == b'='))
    {
        let start = at + equals + 1;
        let name = credential_name(bytes.get(..start - 1).unwrap_or_default());
        if let (Some(name), Some(value)) = (name, bytes.get_mut(start..)) {
            found = true;
            blank(value, name.ends_with("Credential"));
        }
        at = start;
    }
    found
}

/// Blanks letters and digits up to the end of the value; of a credential scope only up to its first slash.
fn blank(value: &mut [u8], scoped: bool) {
    let mut at = 0;
    while let Some([byte, rest @ ..]) = value.get_mut(at..) {
        match *byte {
            b'&' | b',' | b' ' | b'"' | b'<' | b'\r' | b'\n' => break,
            b'/' if scoped => break,
            b'%' if scoped && rest.starts_with(b"2F") => break,
            b'%' => {
                if let Some(digits @ [b'3'..=b'7', _]) = rest.get_mut(..2) {
                    let letter = u8::from_str_radix(&String::from_utf8_lossy(digits), 16);
                    if letter.is_ok_and(|b| b.is_ascii_alphanumeric()) {
                        digits.copy_from_slice(b"78");
                    }
                }
                at += 2;
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => *byte = b'x',
            _ => {}
        }
        at += 1;
    }
}

fn credential_name(before: &[u8]) -> Option<&'static str> {
    PARAMETERS.into_iter().find(|name| {
        before
            .len()
            .checked_sub(name.len())
            .and_then(|at| before.split_at_checked(at))
            .is_some_and(|(head, tail)| {
                tail.eq_ignore_ascii_case(name.as_bytes())
                    && !head.last().is_some_and(u8::is_ascii_alphanumeric)
            })
    })
}

/// Whether the body is compressed, so that no key could be found in it.
pub(super) fn is_opaque(response: &HttpResponse) -> bool {
    let encoded = response.content_coding().is_some();
    let magic: [&[u8]; 3] = [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd], b"PK\x03\x04"];
    encoded || magic.iter().any(|m| response.body.starts_with(m))
}
