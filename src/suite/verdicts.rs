//! What a verdict is a function of: the rule and the target, and nothing else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may")]

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

/// The rules of documents that pass on a server with this fault.
fn passing(fault: &'static Fault) -> BTreeSet<&'static str> {
    let endpoint = Reference::with_fault(fault);
    let outcome = play(&endpoint, &only(&["configuration/*", "secret/*"]));
    with(&outcome, Verdict::Pass)
}

/// What is true of a document whatever stands in it.
const OF_ANY_DOCUMENT: [&str; 7] = [
    "configuration/declaration",
    "configuration/encoding-declared",
    "configuration/no-namespace",
    "configuration/escaped-once",
    "configuration/present",
    "configuration/root-element",
    "configuration/well-formed",
];

#[test]
fn no_rule_passes_without_its_subject() {
    static EMPTY: Fault = Fault::new(
        "test-empty",
        "sends vpn_connection without anything in it",
        Hook::Configuration(|root, _| *root = element::Element::new("vpn_connection")),
    );
    static ONE_TUNNEL: Fault = Fault::new(
        "test-one-tunnel",
        "sends one tunnel without ike and ipsec",
        Hook::Configuration(|root, _| {
            let tunnel = root
                .elements_mut()
                .find(|e| e.name == "ipsec_tunnel")
                .cloned();
            root.remove("ipsec_tunnel");
            root.remove("ipsec_tunnel");
            if let Some(mut tunnel) = tunnel {
                tunnel.remove("ike");
                tunnel.remove("ipsec");
                root.push(tunnel);
            }
        }),
    );
    static NONE: Fault = Fault::new(
        "test-none",
        "sends no document",
        Hook::Answer(crate::reference::hook::Scope::Created, |root, _| {
            root.set(&["vpnConnection", "customerGatewayConfiguration"], "");
        }),
    );
    assert_eq!(passing(&EMPTY), BTreeSet::from(OF_ANY_DOCUMENT));
    // The descriptions have documents, and keys in them.
    assert_eq!(
        passing(&NONE),
        BTreeSet::from(["secret/absent-from-errors"])
    );
    // One end of one tunnel has addresses, numbers and an order; there is no second tunnel to compare with.
    let mut of_one_tunnel = BTreeSet::from(OF_ANY_DOCUMENT);
    of_one_tunnel.extend([
        "configuration/element-order",
        "configuration/addresses-valid",
        "configuration/bgp-or-static-consistent",
        "configuration/connection-id-matches",
        "configuration/customer-address-matches",
        "configuration/customer-asn-matches",
        "configuration/gateways-match",
        "configuration/inside-addresses-paired",
        "configuration/inside-link-local",
        "configuration/inside-not-reserved",
        "configuration/mask-matches-cidr",
        "configuration/no-padding",
        "configuration/numbers-in-range",
        "configuration/usual-values",
        "configuration/type-matches",
    ]);
    assert_eq!(passing(&ONE_TUNNEL), of_one_tunnel);
}

fn page(status: u16, kind: &str, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![("Content-Type".to_owned(), kind.as_bytes().to_vec())],
        body: body.as_bytes().to_vec(),
    }
}

const CANNED: &str = "<CreateVpnConnectionResponse><requestId>r</requestId><vpnConnection>\
    <vpnConnectionId>vpn-44a8938f</vpnConnectionId><customerGatewayId>cgw-b4dc3961</customerGatewayId>\
    <vpnGatewayId>vgw-8db04f81</vpnGatewayId></vpnConnection></CreateVpnConnectionResponse>";

#[test]
fn what_is_no_ec2_is_inconclusive_and_named() {
    let html = "<html><head><title>no</title></head><body><hr></body></html>";
    for (name, status, body, words) in [
        ("nginx", 404, html, "status 404 and <html>"),
        (
            "json",
            400,
            r#"{"error":"no such route"}"#,
            "status 400 and \"{",
        ),
        ("login", 401, html, "status 401 and <html>"),
        ("proxy", 502, html, "status 502 and <html>"),
        ("all 500", 500, html, "status 500 and <html>"),
        ("start page", 200, html, "status 200 and <html>"),
        ("empty", 200, "", "an empty body"),
        (
            "canned",
            200,
            CANNED,
            "<CreateVpnConnectionResponse>, the answer to another action",
        ),
        (
            "s3",
            200,
            "<ListAllMyBucketsResult/>",
            "<ListAllMyBucketsResult>",
        ),
        (
            "redirect",
            302,
            "",
            "redirected with status 302 to \"http://127.0.0.1/login\"",
        ),
    ] {
        let endpoint = Answers(move |_: &HttpRequest| {
            let mut response = page(status, "text/html", body);
            if status == 302 {
                let location = b"http://127.0.0.1/login".to_vec();
                response.headers.push(("Location".to_owned(), location));
            }
            response
        });
        for fixed in [false, true] {
            let mut options = Options {
                signer: Some(signer()),
                patience: Duration::from_secs(60),
                ..Options::default()
            };
            if fixed {
                options.provision = Provision::Fixed {
                    customer_gateway_id: "cgw-b4dc3961".to_owned(),
                    vpn_gateway_id: "vgw-8db04f81".to_owned(),
                };
            }
            let begin = Instant::now();
            let outcome = play(&endpoint, &options);
            assert!(begin.elapsed() < Duration::from_secs(10), "{name}");
            if fixed && name == "canned" {
                assert_eq!(outcome.exit_status(Level::Should), 1, "{name}");
                continue;
            }
            assert_eq!(outcome.exit_status(Level::Should), 3, "{name} {fixed}");
            let said = outcome.unreachable().unwrap();
            assert!(said.contains(words) || fixed, "{name}: {said}");
            assert!(outcome.requests < 40, "{name}: {}", outcome.requests);
            let causes = causes(&outcome);
            let other = causes.iter().find(|cause| {
                !cause.contains("does not answer like EC2") && !cause.contains("API version")
            });
            assert_eq!(other, None, "{name} {fixed}");
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
        let endpoint = rule::faulty_reference("create-idempotent").unwrap();
        let options = Options {
            api_version: version,
            ..only(&ids)
        };
        let outcome = play(&endpoint, &options);
        let failed: Vec<&str> = with(&outcome, Verdict::Fail).into_iter().collect();
        assert_eq!(failed, failing, "{version}");
        assert_eq!(outcome.exit_status(Level::Should), 0, "{version}");
    }
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

/// Holds every rule on this fault, alone, against the same rule in the whole run.
fn alone_as_in_company(fault: &'static rule::Seeded, rules: impl Fn(&str) -> bool) -> Vec<String> {
    let options = |only: GlobSet| Options {
        only,
        api_version: fault.version(),
        auth: fault.needs_auth().then_some(Scheme::V4),
        signer: Some(signer()),
        ..quick()
    };
    let endpoint = || {
        Reference::new(ReferenceOptions {
            faults: vec![fault.fault],
            auth: fault.needs_auth().then(|| signer().credentials),
            ..ReferenceOptions::default()
        })
    };
    let whole = said(&play(&endpoint(), &options(GlobSet::default())));
    let mut differences = Vec::new();
    for rule in rule::catalogue().filter(|rule| rules(rule.id)) {
        let only = GlobSet::new([rule.id]).unwrap();
        let alone = said(&play(&endpoint(), &options(only)));
        if alone[rule.id] != whole[rule.id] {
            differences.push(format!(
                "{} on {}: alone {:?}, in company {:?}",
                rule.id, fault.fault.id, alone[rule.id], whole[rule.id]
            ));
        }
    }
    differences
}

/// Faults that come and go with the number of requests: what they show depends on how many came before.
fn is_steady(fault: &rule::Seeded) -> bool {
    !fault.fault.id.contains("now-and-then")
}

#[test]
fn a_rule_says_alone_what_it_says_in_company() {
    let sample = rule::faults().iter().filter(|f| is_steady(f)).step_by(29);
    let differences: Vec<String> = sample
        .enumerate()
        .flat_map(|(number, fault)| {
            let mut place = 0;
            let rules: BTreeSet<&str> = rule::catalogue()
                .filter(|_| {
                    place += 1;
                    (place + number) % 17 == 0
                })
                .map(|rule| rule.id)
                .chain(fault.detected_by.iter().copied())
                .collect();
            alone_as_in_company(fault, |id| rules.contains(id))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
#[ignore = "the whole matrix takes minutes: run at night"]
fn every_rule_says_alone_what_it_says_in_company() {
    let faults: Vec<_> = rule::faults().iter().filter(|f| is_steady(f)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let differences = std::sync::Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = alone_as_in_company(fault, |_| true);
                    differences.lock().unwrap().extend(found);
                }
            });
        }
    });
    let differences = differences.into_inner().unwrap();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Holds a real server to the same: `VPNCONFORM_TARGET` is its URL, on this machine.
#[cfg(feature = "cli")]
#[test]
#[ignore = "needs a server, whose URL is in VPNCONFORM_TARGET"]
fn a_real_server_is_judged_alone_as_in_company() {
    use crate::endpoint::http::{HttpEndpoint, HttpOptions};

    let url = std::env::var("VPNCONFORM_TARGET").unwrap();
    let endpoint = HttpEndpoint::new(url.parse().unwrap(), HttpOptions::default()).unwrap();
    let options = |only: GlobSet| Options {
        only,
        auth: Some(Scheme::V4),
        signer: Some(signer()),
        ..quick()
    };
    let whole = said(&play(&endpoint, &options(GlobSet::default())));
    let mut differences = Vec::new();
    for rule in rule::catalogue() {
        let only = GlobSet::new([rule.id]).unwrap();
        let alone = said(&play(&endpoint, &options(only)));
        if alone[rule.id] != whole[rule.id] {
            differences.push(format!(
                "{}: alone {:?}, in company {:?}",
                rule.id, alone[rule.id], whole[rule.id]
            ));
        }
    }
    let failed = whole
        .iter()
        .filter(|(_, (verdict, _))| *verdict == Verdict::Fail);
    let failed: Vec<_> = failed.map(|(id, (_, prints))| (id, prints)).collect();
    println!("{} rules fail: {failed:#?}", failed.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[cfg(feature = "cli")]
#[test]
fn a_content_length_that_is_too_large_shows_over_a_socket() {
    use std::sync::Arc;

    use crate::endpoint::http::{HttpEndpoint, HttpOptions};
    use crate::reference::serve::serve;

    for (fault, verdict) in [
        (None, Verdict::Pass),
        (Some("content-length-long"), Verdict::Fail),
    ] {
        let reference = match fault {
            Some(fault) => rule::faulty_reference(fault).unwrap(),
            None => Reference::default(),
        };
        let server = serve(Arc::new(reference), "127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}/", server.address());
        let endpoint = HttpEndpoint::new(url.parse().unwrap(), HttpOptions::default()).unwrap();
        let outcome = play(&endpoint, &only(&["response/content-length"]));
        let said = said(&outcome);
        assert_eq!(said["response/content-length"].0, verdict, "{fault:?}");
    }
}
