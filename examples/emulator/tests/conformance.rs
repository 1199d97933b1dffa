//! `cargo test` here shows one trial for each rule of vpnconform, against a server that runs in this process.

use vpnconform::{Endpoint, HttpRequest, HttpResponse, Reference, TransportError};

/// Your emulator, called without a socket. Here the reference takes its place. For a router of axum or another
/// `tower::Service` there is `vpnconform::TowerEndpoint`.
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

vpnconform::endpoint_trials!(
    Emulator { service: Reference::default() },
    // What is selected here is run, whatever the filter of `cargo test` shows.
    skip = "response/telemetry-*",
);
