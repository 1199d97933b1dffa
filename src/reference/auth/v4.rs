//! Signature Version 4: in the `Authorization` header or in the query.

use hmac_sha256::Hash;

use crate::exchange::HttpRequest;
use crate::reference::auth::{
    Visit, encoded, expired, hmac_sha256, joined_query, mismatch, now, percent_encode,
};
use crate::reference::query::{percent_decode, split_target};
use crate::reference::refusal::Refusal;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Where the signature stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Header,
    Query,
}

/// What the signer says about its signature, wherever it says it.
#[derive(Default)]
struct Claim {
    credential: String,
    signed_headers: String,
    signature: String,
    date: String,
    token: Option<Vec<u8>>,
    /// How long the signature holds, in seconds.
    holds: i64,
}

pub(super) fn check(visit: &Visit<'_>, place: Place) -> Result<(), Refusal> {
    let asked = visit.asked();
    let mut claim = match place {
        Place::Header => from_header(visit)?,
        Place::Query => from_query(visit)?,
    };
    if !asked.holding_time {
        claim.holds = asked.skew;
    }
    let (id, scope) = claim.credential.split_once('/').unwrap_or_default();
    visit.identify(id, claim.token.as_deref())?;
    let parts: Vec<&str> = scope.split('/').collect();
    let [day, region, service, "aws4_request"] = parts.as_slice() else {
        return Err(incomplete("Credential"));
    };
    let here = visit.region.is_none_or(|here| here == *region) && *service == "ec2";
    if asked.scope_day && !claim.date.starts_with(day) || asked.scope && !here {
        return Err(mismatch());
    }
    let age = now() - seconds(&claim.date)?;
    if asked.time && (age > claim.holds || age < -asked.skew) {
        return Err(expired());
    }
    if asked.signed_headers {
        check_signed(visit.request, &claim)?;
    }
    let canonical = canonical_request(visit, &claim)?;
    let secret = format!("AWS4{}", visit.key.secret_access_key.expose());
    let mut key = hmac_sha256(secret.as_bytes(), day.as_bytes());
    for part in [region, service, "aws4_request"] {
        key = hmac_sha256(&key, part.as_bytes());
    }
    let wanted = visit.methods().into_iter().map(|method| {
        let hash = hex(&Hash::hash(format!("{method}\n{canonical}").as_bytes()));
        let to_sign = format!("{ALGORITHM}\n{}\n{scope}\n{hash}", claim.date);
        hex(&hmac_sha256(&key, to_sign.as_bytes())).into_bytes()
    });
    visit.compare(&wanted.collect::<Vec<_>>(), claim.signature.as_bytes())
}

fn from_header(visit: &Visit<'_>) -> Result<Claim, Refusal> {
    let text = |name| {
        visit
            .request
            .header(name)
            .map(|value| String::from_utf8_lossy(value).trim().to_owned())
    };
    let authorization = text("authorization").unwrap_or_default();
    let rest = authorization
        .strip_prefix(ALGORITHM)
        .ok_or_else(|| incomplete("Algorithm"))?;
    let mut claim = Claim {
        holds: visit.asked().skew,
        token: visit
            .request
            .header("x-amz-security-token")
            .map(<[u8]>::to_vec),
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
    claim.date = text("x-amz-date").ok_or_else(|| incomplete("X-Amz-Date"))?;
    Ok(claim)
}

fn from_query(visit: &Visit<'_>) -> Result<Claim, Refusal> {
    let text = |name| visit.required(name).map(str::to_owned);
    if visit.query.value("X-Amz-Algorithm") != Some(ALGORITHM) {
        return Err(incomplete("X-Amz-Algorithm"));
    }
    let expires = text("X-Amz-Expires")?;
    let token = visit.query.value("X-Amz-Security-Token");
    Ok(Claim {
        credential: text("X-Amz-Credential")?,
        signed_headers: text("X-Amz-SignedHeaders")?,
        signature: text("X-Amz-Signature")?,
        date: text("X-Amz-Date")?,
        token: token.map(|token| token.as_bytes().to_vec()),
        holds: expires
            .parse()
            .ok()
            .filter(|seconds| (1..=604_800).contains(seconds))
            .ok_or_else(|| Refusal::invalid("X-Amz-Expires", &expires))?,
    })
}

/// `Host`, and every header that changes what the request means, has to be signed.
fn check_signed(request: &HttpRequest, claim: &Claim) -> Result<(), Refusal> {
    let signed = |name: &str| claim.signed_headers.split(';').any(|s| s == name);
    let unsigned = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .find(|name| name.starts_with("x-amz-") && !signed(name));
    if !signed("host") || unsigned.is_some() {
        return Err(incomplete("SignedHeaders"));
    }
    Ok(())
}

/// What is signed, but for the method in its first line.
fn canonical_request(visit: &Visit<'_>, claim: &Claim) -> Result<String, Refusal> {
    let request = visit.request;
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
    let hash = hex(&Hash::hash(&request.body));
    let stated = request
        .header("x-amz-content-sha256")
        .map(|value| String::from_utf8_lossy(value).into_owned());
    let hash = match stated {
        Some(stated) if !visit.asked().hash_body => stated,
        Some(stated) if stated != hash => return Err(mismatch()),
        _ => hash,
    };
    let mut pairs: Vec<_> = url_pairs(raw_query).iter().map(encoded).collect();
    pairs.retain(|(name, _)| name != "X-Amz-Signature");
    pairs.sort_unstable();
    Ok(format!(
        "{}\n{}\n{headers}\n{}\n{hash}",
        percent_encode(path).replace("%2F", "/"),
        joined_query(pairs.into_iter()),
        claim.signed_headers,
    ))
}

/// The parameters of the URL alone: a form in the body is signed by its hash.
fn url_pairs(query: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let text = |bytes: &[u8]| percent_decode(bytes).unwrap_or_default();
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
