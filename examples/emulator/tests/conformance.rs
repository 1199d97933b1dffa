//! `cargo test` here shows one trial for each check of vpnconform, against a server that runs in this process.

use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::Reference;

/// Your emulator, called without a socket. Here the reference endpoint takes its place.
struct Emulator {
    service: Reference,
}

impl Endpoint for Emulator {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.service.send(request)
    }

    fn name(&self) -> String {
        "my emulator".to_owned()
    }
}

vpnconform::endpoint_trials!(Emulator { service: Reference::default() });
