//! What a server under test is to this harness: something that answers exact request bytes.

pub mod auth;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod carry;
#[cfg(feature = "cli")]
pub mod http;
pub mod loopback;
#[cfg(feature = "reqwest")]
pub mod reqwest;
#[cfg(feature = "tower")]
pub mod tower;

use crate::exchange::{HttpRequest, HttpResponse, TransportError};

/// A server under test.
///
/// The misbehaviour of a server is never an error here: any status and any body is an `Ok`.
pub trait Endpoint: Send + Sync {
    /// Sends exactly these bytes and returns what came back.
    ///
    /// # Errors
    /// [`TransportError`] when there is no whole HTTP response.
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError>;

    /// As [`Endpoint::send`] for an answer that may be of any length: its body is given in pieces to `take`, which says
    /// whether it wants more, and is empty in the result.
    ///
    /// # Errors
    /// As [`Endpoint::send`]; [`TransportError::TooLarge`] when `take` wants no more.
    fn send_through(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        let mut response = self.send(request)?;
        let body = std::mem::take(&mut response.body);
        match take(&body) {
            true => Ok(response),
            false => Err(TransportError::TooLarge(body.len())),
        }
    }

    /// The same server over one connection, for as long as it keeps that open; `None` where requests have no connection
    /// that could be kept.
    fn one_connection(&self) -> Option<Box<dyn Line + '_>> {
        None
    }

    /// The name shown in reports.
    fn name(&self) -> String;

    /// Host and port for the `Host` header, and for the commands that send a recorded request again: never the service
    /// itself by default.
    fn authority(&self) -> String {
        "localhost".to_owned()
    }

    /// The path under which the API lives, `/` on most servers.
    fn path(&self) -> String {
        "/".to_owned()
    }
}

/// One connection to a server.
pub trait Line: Endpoint {
    /// How many requests went over a connection that had carried another one.
    fn reused(&self) -> usize;
}

impl<E: Endpoint + ?Sized> Endpoint for &E {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        (**self).send(request)
    }

    fn send_through(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        (**self).send_through(request, take)
    }

    fn one_connection(&self) -> Option<Box<dyn Line + '_>> {
        (**self).one_connection()
    }

    fn name(&self) -> String {
        (**self).name()
    }

    fn authority(&self) -> String {
        (**self).authority()
    }

    fn path(&self) -> String {
        (**self).path()
    }
}
