//! A server behind a URL, reached by HTTP/1.1 over TCP or TLS.
//!
//! Clients for general use rewrite what they are given: they drop tabs, encode quotes, fold headers. Here the bytes of
//! the request go out as they are, so that what was judged is what was sent.

mod connect;
pub(crate) mod length;
mod one_connection;
mod response;
pub(crate) mod timed;
mod url;

pub use self::url::{Url, UrlError};

use std::io;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::endpoint::http::connect::Connector;
use crate::endpoint::http::one_connection::{OneConnection, Stream};
use crate::endpoint::http::response::Reader;
use crate::endpoint::{Endpoint, Line};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};

/// The default of [`HttpOptions::limit`]: a response has about 6 kB, a long listing of connections 1 MB.
const LIMIT: usize = 4 << 20;

/// How a server is reached.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// The most time for a request: from the look-up of the name to the last byte in.
    pub timeout: Duration,
    /// The largest body of a response, in bytes. Everything else of a response has at most 256 KiB, and at most 16
    /// interim responses come before it.
    pub limit: usize,
    /// More certificates to trust, as PEM; beside those of Mozilla's list.
    pub trusted: Vec<u8>,
    /// Believe every certificate.
    pub insecure: bool,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            limit: LIMIT,
            trusted: Vec::new(),
            insecure: false,
        }
    }
}

/// A server behind a URL. Every request has a connection of its own, but those of [`Endpoint::one_connection`].
#[derive(Debug)]
pub struct HttpEndpoint {
    url: Url,
    options: HttpOptions,
    tls: Option<Arc<rustls::ClientConfig>>,
    connector: Connector,
}

impl HttpEndpoint {
    /// An endpoint that connects to nothing yet.
    ///
    /// # Errors
    /// [`TransportError::Tls`] when the trusted certificates cannot be read.
    pub fn new(url: Url, options: HttpOptions) -> Result<Self, TransportError> {
        let tls = match url.is_tls() {
            true => Some(connect::tls(&options.trusted, options.insecure)?),
            false => None,
        };
        Ok(Self {
            url,
            options,
            tls,
            connector: Connector::default(),
        })
    }

    /// The response, and whether another one can follow on the stream.
    fn exchange(
        &self,
        stream: &mut (impl Read + Write),
        request: &HttpRequest,
        take: Option<&mut dyn FnMut(&[u8]) -> bool>,
    ) -> Result<(HttpResponse, bool), TransportError> {
        // A server may answer and close before it has read everything: the answer counts, if there is one.
        let sent = stream
            .write_all(&request.to_bytes())
            .and_then(|()| stream.flush());
        let mut reader = Reader::new(stream, self.options.limit);
        let answer = reader.response(&request.method, take).map(|response| {
            let is_reusable = reader.is_reusable(&response);
            (response, is_reusable)
        });
        match (sent, answer) {
            (Err(error), Err(TransportError::Closed(_))) => Err(self.failure(&error)),
            (_, Err(TransportError::Timeout(_))) => {
                Err(TransportError::Timeout(self.options.timeout))
            }
            (_, answer) => answer,
        }
    }

    fn failure(&self, error: &io::Error) -> TransportError {
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                TransportError::Timeout(self.options.timeout)
            }
            _ => TransportError::Closed(error.to_string()),
        }
    }
}

impl HttpEndpoint {
    fn request(
        &self,
        request: &HttpRequest,
        take: Option<&mut dyn FnMut(&[u8]) -> bool>,
    ) -> Result<HttpResponse, TransportError> {
        let deadline = Instant::now() + self.options.timeout;
        let mut stream = self.open(deadline)?;
        let (response, _) = self.exchange(&mut stream, request, take)?;
        Ok(response)
    }

    fn open(&self, deadline: Instant) -> Result<Stream, TransportError> {
        let tcp = self.connector.connect(&self.url, deadline)?;
        Ok(match &self.tls {
            None => Stream::Plain(tcp),
            Some(config) => {
                let timeout = self.options.timeout;
                let secured = connect::handshake(config, &self.url, tcp, timeout)?;
                Stream::Secured(Box::new(secured))
            }
        })
    }
}

impl Endpoint for HttpEndpoint {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.request(request, None)
    }

    fn send_through(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        self.request(request, Some(take))
    }

    fn one_connection(&self) -> Option<Box<dyn Line + '_>> {
        Some(Box::new(OneConnection::new(self)))
    }

    fn name(&self) -> String {
        self.url.to_string()
    }

    fn authority(&self) -> String {
        self.url.authority()
    }

    fn path(&self) -> String {
        self.url.path().to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
