//! Signatures of version 4 beside those of Amazon's own library.

use std::time::Duration;

use jiff::Timestamp;
use vpnconform::HttpRequest;
use vpnconform::endpoint::auth::{Scheme, Signer, Signing, Twist};
use vpnconform::generate::document::cases::noise;
use vpnconform::generate::request::Recipe;
use vpnconform::request::encoding;
use vpnconform::request::fixtures::Fixtures;
use vpnconform::secret::Secret;
use vpnconform::secret::credentials::Credentials;

/// How long a signature in the query holds, in seconds.
const HOLDS: u64 = 300;

fn signer(secret: &'static str) -> Signer {
    Signer {
        credentials: Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new(secret),
            session_token: None,
        },
        region: "us-east-1".to_owned(),
    }
}

/// Generated requests, valid and malformed, as they go to a server.
fn generated(count: u64) -> impl Iterator<Item = HttpRequest> {
    let fixtures = Fixtures {
        customer_gateway_id: "cgw-b4dc3961".to_owned(),
        vpn_gateway_id: "vgw-8db04f81".to_owned(),
        ..Fixtures::default()
    };
    (0..count).map(move |number| {
        let draft =
            Recipe::from_bytes(&noise(number), vpnconform::rule::mutations()).draft(&fixtures);
        encoding::encode(&draft, "ec2.example.com:8773", "/")
    })
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    decoded
}

/// The signature of the kit of Amazon's own, where it takes the request at all: it wants a URI in text, and signs other bytes
/// than those it was given where a value is not UTF-8.
fn oracle(request: &HttpRequest, signer: &Signer, signing: Signing) -> Option<String> {
    use aws_sigv4::http_request as kit;
    let key = &signer.credentials;
    let token = key.session_token.as_ref().map(|t| t.expose().to_owned());
    let secret = key.secret_access_key.expose();
    let identity =
        aws_credential_types::Credentials::new(&key.access_key_id, secret, token, None, "test")
            .into();
    let mut settings = kit::SigningSettings::default();
    if signing.scheme == Scheme::V4Query {
        settings.signature_location = kit::SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(HOLDS));
    }
    if signing.twist == Twist::ContentHash {
        settings.payload_checksum_kind = kit::PayloadChecksumKind::XAmzSha256;
    }
    let parameters = aws_sigv4::sign::v4::SigningParams::builder()
        .identity(&identity)
        .region(&signer.region)
        .name("ec2")
        .time(std::time::UNIX_EPOCH + Duration::from_secs(signing.at.as_second().unsigned_abs()))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let target = std::str::from_utf8(&request.target).ok()?;
    // Two hexadecimal digits in a row may be a byte that is not UTF-8.
    let decoded = percent_decoded(target);
    std::str::from_utf8(&decoded).ok()?;
    let uri = format!("http://ec2.example.com:8773{target}");
    let body = kit::SignableBody::Bytes(&request.body);
    let signable =
        kit::SignableRequest::new(&request.method, uri, std::iter::empty(), body).ok()?;
    let signed = kit::sign(signable, &parameters).ok()?;
    Some(signed.signature().to_owned())
}

#[test]
fn amazons_kit_makes_the_same_signatures_of_version_4() {
    let at: Timestamp = "2012-04-01T23:59:58Z".parse().unwrap();
    let (mut equal, mut refused) = (0, 0);
    for request in generated(600) {
        for token in [None, Some(Secret::new("a+token/with=all&kinds"))] {
            let mut signer = signer("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
            signer.credentials.session_token = token;
            for (scheme, twist) in [
                (Scheme::V4, Twist::None),
                (Scheme::V4, Twist::ContentHash),
                (Scheme::V4Query, Twist::None),
            ] {
                let signing = Signing { scheme, at, twist };
                let Some(wanted) = oracle(&request, &signer, signing) else {
                    refused += 1;
                    continue;
                };
                let signed = signer.sign(&request, signing);
                let place = match scheme {
                    Scheme::V4Query => &signed.target,
                    _ => signed.header("authorization").unwrap(),
                };
                let text = String::from_utf8_lossy(place);
                let given = text.rsplit_once("Signature=").unwrap().1;
                assert_eq!(given, wanted, "{scheme:?} {twist:?} {request:?}");
                equal += 1;
            }
        }
    }
    // Which is why this project signs by itself: what it refuses are the malformed requests.
    assert!(equal > 3000 && refused > 0, "{equal} {refused}");
}
