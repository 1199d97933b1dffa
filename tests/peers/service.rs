//! A `tower::Service` as a server under test.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use tower_service::Service;
use vpnconform::{
    Endpoint, Harness, HttpRequest, HttpResponse, Reference, TowerEndpoint, TransportError, Verdict,
};

type Body = Full<bytes::Bytes>;

/// The reference behind the types of the http crate.
#[derive(Clone)]
struct App {
    reference: Arc<Reference>,
    behaviour: Behaviour,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Behaviour {
    Conforms,
    /// Panics where it is asked to create a connection.
    Panics,
    /// Says that every creation succeeded, without a body.
    Empty,
}

impl Service<Request<Body>> for App {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let app = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let headers = parts.headers.iter();
            let request = HttpRequest {
                method: parts.method.to_string(),
                target: parts.uri.to_string().into_bytes(),
                headers: headers
                    .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                    .collect(),
                body: body.collect().await?.to_bytes().to_vec(),
            };
            let creates = |bytes: &[u8]| {
                String::from_utf8_lossy(bytes).contains("Action=CreateVpnConnection&")
            };
            if creates(&request.target) || creates(&request.body) {
                match app.behaviour {
                    Behaviour::Conforms => {}
                    Behaviour::Panics => panic!("a bug of the router"),
                    Behaviour::Empty => return Ok(Response::new(Body::default())),
                }
            }
            let answer = app.reference.send(&request).unwrap();
            let mut response = Response::builder().status(answer.status);
            for (name, value) in &answer.headers {
                response = response.header(name, value.as_slice());
            }
            Ok(response.body(answer.body.into()).unwrap())
        })
    }
}

fn endpoint(behaviour: Behaviour) -> TowerEndpoint<App> {
    let reference = Arc::new(Reference::default());
    TowerEndpoint::new(
        "service",
        App {
            reference,
            behaviour,
        },
    )
}

#[test]
fn a_service_that_conforms_fails_nothing() {
    let report = Harness::endpoint(|| endpoint(Behaviour::Conforms)).run();
    assert!(report.conforms(), "{report}");
    // Raw bytes in a target, a header that is not one: not what a router can be given.
    assert!(report.not_sendable() > 0, "{report}");
    assert!(report.total(Verdict::Pass) > 80, "{report}");
}

#[test]
fn a_service_that_panics_or_answers_nothing_fails() {
    for behaviour in [Behaviour::Panics, Behaviour::Empty] {
        let report = Harness::endpoint(move || endpoint(behaviour))
            .only("request/minimal-accepted")
            .only("response/well-formed")
            .patience(std::time::Duration::ZERO)
            .run();
        assert!(
            report.failures().count() + report.total(Verdict::Blocked) > 0,
            "{report}"
        );
        assert_ne!(report.exit_status(), 70, "{report}");
    }
}

#[test]
fn requests_go_as_they_are_or_not_at_all() {
    let endpoint = endpoint(Behaviour::Conforms);
    let send = |target: &str, headers: &[(&str, &str)], body: &str| {
        let headers = headers.iter();
        endpoint.send(&HttpRequest {
            method: "POST".to_owned(),
            target: target.as_bytes().to_vec(),
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
                .collect(),
            body: body.as_bytes().to_vec(),
        })
    };
    let answer: HttpResponse = send("/?Action=Nothing", &[("Content-Length", "0")], "").unwrap();
    assert_eq!(answer.status, 400);
    let length = answer.header("content-length").unwrap();
    assert_eq!(length, answer.body.len().to_string().as_bytes());
    for (target, headers, body) in [
        ("/?a b", &[][..], ""),
        ("/?a#b", &[], ""),
        ("http://elsewhere/", &[], ""),
        ("/", &[("Content-Length", "3")], "ab"),
        ("/", &[("Transfer-Encoding", "chunked")], ""),
        ("/", &[("X", "a\nb")], ""),
        ("/", &[("a b", "")], ""),
    ] {
        let answer = send(target, headers, body);
        assert!(
            matches!(answer, Err(TransportError::Altered(_))),
            "{target} {headers:?} {answer:?}"
        );
    }
}
