//! What a server under test is to this harness: something that answers exact request bytes.

pub mod auth;
#[cfg(feature = "cli")]
pub mod http;
pub mod loopback;

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

impl<E: Endpoint + ?Sized> Endpoint for &E {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        (**self).send(request)
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
