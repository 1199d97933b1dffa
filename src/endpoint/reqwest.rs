//! A server reached by a `reqwest` client that the user has configured.

use std::time::Instant;

use reqwest::Url;
use reqwest::blocking::Client;

use crate::endpoint::Endpoint;
use crate::endpoint::carry::{altered, headers, method, pairs};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};

/// A server behind a URL, reached by a client with proxies, client certificates or resolvers of your own.
///
/// The client adds its default headers, and may decompress and follow redirects, as it is configured to. Requests that it
/// cannot send unchanged, such as a target with a raw quote, are counted as not sendable and decide nothing. For a plain
/// URL use [`HttpEndpoint`](crate::HttpEndpoint), which sends every request as it is.
///
/// ```no_run
/// use vpnconform::{Harness, ReqwestEndpoint};
///
/// let proxy = reqwest::Proxy::http("http://127.0.0.1:3128").unwrap();
/// let client = reqwest::blocking::Client::builder().proxy(proxy).build().unwrap();
/// let report = Harness::try_endpoint(move || ReqwestEndpoint::new(client.clone(), "http://emulator.test/")).run();
/// assert!(report.conforms(), "{report}");
/// ```
#[derive(Debug)]
pub struct ReqwestEndpoint {
    client: Client,
    url: Url,
    authority: String,
}

impl ReqwestEndpoint {
    /// An endpoint at this URL; nothing is connected yet.
    ///
    /// # Errors
    /// Why the text is not the URL of a server.
    pub fn new(client: Client, url: &str) -> Result<Self, String> {
        let invalid = |why: &str| format!("{url:?} is not a valid target URL: {why}");
        let parsed = Url::parse(url).map_err(|error| invalid(&error.to_string()))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(invalid("the scheme is not http or https"));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(invalid("credentials do not belong in it"));
        }
        if parsed.query().is_some() || parsed.fragment().is_some() {
            return Err(invalid("it has a query or a fragment"));
        }
        let host = parsed.host_str().ok_or_else(|| invalid("it has no host"))?;
        let authority = match parsed.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self {
            client,
            authority,
            url: parsed,
        })
    }

    /// The URL of a request, where a URL of the client can be it.
    fn target(&self, request: &HttpRequest) -> Result<Url, TransportError> {
        let unchanged = |url: &Url, target: &str| {
            let sent = match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            };
            sent == target && url.fragment().is_none() && url.origin() == self.url.origin()
        };
        let target = std::str::from_utf8(&request.target).ok();
        target
            .and_then(|target| {
                let whole = format!("{}://{}{target}", self.url.scheme(), self.authority);
                let url = Url::parse(&whole).ok()?;
                unchanged(&url, target).then_some(url)
            })
            .ok_or_else(|| altered("the request target"))
    }
}

impl Endpoint for ReqwestEndpoint {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let begin = Instant::now();
        let mut carried = self
            .client
            .request(method(request)?, self.target(request)?)
            .headers(headers(request)?);
        if !request.body.is_empty() {
            carried = carried.body(request.body.clone());
        }
        let failure = |error: reqwest::Error| match () {
            () if error.is_timeout() => TransportError::Timeout(begin.elapsed()),
            () if error.is_connect() => TransportError::Connect(self.authority.clone()),
            () if error.is_builder() => altered(error.to_string()),
            // The URL has the whole request in it.
            () => TransportError::Closed(error.without_url().to_string()),
        };
        let response = carried.send().map_err(failure)?;
        let status = response.status().as_u16();
        let headers = pairs(response.headers());
        let body = response.bytes().map_err(failure)?.to_vec();
        Ok(HttpResponse {
            status,
            headers,
            body,
        })
    }

    fn name(&self) -> String {
        self.url.to_string()
    }

    fn authority(&self) -> String {
        self.authority.clone()
    }

    fn path(&self) -> String {
        self.url.path().to_owned()
    }
}
