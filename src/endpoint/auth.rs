//! Signing requests: Signature Version 2 and Version 4 of AWS.

mod canonical;
mod signature;
mod v2;
mod v4;

pub use signature::{AuthOverride, Signature, Tampered};

use std::borrow::Cow;

use jiff::Timestamp;

use crate::exchange::HttpRequest;
use crate::secret::credentials::Credentials;

/// Which signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Version 2, in the query or the form.
    V2,
    /// Version 4, in the `Authorization` header.
    V4,
    /// Version 4, in the query.
    V4Query,
}

/// Signs with one key for one region.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The key.
    pub credentials: Credentials,
    /// The region in the scope of Version 4.
    pub region: String,
}

/// What is unusual about a signature, to see whether anybody looks at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Twist {
    /// Nothing.
    #[default]
    None,
    /// The first character is another.
    Character,
    /// One in the middle is another.
    Middle,
    /// There is none.
    Empty,
    /// The signature is wrong, and the request names the algorithm `none`.
    NoAlgorithm,
    /// It is made by a key of this id, which nobody has.
    UnknownKey,
    /// The access key id has one more character.
    LongerKey,
    /// The session token is left out.
    TokenLeftOut,
    /// The session token has one more character.
    OtherToken,
    /// Version 2: a letter of the signature is written small instead of large, or large instead of small.
    OtherCase,
    /// Version 4: the scope, and the key derived from it, are of the day before.
    OtherDay,
    /// Version 2: `Expires` stands in the place of `Timestamp`, with the same time.
    Expires,
    /// Version 2: `Expires` stands beside `Timestamp`, with a time to come.
    TimestampAndExpires,
    /// Version 4: the scope names another service.
    OtherService,
    /// Version 4: `Host` is not among the signed headers.
    HostLeftOut,
    /// Version 4: the hash of the body is a signed header too.
    ContentHash,
}

/// One signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signing {
    /// Which.
    pub scheme: Scheme,
    /// When.
    pub at: Timestamp,
    /// What is unusual about it.
    pub twist: Twist,
}

impl Scheme {
    /// Its name in options and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V4 => "v4",
            Self::V4Query => "v4-query",
        }
    }
}

impl Signing {
    /// An ordinary signature.
    pub fn new(scheme: Scheme, at: Timestamp) -> Self {
        Self {
            scheme,
            at,
            twist: Twist::None,
        }
    }
}

impl Signer {
    /// The request with its signature. All other bytes stay.
    pub fn sign(&self, request: &HttpRequest, signing: Signing) -> HttpRequest {
        match signing.scheme {
            Scheme::V2 => v2::sign(self, request, signing),
            Scheme::V4 => v4::sign(self, request, signing),
            Scheme::V4Query => v4::presign(self, request, signing),
        }
    }

    fn access_key_id(&self, twist: Twist) -> Cow<'_, str> {
        let own = &*self.credentials.access_key_id;
        match twist {
            Twist::UnknownKey => Cow::Borrowed("AKIDOFNOBODYATALL000"),
            Twist::LongerKey => Cow::Owned(format!("{own}X")),
            _ => Cow::Borrowed(own),
        }
    }

    fn session_token(&self, twist: Twist) -> Option<Cow<'_, str>> {
        let token = self.credentials.session_token.as_ref()?.expose();
        match twist {
            Twist::TokenLeftOut => None,
            Twist::OtherToken => Some(Cow::Owned(format!("{token}X"))),
            _ => Some(Cow::Borrowed(token)),
        }
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac_sha256::HMAC::mac(text, key).to_vec()
}

/// The signature, with a character changed or without any where it is to be spoilt.
fn spoil(signature: String, twist: Twist) -> String {
    let at = match twist {
        Twist::Character | Twist::NoAlgorithm => 0,
        Twist::Middle => signature.len() / 2,
        Twist::OtherCase => signature
            .find(|c: char| c.is_ascii_alphabetic())
            .unwrap_or_default(),
        Twist::Empty => return String::new(),
        _ => return signature,
    };
    let other = |c: char| match c {
        c if twist == Twist::OtherCase && c.is_ascii_lowercase() => c.to_ascii_uppercase(),
        c if twist == Twist::OtherCase => c.to_ascii_lowercase(),
        'a' => 'b',
        _ => 'a',
    };
    let characters = signature.chars().enumerate();
    characters
        .map(|(place, c)| if place == at { other(c) } else { c })
        .collect()
}

#[cfg(test)]
mod tests;
