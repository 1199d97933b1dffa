//! Signature Version 2 and Version 4 as a server checks them (wire facts, sections 3.2 and 3.3).

mod v2;
mod v4;

use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha2::Sha256;

use crate::endpoint::auth::Credentials;
use crate::exchange::HttpRequest;
use crate::reference::query::Query;
use crate::reference::refusal::Refusal;
use crate::reference::rules::Rules;

/// How far the clock of a client may be off, in seconds.
const SKEW: i64 = 15 * 60;

/// Checks the signature of a request, whichever of the two it has.
pub(crate) fn check(
    request: &HttpRequest,
    query: &Query,
    credentials: &Credentials,
    rules: &Rules,
) -> Result<(), Refusal> {
    let header = request.header("authorization").is_some();
    if rules.signature_4 && (header || query.value("X-Amz-Signature").is_some()) {
        return v4::check(request, query, credentials, rules);
    }
    if rules.signature_2 && query.value("Signature").is_some() {
        return v2::check(request, query, credentials, rules);
    }
    if rules.refuse_unsigned {
        return Err(Refusal::missing("AWSAccessKeyId"));
    }
    Ok(())
}

/// The key id names nobody; the service says it in the same words when a signature is wrong in a way it will not tell.
fn unknown_key() -> Refusal {
    Refusal::new(
        "AuthFailure",
        "AWS was not able to validate the provided access credentials",
    )
    .with_status(401)
}

fn mismatch() -> Refusal {
    Refusal::new(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
    )
    .with_status(403)
}

fn expired() -> Refusal {
    Refusal::new("RequestExpired", "Request has expired.")
}

/// Seconds since 1970 now.
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

/// Percent-encoding of the canonical query string: everything but unreserved characters, in upper case.
fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `name=value` of all parameters but one, in the order of the bytes of the encoded names.
fn canonical_query(pairs: &[(String, String)], without: &str) -> String {
    let mut encoded: Vec<(String, String)> = pairs
        .iter()
        .filter(|(name, _)| name != without)
        .map(|(name, value)| (percent_encode(name), percent_encode(value)))
        .collect();
    encoded.sort_unstable();
    let parts: Vec<String> = encoded
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    parts.join("&")
}

/// Compares without telling by the time it takes where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (l, r)| sum | (l ^ r)) == 0
}

fn host(request: &HttpRequest) -> String {
    let value = request.header("host").unwrap_or_default();
    String::from_utf8_lossy(value).trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
