//! Signature Version 2: parameters of the query, or of the form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::endpoint::auth::Signer;
use crate::endpoint::auth::Spoilt;
use crate::endpoint::auth::canonical_query;
use crate::endpoint::auth::encode;
use crate::endpoint::auth::hmac;
use crate::endpoint::auth::host;
use crate::endpoint::auth::parameters;
use crate::endpoint::auth::split_target;
use crate::endpoint::auth::spoil;
use crate::exchange::HttpRequest;

pub(super) fn sign(
    signer: &Signer,
    request: &HttpRequest,
    at: Timestamp,
    spoilt: Spoilt,
) -> HttpRequest {
    let in_form = !request.body.is_empty();
    let (path, query) = split_target(&request.target);
    let mut own = vec![
        ("AWSAccessKeyId", signer.credentials.access_key_id.clone()),
        ("SignatureMethod", "HmacSHA256".to_owned()),
        ("SignatureVersion", "2".to_owned()),
        ("Timestamp", at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
    ];
    if let Some(token) = &signer.credentials.session_token {
        own.push(("SecurityToken", token.expose().to_owned()));
    }
    let mut all = parameters(if in_form { &request.body } else { query });
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
        host(request).to_ascii_lowercase(),
        canonical_query(&all)
    );
    let secret = signer.credentials.secret_access_key.expose();
    let signature = STANDARD.encode(hmac(secret.as_bytes(), text.as_bytes()));
    own.push(("Signature", spoil(signature, spoilt)));
    let own: Vec<String> = own
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value.as_bytes())))
        .collect();
    append(request, &own.join("&"), in_form)
}

fn append(request: &HttpRequest, parameters: &str, in_form: bool) -> HttpRequest {
    let mut request = request.clone();
    if in_form {
        request.body.push(b'&');
        request.body.extend_from_slice(parameters.as_bytes());
        let length = request.body.len().to_string();
        for (name, value) in &mut request.headers {
            if name.eq_ignore_ascii_case("content-length") {
                *value = length.clone().into_bytes();
            }
        }
    } else {
        let separator = if request.target.contains(&b'?') {
            b'&'
        } else {
            b'?'
        };
        request.target.push(separator);
        request.target.extend_from_slice(parameters.as_bytes());
    }
    request
}
