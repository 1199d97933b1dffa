//! Signature Version 2: in the parameters, HmacSHA256 or HmacSHA1.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha1::Sha1;

use crate::endpoint::auth::Credentials;
use crate::exchange::HttpRequest;
use crate::reference::auth::SKEW;
use crate::reference::auth::canonical_query;
use crate::reference::auth::expired;
use crate::reference::auth::hmac_sha256;
use crate::reference::auth::host;
use crate::reference::auth::mismatch;
use crate::reference::auth::now;
use crate::reference::auth::same;
use crate::reference::auth::unknown_key;
use crate::reference::query::Query;
use crate::reference::query::split_target;
use crate::reference::refusal::Refusal;
use crate::reference::rules::Rules;

pub(super) fn check(
    request: &HttpRequest,
    query: &Query,
    credentials: &Credentials,
    rules: &Rules,
) -> Result<(), Refusal> {
    if query.required("AWSAccessKeyId", rules)? != credentials.access_key_id {
        return Err(unknown_key());
    }
    match query.required("SignatureVersion", rules)? {
        "2" => {}
        other => return Err(Refusal::invalid("SignatureVersion", other)),
    }
    let method = query.required("SignatureMethod", rules)?;
    let mac = match method {
        "HmacSHA256" => hmac_sha256,
        "HmacSHA1" => hmac_sha1,
        other => return Err(Refusal::invalid("SignatureMethod", other)),
    };
    if rules.refuse_expired {
        check_time(query)?;
    }
    let (path, _) = split_target(&request.target);
    let host = host(request);
    // The documentation signs the Host header; with a port in it, which the real service never sees, boto 2 signs it
    // without.
    let bare = host.split(':').next().unwrap_or_default();
    let wanted = [host.as_str(), bare].map(|host| {
        let to_sign = format!(
            "{}\n{host}\n{}\n{}",
            request.method,
            String::from_utf8_lossy(path),
            canonical_query(&query.pairs, "Signature")
        );
        mac(
            credentials.secret_access_key.expose().as_bytes(),
            to_sign.as_bytes(),
        )
    });
    let given = BASE64_STANDARD
        .decode(query.required("Signature", rules)?)
        .unwrap_or_default();
    if rules.refuse_bad_signature && !wanted.iter().any(|wanted| same(wanted, &given)) {
        return Err(mismatch());
    }
    Ok(())
}

fn check_time(query: &Query) -> Result<(), Refusal> {
    let seconds = |name: &str, text: &str| {
        text.parse::<jiff::Timestamp>()
            .map(jiff::Timestamp::as_second)
            .map_err(|_| Refusal::invalid(name, text))
    };
    match (query.value("Timestamp"), query.value("Expires")) {
        (Some(_), Some(_)) => Err(Refusal::new(
            "InvalidParameterCombination",
            "The request must not contain both parameter Timestamp and Expires",
        )),
        (None, None) => Err(Refusal::missing("Timestamp or Expires")),
        (Some(text), None) if (now() - seconds("Timestamp", text)?).abs() > SKEW => Err(expired()),
        (None, Some(text)) if seconds("Expires", text)? < now() => Err(expired()),
        _ => Ok(()),
    }
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> Vec<u8> {
    Hmac::<Sha1>::new_from_slice(key)
        .map(|mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}
