//! Signature Version 2: parameters of the query, or of the form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use crate::endpoint::auth::{Signer, Signing, Twist, canonical, hmac, spoil};
use crate::exchange::HttpRequest;

/// How long a request with `Expires` beside `Timestamp` would hold.
const LATER: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn sign(signer: &Signer, request: &HttpRequest, signing: Signing) -> HttpRequest {
    let in_form = !request.body.is_empty();
    let (path, query) = canonical::split_target(&request.target);
    let id = signer.access_key_id(signing.twist);
    let method = match signing.twist {
        Twist::NoAlgorithm => "none",
        _ => "HmacSHA256",
    };
    let mut own = vec![
        ("AWSAccessKeyId", id.into_owned()),
        ("SignatureMethod", method.to_owned()),
        ("SignatureVersion", "2".to_owned()),
    ];
    let time = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    if signing.twist != Twist::Expires {
        own.push(("Timestamp", time(signing.at)));
    }
    match signing.twist {
        Twist::Expires => own.push(("Expires", time(signing.at))),
        Twist::TimestampAndExpires => own.push(("Expires", time(signing.at + LATER))),
        _ => {}
    }
    if let Some(token) = signer.session_token(signing.twist) {
        own.push(("SecurityToken", token.into_owned()));
    }
    let mut all = canonical::parameters(if in_form { &request.body } else { query });
    all.extend(
        own.iter()
            .map(|(n, v)| (n.as_bytes().to_vec(), v.as_bytes().to_vec())),
    );
    let path = match path {
        [] => "/".into(),
        path => String::from_utf8_lossy(path),
    };
    let text = format!(
        "{}\n{}\n{path}\n{}",
        request.method,
        canonical::host(request).to_ascii_lowercase(),
        canonical::query_2(all)
    );
    let secret = signer.credentials.secret_access_key.expose();
    let signature = STANDARD.encode(hmac(secret.as_bytes(), text.as_bytes()));
    own.push(("Signature", spoil(signature, signing.twist)));
    let own = canonical::join(&own);
    if !in_form {
        return canonical::with_query(request, &own);
    }
    let mut request = request.clone();
    request.body.push(b'&');
    request.body.extend_from_slice(own.as_bytes());
    let length = request.body.len().to_string();
    for (name, value) in &mut request.headers {
        if name.eq_ignore_ascii_case("content-length") {
            *value = length.clone().into_bytes();
        }
    }
    request
}
