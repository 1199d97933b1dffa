//! Signing requests: Signature Version 2 and Version 4 of AWS.

mod v2;
mod v4;

use std::borrow::Cow;

use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use jiff::Timestamp;
use sha2::Sha256;

use crate::exchange::HttpRequest;
use crate::model::Secret;

/// An access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The public half.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: Secret<'static>,
    /// The token of a temporary key.
    pub session_token: Option<Secret<'static>>,
}

/// Which signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// In the query or the form.
    V2,
    /// In the `Authorization` header.
    V4,
}

/// Signs with one key for one region.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The key.
    pub credentials: Credentials,
    /// The region in the scope of Version 4.
    pub region: String,
}

/// How a signature is spoilt, to see whether anybody looks at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Spoilt {
    /// Not at all.
    #[default]
    No,
    /// One character is another.
    Character,
}

impl Credentials {
    /// The key in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
    pub fn from_environment(
        [access_key_id, secret_access_key, session_token]: [&str; 3],
    ) -> Option<Self> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Some(Self {
            access_key_id: variable(access_key_id)?,
            secret_access_key: Secret::new(variable(secret_access_key)?),
            session_token: variable(session_token).map(Secret::new),
        })
    }
}

impl Signer {
    /// The request with its signature. All other bytes stay.
    pub fn sign(
        &self,
        request: &HttpRequest,
        scheme: Scheme,
        at: Timestamp,
        spoilt: Spoilt,
    ) -> HttpRequest {
        match scheme {
            Scheme::V2 => v2::sign(self, request, at, spoilt),
            Scheme::V4 => v4::sign(self, request, at, spoilt),
        }
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

/// Names and values of a query or form, decoded.
fn parameters(query: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
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

fn decode(text: &[u8]) -> Vec<u8> {
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
fn encode(bytes: &[u8]) -> String {
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

/// Encoded, sorted and joined: the form that both versions sign.
fn canonical_query(parameters: &[(Vec<u8>, Vec<u8>)]) -> String {
    let mut pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.sort();
    pairs.join("&")
}

/// Path and query of the request target.
fn split_target(target: &[u8]) -> (&[u8], &[u8]) {
    match target.iter().position(|b| *b == b'?') {
        Some(at) => (
            target.get(..at).unwrap_or_default(),
            target.get(at + 1..).unwrap_or_default(),
        ),
        None => (target, &[]),
    }
}

fn host(request: &HttpRequest) -> Cow<'_, str> {
    String::from_utf8_lossy(request.header("host").unwrap_or_default())
}

/// The signature, with its first character changed where it is to be spoilt.
fn spoil(signature: String, spoilt: Spoilt) -> String {
    let mut characters = signature.chars();
    match (spoilt, characters.next()) {
        (Spoilt::Character, Some(first)) => {
            let other = if first == 'a' { 'b' } else { 'a' };
            format!("{other}{}", characters.as_str())
        }
        _ => signature,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Endpoint;
    use crate::reference::Reference;
    use crate::reference::ReferenceOptions;

    fn signer(secret: &'static str) -> Signer {
        Signer {
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: Secret::new(secret),
                session_token: None,
            },
            region: "us-east-1".to_owned(),
        }
    }

    fn request(form: bool) -> HttpRequest {
        let query =
            b"Action=CreateVpnGateway&Version=2012-04-01&Type=ipsec.1&AvailabilityZone=a%20b~*";
        HttpRequest {
            method: if form { "POST" } else { "GET" }.to_owned(),
            target: if form {
                b"/".to_vec()
            } else {
                [b"/?", &query[..]].concat()
            },
            headers: vec![
                ("Host".to_owned(), b"ec2.amazonaws.com".to_vec()),
                (
                    "Content-Type".to_owned(),
                    b"application/x-www-form-urlencoded".to_vec(),
                ),
                (
                    "Content-Length".to_owned(),
                    if form { query.len() } else { 0 }.to_string().into_bytes(),
                ),
            ],
            body: if form { query.to_vec() } else { Vec::new() },
        }
    }

    /// The embedded endpoint checks signatures with code of its own.
    #[test]
    fn a_server_with_the_key_accepts_good_signatures_only() {
        let server = Reference::new(ReferenceOptions {
            auth: Some(signer("example").credentials),
            ..ReferenceOptions::default()
        });
        let status = |request: &HttpRequest| server.send(request).unwrap().status;
        let now = Timestamp::now();
        let old = now - jiff::SignedDuration::from_hours(2);
        for form in [false, true] {
            let request = request(form);
            assert!(status(&request) >= 400);
            for scheme in [Scheme::V2, Scheme::V4] {
                let sign =
                    |secret, at, spoilt| status(&signer(secret).sign(&request, scheme, at, spoilt));
                assert!(sign("example", now, Spoilt::No) == 200, "{scheme:?} {form}");
                assert!(sign("example", now, Spoilt::Character) >= 400, "{scheme:?}");
                assert!(sign("other", now, Spoilt::No) >= 400, "{scheme:?}");
                assert!(sign("example", old, Spoilt::No) >= 400, "{scheme:?}");
            }
        }
    }

    #[test]
    fn decoding_undoes_encoding() {
        for bytes in [&b"a b+%&=~"[..], b"\xff\x00", b"100%"] {
            assert_eq!(decode(encode(bytes).as_bytes()), bytes);
        }
        assert_eq!(decode(b"%zz+%4"), b"%zz %4");
    }
}
