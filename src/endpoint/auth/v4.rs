//! Signature Version 4 in the `Authorization` header.

use jiff::Timestamp;
use sha2::Digest;
use sha2::Sha256;

use crate::endpoint::auth::Signer;
use crate::endpoint::auth::Spoilt;
use crate::endpoint::auth::canonical_query;
use crate::endpoint::auth::hmac;
use crate::endpoint::auth::host;
use crate::endpoint::auth::parameters;
use crate::endpoint::auth::split_target;
use crate::endpoint::auth::spoil;
use crate::exchange::HttpRequest;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const SERVICE: &str = "ec2";

pub(super) fn sign(
    signer: &Signer,
    request: &HttpRequest,
    at: Timestamp,
    spoilt: Spoilt,
) -> HttpRequest {
    let time = at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let date = at.strftime("%Y%m%d").to_string();
    let scope = format!("{date}/{}/{SERVICE}/aws4_request", signer.region);
    let token = signer.credentials.session_token.as_ref();

    let mut signed = vec![
        ("host", host(request).into_owned()),
        ("x-amz-date", time.clone()),
    ];
    if let Some(token) = token {
        signed.push(("x-amz-security-token", token.expose().to_owned()));
    }
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let (path, query) = split_target(&request.target);
    let headers: String = signed
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    let canonical = format!(
        "{}\n{}\n{}\n{headers}\n{names}\n{}",
        request.method,
        String::from_utf8_lossy(path),
        canonical_query(&parameters(query)),
        hex(&Sha256::digest(&request.body)),
    );
    let text = format!(
        "{ALGORITHM}\n{time}\n{scope}\n{}",
        hex(&Sha256::digest(canonical))
    );
    let secret = format!("AWS4{}", signer.credentials.secret_access_key.expose());
    let key = [date.as_str(), &signer.region, SERVICE, "aws4_request"]
        .iter()
        .fold(secret.into_bytes(), |key, part| hmac(&key, part.as_bytes()));
    let signature = spoil(hex(&hmac(&key, text.as_bytes())), spoilt);

    let mut request = request.clone();
    let id = &signer.credentials.access_key_id;
    let value = format!(
        "{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
    );
    request
        .headers
        .push(("X-Amz-Date".to_owned(), time.into_bytes()));
    if let Some(token) = token {
        let value = token.expose().as_bytes().to_vec();
        request
            .headers
            .push(("X-Amz-Security-Token".to_owned(), value));
    }
    request
        .headers
        .push(("Authorization".to_owned(), value.into_bytes()));
    request
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::endpoint::auth::Credentials;
    use crate::model::Secret;

    #[test]
    fn a_signature_changes_with_every_part_of_the_request() {
        let signer = Signer {
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                session_token: None,
            },
            region: "us-east-1".to_owned(),
        };
        let base = HttpRequest {
            method: "GET".to_owned(),
            target: b"/?B=2&A=1".to_vec(),
            headers: vec![("Host".to_owned(), b"example.amazonaws.com".to_vec())],
            body: Vec::new(),
        };
        let at: Timestamp = "2015-08-30T12:36:00Z".parse().unwrap();
        let value = |request: &HttpRequest, spoilt| {
            let signed = sign(&signer, request, at, spoilt);
            String::from_utf8(signed.header("authorization").unwrap().to_vec()).unwrap()
        };
        let good = value(&base, Spoilt::No);
        assert!(good.starts_with(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature="
        ));
        let reordered = HttpRequest {
            target: b"/?A=1&B=%32".to_vec(),
            ..base.clone()
        };
        assert_eq!(value(&reordered, Spoilt::No), good);
        let other = HttpRequest {
            target: b"/?A=1&B=3".to_vec(),
            ..base.clone()
        };
        let post = HttpRequest {
            body: b"x".to_vec(),
            ..base.clone()
        };
        for wrong in [
            value(&other, Spoilt::No),
            value(&post, Spoilt::No),
            value(&base, Spoilt::Character),
        ] {
            assert_ne!(wrong, good);
            assert_eq!(wrong.len(), good.len());
        }
    }
}
