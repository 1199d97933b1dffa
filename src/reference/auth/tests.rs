#![allow(clippy::unwrap_used)]

use jiff::{Timestamp, ToSpan};

use crate::endpoint::Endpoint;
use crate::endpoint::auth::{Scheme, Signer, Signing, Twist};
use crate::exchange::HttpRequest;
use crate::reference::{Reference, ReferenceOptions};
use crate::request::{Draft, Form, encoding};
use crate::secret::Secret;
use crate::secret::credentials::Credentials;
use crate::spec::version::ApiVersion;

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

fn signed(form: Form, scheme: Scheme, at: Timestamp, twist: Twist) -> HttpRequest {
    let signer = Signer {
        credentials: credentials(),
        region: "us-east-1".to_owned(),
    };
    let request = encoding::encode(&draft(form), "Example.com:8773", "/");
    signer.sign(&request, Signing { scheme, at, twist })
}

const ALL: [(Form, Scheme); 6] = [
    (Form::Get, Scheme::V2),
    (Form::Get, Scheme::V4),
    (Form::Get, Scheme::V4Query),
    (Form::Post, Scheme::V2),
    (Form::Post, Scheme::V4),
    (Form::Post, Scheme::V4Query),
];

#[test]
fn what_the_signer_signs_is_let_in() {
    for (form, scheme) in ALL {
        // The id does not exist: who gets this far was let in.
        let request = signed(form, scheme, Timestamp::now(), Twist::None);
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
        let request = signed(form, scheme, Timestamp::now(), Twist::Character);
        assert_eq!(
            ask(&request),
            (403, "SignatureDoesNotMatch".to_owned()),
            "{form:?} {scheme:?}"
        );
        let old = Timestamp::now() - 2.hours();
        let request = signed(form, scheme, old, Twist::None);
        assert_eq!(
            ask(&request),
            (400, "RequestExpired".to_owned()),
            "{form:?} {scheme:?}"
        );
    }
}

#[test]
fn an_unsigned_request_and_an_unknown_key_are_refused() {
    let request = encoding::encode(&draft(Form::Get), "example.com", "/");
    assert_eq!(ask(&request), (400, "MissingParameter".to_owned()));
    let mut stranger = credentials();
    stranger.access_key_id = "STRANGER".to_owned();
    let signer = Signer {
        credentials: stranger,
        region: "us-east-1".to_owned(),
    };
    for scheme in [Scheme::V2, Scheme::V4, Scheme::V4Query] {
        let request = signer.sign(&request, Signing::new(scheme, Timestamp::now()));
        assert_eq!(ask(&request), (401, "AuthFailure".to_owned()), "{scheme:?}");
    }
}

#[test]
fn a_changed_parameter_or_host_breaks_the_signature() {
    for (form, scheme) in ALL {
        let mut request = signed(form, scheme, Timestamp::now(), Twist::None);
        for (name, value) in &mut request.headers {
            if name == "Host" {
                *value = b"other.example".to_vec();
            }
        }
        assert_eq!(ask(&request).0, 403, "{form:?} {scheme:?}");
    }
}

#[test]
fn a_temporary_key_needs_its_token_and_a_lasting_one_has_none() {
    let mut temporary = credentials();
    temporary.session_token = Some(Secret::new("test/token"));
    let answer = |key: &Credentials, server: &Credentials, scheme, twist| {
        let signer = Signer {
            credentials: key.clone(),
            region: "us-east-1".to_owned(),
        };
        let request = encoding::encode(&draft(Form::Post), "example.com", "/");
        let at = Timestamp::now();
        let request = signer.sign(&request, Signing { scheme, at, twist });
        let reference = Reference::new(ReferenceOptions {
            auth: Some(server.clone()),
            ..ReferenceOptions::default()
        });
        reference.send(&request).unwrap().status
    };
    for (_, scheme) in ALL {
        let (none, left_out) = (Twist::None, Twist::TokenLeftOut);
        assert_eq!(answer(&temporary, &temporary, scheme, none), 400, "let in");
        assert_eq!(answer(&temporary, &temporary, scheme, left_out), 401);
        assert_eq!(answer(&temporary, &credentials(), scheme, none), 401);
    }
}

#[test]
fn a_signature_for_another_region_is_refused_where_the_region_is_known() {
    for (region, wanted) in [("eu-west-1", 403), ("us-east-1", 400)] {
        let reference = Reference::new(ReferenceOptions {
            auth: Some(credentials()),
            region: Some(region.to_owned()),
            ..ReferenceOptions::default()
        });
        for scheme in [Scheme::V4, Scheme::V4Query] {
            let request = signed(Form::Get, scheme, Timestamp::now(), Twist::None);
            assert_eq!(reference.send(&request).unwrap().status, wanted, "{region}");
        }
    }
}
