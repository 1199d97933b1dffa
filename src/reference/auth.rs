//! Signature Version 2 and Version 4 as a server checks them (protocol notes, sections 3.2 and 3.3).

pub(crate) mod rule;
mod v2;
mod v4;

use crate::clock;
use crate::exchange::HttpRequest;
use crate::reference::auth::rule::AuthRules;
use crate::reference::query::Query;
use crate::reference::refusal::Refusal;
use crate::reference::rules::Rules;
use crate::secret::credentials::Credentials;

/// A request at the gate.
struct Visit<'v> {
    request: &'v HttpRequest,
    query: &'v Query,
    /// The key, and for which region.
    key: &'v Credentials,
    region: Option<&'v str>,
    rules: &'v Rules,
}

/// Checks the signature of a request, whichever it has.
pub(crate) fn check(
    request: &HttpRequest,
    query: &Query,
    key: &Credentials,
    region: Option<&str>,
    rules: &Rules,
) -> Result<(), Refusal> {
    let asked = &rules.auth;
    if asked.open.is_some() && asked.open == query.value("Action") {
        return Ok(());
    }
    if !asked.refuse_unsigned_dry_runs && query.value("DryRun") == Some("true") {
        return Ok(());
    }
    if !asked.refuse_other_algorithms && names_no_algorithm(request, query) {
        return Ok(());
    }
    let visit = Visit {
        request,
        query,
        key,
        region,
        rules,
    };
    if !asked.refuse_other_schemes && is_of_other_scheme(request) {
        return Ok(());
    }
    if asked.signature_4 && request.header("authorization").is_some() {
        return v4::check(&visit, v4::Place::Header);
    }
    let in_query = query.value("X-Amz-Signature").is_some();
    if asked.signature_4 && asked.signature_4_query && in_query {
        return v4::check(&visit, v4::Place::Query);
    }
    if asked.signature_2 && query.value("Signature").is_some() {
        return v2::check(&visit);
    }
    if asked.refuse_unsigned && (asked.refuse_unsigned_posts || request.method != "POST") {
        return Err(Refusal::missing("AWSAccessKeyId"));
    }
    Ok(())
}

/// Whether the request names an algorithm, and none that there is.
fn names_no_algorithm(request: &HttpRequest, query: &Query) -> bool {
    let header = request.header("authorization");
    header.is_some_and(|value| !value.starts_with(b"AWS4-HMAC-SHA256"))
        || ["SignatureMethod", "X-Amz-Algorithm"].iter().any(|name| {
            let named = query.value(name);
            named.is_some_and(|name| !name.contains("Hmac") && !name.contains("HMAC"))
        })
}

/// Whether the request is authenticated, and by no signature.
fn is_of_other_scheme(request: &HttpRequest) -> bool {
    let header = request.header("authorization");
    header.is_some_and(|value| value.starts_with(b"Basic "))
}

impl Visit<'_> {
    /// The methods that the signature may be for.
    fn methods(&self) -> Vec<&str> {
        match self.asked().method {
            true => vec![&self.request.method],
            false => vec!["GET", "POST"],
        }
    }

    fn asked(&self) -> &AuthRules {
        &self.rules.auth
    }

    fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.query.required(name, self.rules)
    }

    /// Whether the id is that of the key, and the session token too.
    fn identify(&self, id: &str, token: Option<&[u8]>) -> Result<(), Refusal> {
        let asked = self.asked();
        let wanted = self.key.session_token.as_ref();
        let right = match (wanted.map(|token| token.expose().as_bytes()), token) {
            (Some(_), Some(_)) if !asked.session_token_value => true,
            (Some(wanted), Some(given)) => same(wanted, given),
            (wanted, given) => wanted.is_none() && given.is_none(),
        };
        let own = &*self.key.access_key_id;
        let is_own = match asked.whole_key_id {
            true => id == own,
            false => id.starts_with(own),
        };
        if asked.key_id && !is_own || asked.session_token && !right {
            return Err(unknown_key());
        }
        Ok(())
    }

    /// Whether the given signature is one of those that are right.
    fn compare(&self, wanted: &[Vec<u8>], given: &[u8]) -> Result<(), Refusal> {
        let asked = self.asked();
        let looked_at = asked.compare && (asked.compare_posts || self.request.method != "POST");
        // Every one is compared: the time says nothing of which it was.
        let compared = |text| beginning(text, asked.compared);
        let right = wanted.iter().fold(false, |right, wanted| {
            right | same(compared(wanted), compared(given))
        });
        if looked_at && !right {
            return Err(mismatch());
        }
        Ok(())
    }
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
    clock::now().as_second()
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac_sha256::HMAC::mac(message, key).to_vec()
}

/// Percent-encoding of the canonical query string: everything but unreserved characters, in upper case.
fn percent_encode(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Name and value, percent-encoded.
fn encoded<T: AsRef<[u8]>>((name, value): &(T, T)) -> (String, String) {
    (
        percent_encode(name.as_ref()),
        percent_encode(value.as_ref()),
    )
}

/// `name=value` of all parameters, in their order.
fn joined_query(pairs: impl Iterator<Item = (String, String)>) -> String {
    let parts: Vec<String> = pairs.map(|(n, v)| format!("{n}={v}")).collect();
    parts.join("&")
}

fn beginning(text: &[u8], length: usize) -> &[u8] {
    text.get(..length).unwrap_or(text)
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
