#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use jiff::ToSpan;

use crate::case::Draft;
use crate::case::Form;
use crate::endpoint::Endpoint;
use crate::endpoint::auth::Credentials;
use crate::endpoint::auth::Scheme;
use crate::endpoint::auth::Signer;
use crate::endpoint::auth::Spoilt;
use crate::exchange::HttpRequest;
use crate::model::Secret;
use crate::reference::Reference;
use crate::reference::ReferenceOptions;
use crate::version::ApiVersion;
use crate::write::query;

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "TESTACCESSKEYID".to_owned(),
        secret_access_key: Secret::new("test/secret"),
        session_token: None,
    }
}

fn draft(form: Form) -> Draft {
    let parameters = [("VpnConnectionId.1", "vpn-00000000 ~/+")];
    let mut draft = Draft::action("DescribeVpnConnections", ApiVersion::default(), &parameters);
    draft.form = form;
    draft
}

/// The status and the code of the answer, `None` for a success.
fn ask(request: &HttpRequest) -> (u16, String) {
    let reference = Reference::new(ReferenceOptions {
        auth: Some(credentials()),
        ..ReferenceOptions::default()
    });
    let response = reference.send(request).unwrap();
    let body = String::from_utf8(response.body).unwrap();
    let code = body
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once('<'))
        .map(|(code, _)| code.to_owned());
    (response.status, code.unwrap_or_default())
}

fn signed(form: Form, scheme: Scheme, at: Timestamp, spoilt: Spoilt) -> HttpRequest {
    let signer = Signer {
        credentials: credentials(),
        region: "us-east-1".to_owned(),
    };
    let request = query::encode(&draft(form), "Example.com:8773", "/");
    signer.sign(&request, scheme, at, spoilt)
}

const ALL: [(Form, Scheme); 4] = [
    (Form::Get, Scheme::V2),
    (Form::Get, Scheme::V4),
    (Form::Post, Scheme::V2),
    (Form::Post, Scheme::V4),
];

#[test]
fn what_the_signer_signs_is_let_in() {
    for (form, scheme) in ALL {
        // The id does not exist: who gets this far was let in.
        let request = signed(form, scheme, Timestamp::now(), Spoilt::No);
        let answer = ask(&request);
        assert_eq!(
            answer,
            (400, "InvalidVpnConnectionID.NotFound".to_owned()),
            "{form:?} {scheme:?}"
        );
    }
}

#[test]
fn a_spoilt_signature_and_an_old_one_are_refused() {
    for (form, scheme) in ALL {
        let request = signed(form, scheme, Timestamp::now(), Spoilt::Character);
        assert_eq!(
            ask(&request),
            (403, "SignatureDoesNotMatch".to_owned()),
            "{form:?} {scheme:?}"
        );
        let old = Timestamp::now() - 2.hours();
        let request = signed(form, scheme, old, Spoilt::No);
        assert_eq!(
            ask(&request),
            (400, "RequestExpired".to_owned()),
            "{form:?} {scheme:?}"
        );
    }
}

#[test]
fn an_unsigned_request_and_an_unknown_key_are_refused() {
    let request = query::encode(&draft(Form::Get), "example.com", "/");
    assert_eq!(ask(&request), (400, "MissingParameter".to_owned()));
    let mut stranger = credentials();
    stranger.access_key_id = "STRANGER".to_owned();
    let signer = Signer {
        credentials: stranger,
        region: "us-east-1".to_owned(),
    };
    for scheme in [Scheme::V2, Scheme::V4] {
        let request = signer.sign(&request, scheme, Timestamp::now(), Spoilt::No);
        assert_eq!(ask(&request), (401, "AuthFailure".to_owned()), "{scheme:?}");
    }
}

#[test]
fn a_changed_parameter_or_host_breaks_the_signature() {
    for (form, scheme) in ALL {
        let mut request = signed(form, scheme, Timestamp::now(), Spoilt::No);
        for (name, value) in &mut request.headers {
            if name == "Host" {
                *value = b"other.example".to_vec();
            }
        }
        assert_eq!(ask(&request).0, 403, "{form:?} {scheme:?}");
    }
}
