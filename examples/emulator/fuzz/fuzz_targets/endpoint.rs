#![no_main]
//! The emulator of this crate against generated requests: `cargo +nightly fuzz run endpoint`.

use vpnconform::{Endpoint, HttpRequest, HttpResponse, Reference, TransportError};

/// Your emulator, called without a socket. Here the reference takes its place.
struct Emulator(Reference);

impl Endpoint for Emulator {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        #[cfg(feature = "planted-bug")]
        if is_unlucky(request) {
            return Ok(HttpResponse { status: 500, headers: Vec::new(), body: b"oops".to_vec() });
        }
        self.0.send(request)
    }

    fn name(&self) -> String {
        "my emulator".to_owned()
    }
}

/// A form with a zone, in which every byte of the action is percent-encoded.
#[cfg(feature = "planted-bug")]
fn is_unlucky(request: &HttpRequest) -> bool {
    let has = |part: &[u8]| request.body.windows(part.len()).any(|window| window == part);
    has(b"%43%72%65%61%74%65") && has(b"AvailabilityZone")
}

vpnconform::fuzz_endpoint!(Emulator(Reference::default()));
