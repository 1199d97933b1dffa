//! Signature Version 2: in the parameters, HmacSHA256 or HmacSHA1.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::reference::auth::{Visit, encoded, expired, hmac_sha256, host, joined_query, now};
use crate::reference::query::split_target;
use crate::reference::refusal::Refusal;

pub(super) fn check(visit: &Visit<'_>) -> Result<(), Refusal> {
    let token = visit.query.value("SecurityToken").map(str::as_bytes);
    visit.identify(visit.required("AWSAccessKeyId")?, token)?;
    match visit.required("SignatureVersion")? {
        "2" => {}
        other => return Err(Refusal::invalid("SignatureVersion", other)),
    }
    let mac = match visit.required("SignatureMethod")? {
        "HmacSHA256" => hmac_sha256,
        "HmacSHA1" => hmac_sha1,
        other => return Err(Refusal::invalid("SignatureMethod", other)),
    };
    check_time(visit)?;
    let (path, _) = split_target(&visit.request.target);
    let host = host(visit.request);
    // The documentation signs the Host header; with a port in it, which the real service never sees, boto 2 signs it
    // without.
    let bare = host.split(':').next().unwrap_or_default();
    // Version 2 sorts before it encodes: a letter beyond ASCII stands last.
    let mut pairs = visit.query.pairs.clone();
    pairs.retain(|(name, _)| name != "Signature");
    pairs.sort_unstable();
    let canonical = joined_query(pairs.iter().map(encoded));
    let hosts = [host.as_str(), bare].into_iter();
    let signed = hosts.flat_map(|host| {
        visit
            .methods()
            .into_iter()
            .map(move |method| (host, method))
    });
    let wanted = signed.map(|(host, method)| {
        let path = String::from_utf8_lossy(path);
        let to_sign = format!("{method}\n{host}\n{path}\n{canonical}");
        let secret = visit.key.secret_access_key.expose();
        mac(secret.as_bytes(), to_sign.as_bytes())
    });
    let given = visit.required("Signature")?;
    if !visit.asked().case {
        let small = |text: String| text.to_ascii_lowercase().into_bytes();
        let wanted: Vec<_> = wanted
            .map(|mac| small(BASE64_STANDARD.encode(mac)))
            .collect();
        return visit.compare(&wanted, &small(given.to_owned()));
    }
    let given = BASE64_STANDARD.decode(given).unwrap_or_default();
    visit.compare(&wanted.collect::<Vec<_>>(), &given)
}

fn check_time(visit: &Visit<'_>) -> Result<(), Refusal> {
    let asked = visit.asked();
    if !asked.time {
        return Ok(());
    }
    let seconds = |name: &str, text: &str| {
        text.parse::<jiff::Timestamp>()
            .map(jiff::Timestamp::as_second)
            .map_err(|_| Refusal::invalid(name, text))
    };
    let timestamp = visit.query.value("Timestamp");
    let expires = visit.query.value("Expires").filter(|_| asked.expires);
    match (timestamp, expires) {
        (Some(_), Some(_)) if asked.one_time_only => Err(Refusal::new(
            "InvalidParameterCombination",
            "The request must not contain both parameter Timestamp and Expires",
        )),
        (Some(text), _) if (now() - seconds("Timestamp", text)?).abs() > asked.skew => {
            Err(expired())
        }
        (None, Some(text)) if asked.refuse_past_expires && seconds("Expires", text)? < now() => {
            Err(expired())
        }
        (None, None) => Err(Refusal::missing("Timestamp or Expires")),
        _ => Ok(()),
    }
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac_sha1_compact::HMAC::mac(message, key).to_vec()
}
