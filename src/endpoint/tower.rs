//! A `tower::Service` in this process, called without a socket.

use std::fmt::Display;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::{Request, Response, Uri};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

use crate::endpoint::Endpoint;
use crate::endpoint::carry::{altered, headers, method, pairs};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};

/// How long a service may take for one response.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The largest body of a response, in bytes.
const LIMIT: usize = 4 << 20;

/// A service of `http::Request`, such as a router of axum.
///
/// Requests that `http::Request` cannot hold unchanged, such as a target with a raw space, are counted as not sendable and
/// decide nothing. A response gets the `Content-Length` that a server would give it. A service that panics has closed the
/// connection.
///
/// ```
/// use std::convert::Infallible;
/// use std::future::{Ready, ready};
/// use std::task::{Context, Poll};
///
/// use http::{Request, Response};
/// use vpnconform::{Harness, TowerEndpoint};
///
/// // Stands for your router, which has no routes yet.
/// #[derive(Clone)]
/// struct Router;
///
/// impl<B> tower_service::Service<Request<B>> for Router {
///     type Response = Response<String>;
///     type Error = Infallible;
///     type Future = Ready<Result<Response<String>, Infallible>>;
///
///     fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
///         Poll::Ready(Ok(()))
///     }
///
///     fn call(&mut self, _: Request<B>) -> Self::Future {
///         let mut response = Response::new("not found".to_owned());
///         *response.status_mut() = http::StatusCode::NOT_FOUND;
///         ready(Ok(response))
///     }
/// }
///
/// let report = Harness::endpoint(|| TowerEndpoint::new("mine", Router))
///     .only("request/minimal-accepted")
///     .run();
/// assert!(!report.conforms());
/// ```
#[derive(Debug)]
pub struct TowerEndpoint<S, B = Full<Bytes>> {
    name: String,
    service: Mutex<S>,
    runtime: Result<Runtime, String>,
    body: PhantomData<fn(B)>,
}

impl<S> TowerEndpoint<S> {
    /// An endpoint of this name over a service that takes any body.
    pub fn new(name: impl Into<String>, service: S) -> Self {
        Self::with_body(name, service)
    }
}

impl<S, B> TowerEndpoint<S, B> {
    /// As [`TowerEndpoint::new`], for a service of one type of body:
    /// `TowerEndpoint::<_, axum::body::Body>::with_body("mine", router)`.
    pub fn with_body(name: impl Into<String>, service: S) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        Self {
            name: name.into(),
            service: Mutex::new(service),
            runtime: runtime.map_err(|error| error.to_string()),
            body: PhantomData,
        }
    }
}

impl<S, B, R> Endpoint for TowerEndpoint<S, B>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Display,
    B: From<Vec<u8>> + Send + 'static,
    R: Body + Send + 'static,
    R::Data: Send,
    R::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let request = carried(request)?;
        let runtime = match &self.runtime {
            Ok(runtime) => runtime,
            Err(error) => return Err(TransportError::Connect(error.clone())),
        };
        let service = self.service.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = answer(service.clone(), request);
        drop(service);
        runtime.block_on(async {
            // In a task of its own a panic is the service's.
            let task = tokio::spawn(tokio::time::timeout(TIMEOUT, answer));
            match task.await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => Err(TransportError::Timeout(TIMEOUT)),
                Err(_) => Err(TransportError::Closed("the service panicked".to_owned())),
            }
        })
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

fn carried<B: From<Vec<u8>>>(request: &HttpRequest) -> Result<Request<B>, TransportError> {
    let target = &request.target;
    let uri = Uri::try_from(target.as_slice()).map_err(|_| altered("the request target"))?;
    let same = uri
        .path_and_query()
        .is_some_and(|p| p.as_str().as_bytes() == target);
    if !same || uri.authority().is_some() {
        return Err(altered("the request target"));
    }
    let mut carried = Request::new(B::from(request.body.clone()));
    *carried.method_mut() = method(request)?;
    *carried.uri_mut() = uri;
    *carried.headers_mut() = headers(request)?;
    Ok(carried)
}

async fn answer<S, B, R>(
    mut service: S,
    request: Request<B>,
) -> Result<HttpResponse, TransportError>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: Display,
    R: Body,
    R::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let closed = |error: S::Error| TransportError::Closed(error.to_string());
    poll_fn(|context| service.poll_ready(context))
        .await
        .map_err(closed)?;
    let (parts, body) = service.call(request).await.map_err(closed)?.into_parts();
    let body = match Limited::new(body, LIMIT).collect().await {
        Ok(body) => body.aggregate(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(TransportError::TooLarge(LIMIT));
        }
        Err(error) => return Err(TransportError::Closed(error.to_string())),
    };
    let mut body = body;
    let body = body.copy_to_bytes(body.remaining()).to_vec();
    let mut headers = pairs(&parts.headers);
    let framed = |name: &str| parts.headers.contains_key(name);
    if !framed("content-length") && !framed("transfer-encoding") {
        headers.push((
            "content-length".to_owned(),
            body.len().to_string().into_bytes(),
        ));
    }
    Ok(HttpResponse {
        status: parts.status.as_u16(),
        headers,
        body,
    })
}
