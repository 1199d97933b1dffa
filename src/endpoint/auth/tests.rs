#![allow(clippy::unwrap_used)]

use super::*;
use crate::Endpoint;
use crate::generate::document::cases::noise;
use crate::generate::request::Recipe;
use crate::reference::{Reference, ReferenceOptions};
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Form, Parameter, encoding};
use crate::secret::Secret;

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

fn request(form: bool) -> HttpRequest {
    let query = b"Action=CreateVpnGateway&Version=2012-04-01&Type=ipsec.1&AvailabilityZone=a%20b~*";
    HttpRequest {
        method: if form { "POST" } else { "GET" }.to_owned(),
        target: if form {
            b"/".to_vec()
        } else {
            [b"/?", &query[..]].concat()
        },
        headers: vec![
            ("Host".to_owned(), b"ec2.amazonaws.com".to_vec()),
            (
                "Content-Type".to_owned(),
                b"application/x-www-form-urlencoded".to_vec(),
            ),
            (
                "Content-Length".to_owned(),
                if form { query.len() } else { 0 }.to_string().into_bytes(),
            ),
        ],
        body: if form { query.to_vec() } else { Vec::new() },
    }
}

/// The embedded endpoint checks signatures with code of its own.
#[test]
fn a_server_with_the_key_accepts_good_signatures_only() {
    let server = Reference::new(ReferenceOptions {
        auth: Some(signer("example").credentials),
        ..ReferenceOptions::default()
    });
    let status = |request: &HttpRequest| server.send(request).unwrap().status;
    let now = Timestamp::now();
    let old = now - jiff::SignedDuration::from_hours(2);
    for form in [false, true] {
        let request = request(form);
        assert!(status(&request) >= 400);
        for scheme in [Scheme::V2, Scheme::V4, Scheme::V4Query] {
            let sign = |secret, at, twist| {
                let signing = Signing { scheme, at, twist };
                status(&signer(secret).sign(&request, signing))
            };
            assert!(
                sign("example", now, Twist::None) == 200,
                "{scheme:?} {form}"
            );
            assert!(sign("example", now, Twist::Character) >= 400, "{scheme:?}");
            assert!(sign("other", now, Twist::None) >= 400, "{scheme:?}");
            assert!(sign("example", old, Twist::None) >= 400, "{scheme:?}");
        }
    }
}

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
    let value = |request: &HttpRequest, twist| {
        let signed = signer.sign(
            request,
            Signing {
                twist,
                ..Signing::new(Scheme::V4, at)
            },
        );
        String::from_utf8(signed.header("authorization").unwrap().to_vec()).unwrap()
    };
    let good = value(&base, Twist::None);
    assert!(good.starts_with(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature="
    ));
    let reordered = HttpRequest {
        target: b"/?A=1&B=%32".to_vec(),
        ..base.clone()
    };
    assert_eq!(value(&reordered, Twist::None), good);
    let other = HttpRequest {
        target: b"/?A=1&B=3".to_vec(),
        ..base.clone()
    };
    let post = HttpRequest {
        body: b"x".to_vec(),
        ..base.clone()
    };
    for wrong in [
        value(&other, Twist::None),
        value(&post, Twist::None),
        value(&base, Twist::Character),
    ] {
        assert_ne!(wrong, good);
        assert_eq!(wrong.len(), good.len());
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
        let draft = Recipe::from_bytes(&noise(number), crate::rule::mutations()).draft(&fixtures);
        encoding::encode(&draft, "ec2.example.com:8773", "/")
    })
}

/// Whatever is wrong with a request, its signature is that of the bytes that are sent: it gets past the gate, and what is
/// wrong is refused for what it is.
#[test]
fn malformed_requests_are_signed_as_they_are_sent() {
    let key = signer("example");
    let gated = Reference::new(ReferenceOptions {
        auth: Some(key.credentials.clone()),
        ..ReferenceOptions::default()
    });
    let open = Reference::default();
    let code = |server: &Reference, request: &HttpRequest| {
        let answer = server.send(request).unwrap();
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let code = body.split_once("<Code>").map(|(_, rest)| rest.to_owned());
        let code = code.and_then(|rest| Some(rest.split_once('<')?.0.to_owned()));
        (answer.status, code)
    };
    let mut codes = std::collections::BTreeSet::new();
    for request in generated(600) {
        let wanted = code(&open, &request);
        for scheme in [Scheme::V2, Scheme::V4, Scheme::V4Query] {
            let signed = key.sign(&request, Signing::new(scheme, Timestamp::now()));
            assert_eq!(code(&gated, &signed), wanted, "{scheme:?} {signed:?}");
        }
        codes.insert(wanted);
    }
    assert!(codes.len() > 5, "{codes:?}");
}

/// What botocore and boto 2 made of the same parameters at the same time, as `scripts/clients/signatures.py` wrote it down.
#[test]
fn botocore_and_boto_make_the_same_signatures_of_version_2() {
    let kept = include_str!("../../../corpora/evidence/clients/signatures-v2.jsonl");
    let mut lines = kept
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |value: &serde_json::Value, name: &str| value.get(name)?.as_str().map(str::to_owned);
    let at: Timestamp = text(&lines.next().unwrap(), "time")
        .unwrap()
        .parse()
        .unwrap();
    let mut count = 0;
    for line in lines {
        let mut signer = signer("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        signer.credentials.session_token = text(&line, "token").map(Secret::new);
        let parameters = line.get("parameters").unwrap().as_object().unwrap().iter();
        let draft = Draft {
            form: match text(&line, "method").as_deref() {
                Some("POST") => Form::Post,
                _ => Form::Get,
            },
            parameters: parameters
                .map(|(name, value)| Parameter::new(name.as_str(), value.as_str().unwrap()))
                .collect(),
        };
        let request = encoding::encode(&draft, "ec2.example.com", "/");
        let signed = signer.sign(&request, Signing::new(Scheme::V2, at));
        let all = match draft.form {
            Form::Get => canonical::parameters(canonical::split_target(&signed.target).1),
            Form::Post => canonical::parameters(&signed.body),
        };
        let given = all.iter().find(|(name, _)| name == b"Signature").unwrap();
        assert_eq!(
            String::from_utf8_lossy(&given.1),
            text(&line, "signature").unwrap(),
            "{line}"
        );
        count += 1;
    }
    assert!(count >= 400);
}
