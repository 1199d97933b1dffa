//! What a verdict is a function of: the rule and the target, and nothing else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may")]

mod company;
mod subject;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::endpoint::Endpoint;
use crate::endpoint::auth::{Scheme, Signer};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};
use crate::finding::{Level, Verdict};
use crate::glob::GlobSet;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::{Reference, ReferenceOptions, element};
use crate::rule;
use crate::run::Options;
use crate::run::options::Provision;
use crate::secret::Secret;
use crate::secret::credentials::Credentials;
use crate::spec::version::ApiVersion;
use crate::suite::outcome::Outcome;
use crate::suite::plan::run;

/// An endpoint that is a function.
struct Answers<F>(F);

impl<F: Fn(&HttpRequest) -> HttpResponse + Send + Sync> Endpoint for Answers<F> {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        Ok((self.0)(request))
    }

    fn name(&self) -> String {
        "answers".to_owned()
    }
}

fn play(endpoint: &dyn Endpoint, options: &Options) -> Outcome {
    run(endpoint, options, &(), &AtomicBool::new(false)).unwrap()
}

fn quick() -> Options {
    Options {
        patience: Duration::ZERO,
        ..Options::default()
    }
}

fn only(ids: &[&str]) -> Options {
    Options {
        only: GlobSet::new(ids).unwrap(),
        ..quick()
    }
}

/// The ids of the rules with this verdict.
fn with(outcome: &Outcome, verdict: Verdict) -> BTreeSet<&'static str> {
    let judged = outcome.judged.iter();
    judged
        .filter(|(_, judgement)| judgement.verdict == verdict)
        .map(|(rule, _)| rule.id)
        .collect()
}

fn causes(outcome: &Outcome) -> BTreeSet<String> {
    let judged = outcome.judged.iter();
    judged
        .filter_map(|(_, judgement)| judgement.cause.clone())
        .collect()
}

fn page(status: u16, kind: &str, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![("Content-Type".to_owned(), kind.as_bytes().to_vec())],
        body: body.as_bytes().to_vec(),
    }
}

/// Verdict and fingerprints of each rule.
fn said(outcome: &Outcome) -> BTreeMap<&'static str, (Verdict, BTreeSet<String>)> {
    let judged = outcome.judged.iter();
    judged
        .map(|(rule, judgement)| {
            let prints = judgement.findings.iter().map(|f| f.fingerprint.clone());
            (rule.id, (judgement.verdict, prints.collect()))
        })
        .collect()
}

fn signer() -> Signer {
    Signer {
        credentials: Credentials {
            access_key_id: "TESTACCESSKEYID00000".to_owned(),
            secret_access_key: Secret::new("test/secret/access/key"),
            session_token: None,
        },
        region: "us-east-1".to_owned(),
    }
}

#[test]
fn the_reference_conforms_in_every_version() {
    for version in [
        ApiVersion::ALL[0],
        ApiVersion::default(),
        ApiVersion::V2016_11_15,
    ] {
        for auth in [
            None,
            Some(Scheme::V2),
            Some(Scheme::V4),
            Some(Scheme::V4Query),
        ] {
            let endpoint = Reference::new(ReferenceOptions {
                auth: auth.map(|_| signer().credentials),
                ..ReferenceOptions::default()
            });
            let options = Options {
                api_version: version,
                auth,
                signer: Some(signer()),
                ..quick()
            };
            let outcome = play(&endpoint, &options);
            let status = outcome.exit_status(Level::May);
            let failed = with(&outcome, Verdict::Fail);
            assert_eq!(
                status, 0,
                "{version} {auth:?}: {failed:?} {:?}",
                outcome.evidence.halts
            );
        }
    }
}

/// The reference, whose ids of gateways and connections are other ones.
fn renamed(rename: fn(&str) -> String, back: fn(&str) -> String) -> impl Endpoint {
    let reference = Reference::default();
    Answers(move |request: &HttpRequest| {
        let mut request = request.clone();
        for text in [&mut request.target, &mut request.body] {
            *text = back(&String::from_utf8_lossy(text)).into_bytes();
        }
        let length = request.body.len().to_string();
        for (name, value) in &mut request.headers {
            if name.eq_ignore_ascii_case("content-length") {
                *value = length.clone().into_bytes();
            }
        }
        let mut response = reference.send(&request).unwrap();
        response.body = rename(&String::from_utf8_lossy(&response.body)).into_bytes();
        for (name, value) in &mut response.headers {
            if name.eq_ignore_ascii_case("content-length") {
                *value = response.body.len().to_string().into_bytes();
            }
        }
        response
    })
}

#[test]
fn ids_of_any_form_never_contradict_the_harness() {
    // Without a prefix, as a server may number its things.
    let endpoint = renamed(
        |text| text.replace("cgw-", "").replace("vgw-", ""),
        |text| {
            text.replace("CustomerGatewayId.1=", "CustomerGatewayId.1=cgw-")
                .replace("CustomerGatewayId=", "CustomerGatewayId=cgw-")
                .replace("VpnGatewayId.1=", "VpnGatewayId.1=vgw-")
                .replace("VpnGatewayId=", "VpnGatewayId=vgw-")
        },
    );
    let outcome = play(&endpoint, &only(&["request/*", "state/*", "error/*"]));
    assert_ne!(
        outcome.exit_status(Level::Should),
        70,
        "{:?}",
        outcome.evidence.halts
    );
}

#[test]
fn an_idempotent_server_makes_no_false_alarm() {
    let ids = [
        "response/connection-id-unique",
        "state/*",
        "secret/keys-differ-between-connections",
    ];
    for (version, failing) in [
        (
            ApiVersion::V2012_04_01,
            vec!["state/second-create-distinct"],
        ),
        (ApiVersion::V2016_11_15, vec![]),
    ] {
        // Both those that show what is deleted for a while, and those that forget it at once.
        for variants in [vec![], vec!["deleted-at-once"]] {
            let mut options = ReferenceOptions::default();
            options
                .faults
                .push(rule::fault("create-idempotent").unwrap().fault);
            options
                .variants
                .extend(variants.iter().filter_map(|id| rule::variant(id)));
            let endpoint = Reference::new(options);
            let options = Options {
                api_version: version,
                ..only(&ids)
            };
            let outcome = play(&endpoint, &options);
            let failed: Vec<&str> = with(&outcome, Verdict::Fail).into_iter().collect();
            assert_eq!(failed, failing, "{version} {variants:?}");
            assert_eq!(
                outcome.exit_status(Level::Should),
                0,
                "{version} {variants:?}"
            );
        }
    }
}

#[test]
fn what_is_added_to_every_create_is_what_was_asked_for() {
    let added = |name: &str| (name.to_owned(), "true".to_owned());
    let options = Options {
        api_version: ApiVersion::V2016_11_15,
        create_parameters: vec![added("Options.StaticRoutesOnly")],
        ..only(&["request/static-routes-only", "response/options-as-asked"])
    };
    let outcome = play(&Reference::default(), &options);
    assert_eq!(outcome.exit_status(Level::Should), 0);
    let creates = outcome.evidence.records.iter().filter(|r| r.is_create());
    assert!(creates.clone().count() > 2);
    for record in creates {
        assert!(
            record.sent("Options.StaticRoutesOnly").is_some(),
            "{}",
            record.case.id
        );
    }
    // A rule that asks for the same by itself is judged by that.
    let options = Options {
        create_parameters: vec![added("Options.StaticRoutesOnly")],
        ..only(&["request/later-parameter-rejected"])
    };
    let outcome = play(&Reference::default(), &options);
    assert_ne!(outcome.exit_status(Level::Should), 70);
}

#[test]
fn a_refusal_for_another_reason_is_no_look_at_signatures() {
    let reference = Reference::default();
    let endpoint = Answers(move |request: &HttpRequest| {
        let is_signed = request
            .header("authorization")
            .is_some_and(|value| String::from_utf8_lossy(value).contains("/ec2/aws4_request"));
        match is_signed {
            true => reference.send(request).unwrap(),
            // Which service is meant is read off the signature.
            false => page(
                400,
                "text/html",
                "<Response><Errors><Error><Code>InvalidAction</Code>\
                <Message>no such action</Message></Error></Errors><RequestID>r</RequestID></Response>",
            ),
        }
    });
    let options = Options {
        auth: Some(Scheme::V4),
        signer: Some(signer()),
        ..quick()
    };
    let outcome = play(&endpoint, &options);
    let failed = with(&outcome, Verdict::Fail);
    assert_eq!(failed, BTreeSet::new());
    let of_auth = outcome
        .judged
        .iter()
        .filter(|(rule, _)| rule.family() == "auth");
    for (rule, judgement) in of_auth {
        assert_eq!(judgement.verdict, Verdict::NotApplicable, "{}", rule.id);
    }
}

#[cfg(feature = "cli")]
#[test]
fn faults_of_a_connection_show_over_a_socket() {
    use std::sync::Arc;

    use crate::endpoint::http::{HttpEndpoint, HttpOptions};
    use crate::reference::serve::serve;

    const LENGTH: &str = "response/content-length";
    const REUSED: &str = "state/reused-connection";
    for (fault, id, verdict) in [
        (None, LENGTH, Verdict::Pass),
        (Some("content-length-long"), LENGTH, Verdict::Fail),
        (None, REUSED, Verdict::Pass),
        (Some("connection-keeps-parameters"), REUSED, Verdict::Fail),
        (Some("connection-repeats-answer"), REUSED, Verdict::Fail),
    ] {
        let reference = match fault {
            Some(fault) => rule::faulty_reference(fault).unwrap(),
            None => Reference::default(),
        };
        let server = serve(Arc::new(reference), "127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}/", server.address());
        let endpoint = HttpEndpoint::new(url.parse().unwrap(), HttpOptions::default()).unwrap();
        let said = said(&play(&endpoint, &only(&[id])));
        assert_eq!(said[id].0, verdict, "{fault:?}");
    }
}

#[test]
fn a_change_that_fails_alone_fails_no_generated_request() {
    for status in [400, 500] {
        let reference = Reference::default();
        let endpoint = Answers(move |request: &HttpRequest| {
            let sent = [&request.target[..], &request.body[..]].concat();
            match memchr::memmem::find(&sent, b"AvailabilityZone").is_some() {
                true => page(status, "text/xml", "<Response/>"),
                false => reference.send(request).unwrap(),
            }
        });
        let rules = [
            "request/generated-as-judged",
            "request/availability-zone-ignored",
        ];
        let options = Options {
            cases: 200,
            ..only(&rules)
        };
        let failed = with(&play(&endpoint, &options), Verdict::Fail);
        assert_eq!(failed, BTreeSet::from([rules[1]]), "{status}");
    }
}
