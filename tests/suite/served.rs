//! The served reference says over HTTP what the embedded one says in process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions};
use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Identity, serve, serve_tls};
use vpnconform::run::Options;
use vpnconform::suite::plan;
use vpnconform::{Endpoint, Verdict, rule};

use crate::sweep::in_parallel;

fn verdicts(endpoint: &dyn Endpoint) -> BTreeMap<&'static str, Verdict> {
    let options = Options {
        patience: Duration::ZERO,
        ..Options::default()
    };
    let outcome = plan::run(endpoint, &options, &(), &AtomicBool::new(false)).unwrap();
    assert!(outcome.judged.len() > 90);
    let judged = outcome.judged.into_iter();
    judged
        .map(|(check, judgement)| (check.id, judgement.verdict))
        .collect()
}

fn compare(name: &str, reference: impl Fn() -> Reference) {
    let server = serve(Arc::new(reference()), "127.0.0.1:0".parse().unwrap()).unwrap();
    let url = server.url().parse().unwrap();
    let client = HttpEndpoint::new(url, HttpOptions::default()).unwrap();
    assert_eq!(verdicts(&client), verdicts(&reference()), "{name}");
}

#[test]
fn every_byte_of_a_request_reaches_the_reference_and_its_answer_comes_back() {
    compare("reference", Reference::default);
}

#[test]
fn variants_conform_over_http_too() {
    let names = [
        "content-length-absent",
        "header-names-lower-case",
        "utf-16",
        "status-404",
    ];
    in_parallel(&names, |name| {
        compare(name, || {
            Reference::with_variant(rule::variant(name).unwrap())
        });
    });
}

#[test]
fn faults_show_over_http_too() {
    let names = [
        "hostile-bytes-close",
        "oversized-value-500",
        "error-with-200",
        "tunnels-identical",
        "concurrent-creates-share-id",
    ];
    in_parallel(&names, |name| {
        compare(name, || rule::faulty_reference(name).unwrap());
    });
}

#[test]
fn a_client_that_trusts_the_certificate_is_served_over_tls() {
    let identity = Identity::generate().unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let server = serve_tls(Arc::new(Reference::default()), listen, &identity).unwrap();
    let options = HttpOptions {
        trusted: identity.certificate_pem().into_bytes(),
        ..HttpOptions::default()
    };
    let client = HttpEndpoint::new(server.url().parse().unwrap(), options).unwrap();
    assert_eq!(verdicts(&client), verdicts(&Reference::default()));
}
