//! Signature Version 4: in the `Authorization` header or in the query.

use sha2::Digest;
use sha2::Sha256;

use crate::endpoint::auth::Credentials;
use crate::exchange::HttpRequest;
use crate::reference::auth::SKEW;
use crate::reference::auth::canonical_query;
use crate::reference::auth::expired;
use crate::reference::auth::hmac_sha256;
use crate::reference::auth::mismatch;
use crate::reference::auth::now;
use crate::reference::auth::same;
use crate::reference::auth::unknown_key;
use crate::reference::query::Query;
use crate::reference::query::percent_decode;
use crate::reference::query::split_target;
use crate::reference::refusal::Refusal;
use crate::reference::rules::Rules;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What the signer says about its signature, wherever it says it.
#[derive(Default)]
struct Claim {
    credential: String,
    signed_headers: String,
    signature: String,
    date: String,
    /// How long the signature holds, in seconds.
    expires: i64,
}

pub(super) fn check(
    request: &HttpRequest,
    query: &Query,
    credentials: &Credentials,
    rules: &Rules,
) -> Result<(), Refusal> {
    let claim = match request.header("authorization") {
        Some(value) => from_header(request, value)?,
        None => from_query(query, rules)?,
    };
    let mut scope = claim.credential.splitn(2, '/');
    if scope.next() != Some(credentials.access_key_id.as_str()) {
        return Err(unknown_key());
    }
    let scope = scope.next().unwrap_or_default();
    let parts: Vec<&str> = scope.split('/').collect();
    let [day, region, service, "aws4_request"] = parts.as_slice() else {
        return Err(incomplete("Credential"));
    };
    if *service != "ec2" || !claim.date.starts_with(day) {
        return Err(mismatch());
    }
    let age = now() - seconds(&claim.date)?;
    if rules.refuse_expired && (age > claim.expires || age < -SKEW) {
        return Err(expired());
    }
    let canonical = canonical_request(request, &claim);
    let to_sign = format!(
        "{ALGORITHM}\n{}\n{scope}\n{}",
        claim.date,
        hex(&Sha256::digest(canonical))
    );
    let secret = format!("AWS4{}", credentials.secret_access_key.expose());
    let mut key = hmac_sha256(secret.as_bytes(), day.as_bytes());
    for part in [region, service, "aws4_request"] {
        key = hmac_sha256(&key, part.as_bytes());
    }
    let wanted = hex(&hmac_sha256(&key, to_sign.as_bytes()));
    if rules.refuse_bad_signature && !same(wanted.as_bytes(), claim.signature.as_bytes()) {
        return Err(mismatch());
    }
    Ok(())
}

fn from_header(request: &HttpRequest, value: &[u8]) -> Result<Claim, Refusal> {
    let text = String::from_utf8_lossy(value);
    let rest = text
        .trim()
        .strip_prefix(ALGORITHM)
        .ok_or_else(|| incomplete("Algorithm"))?;
    let mut claim = Claim {
        expires: SKEW,
        ..Claim::default()
    };
    for part in rest.split(',') {
        match part.trim().split_once('=') {
            Some(("Credential", value)) => claim.credential = value.to_owned(),
            Some(("SignedHeaders", value)) => claim.signed_headers = value.to_owned(),
            Some(("Signature", value)) => claim.signature = value.to_owned(),
            _ => return Err(incomplete("Authorization")),
        }
    }
    let date = request
        .header("x-amz-date")
        .ok_or_else(|| incomplete("X-Amz-Date"))?;
    claim.date = String::from_utf8_lossy(date).trim().to_owned();
    Ok(claim)
}

fn from_query(query: &Query, rules: &Rules) -> Result<Claim, Refusal> {
    let text = |name| query.required(name, rules).map(str::to_owned);
    if query.value("X-Amz-Algorithm") != Some(ALGORITHM) {
        return Err(incomplete("X-Amz-Algorithm"));
    }
    let expires = text("X-Amz-Expires")?;
    Ok(Claim {
        credential: text("X-Amz-Credential")?,
        signed_headers: text("X-Amz-SignedHeaders")?,
        signature: text("X-Amz-Signature")?,
        date: text("X-Amz-Date")?,
        expires: expires
            .parse()
            .ok()
            .filter(|seconds| (1..=604_800).contains(seconds))
            .ok_or_else(|| Refusal::invalid("X-Amz-Expires", &expires))?,
    })
}

fn canonical_request(request: &HttpRequest, claim: &Claim) -> String {
    let (path, raw_query) = split_target(&request.target);
    let mut headers = String::new();
    for name in claim.signed_headers.split(';') {
        let values: Vec<String> = request
            .headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| {
                let value = String::from_utf8_lossy(value);
                value.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        headers.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    format!(
        "{}\n{}\n{}\n{headers}\n{}\n{}",
        request.method,
        String::from_utf8_lossy(path),
        canonical_query(&url_pairs(raw_query), "X-Amz-Signature"),
        claim.signed_headers,
        hex(&Sha256::digest(&request.body))
    )
}

/// The parameters of the URL alone: a form in the body is signed by its hash.
fn url_pairs(query: &[u8]) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| {
        let decoded = percent_decode(bytes).unwrap_or_default();
        String::from_utf8_lossy(&decoded).into_owned()
    };
    query
        .split(|b| *b == b'&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let mut halves = piece.splitn(2, |b| *b == b'=');
            let name = halves.next().unwrap_or_default();
            (text(name), text(halves.next().unwrap_or_default()))
        })
        .collect()
}

/// `20121231T235959Z` as seconds since 1970.
fn seconds(date: &str) -> Result<i64, Refusal> {
    jiff::fmt::strtime::parse("%Y%m%dT%H%M%SZ", date)
        .and_then(|parsed| parsed.to_datetime())
        .and_then(|datetime| jiff::tz::TimeZone::UTC.to_timestamp(datetime))
        .map(jiff::Timestamp::as_second)
        .map_err(|_| incomplete("X-Amz-Date"))
}

fn incomplete(part: &str) -> Refusal {
    Refusal::new(
        "IncompleteSignature",
        format!("The request signature has no usable {part}"),
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
