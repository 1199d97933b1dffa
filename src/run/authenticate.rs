//! The last step before a request is sent: its signature, over exactly the bytes that are there.
use jiff::{SignedDuration, Timestamp};
use memchr::memmem;

use crate::clock;
use crate::endpoint::auth::{AuthOverride, Scheme, Signature, Signing};
use crate::evidence::halt::Halt;
use crate::exchange::HttpRequest;
use crate::run::options::Options;

/// The request as it is sent.
pub(super) fn authenticate(
    request: HttpRequest,
    options: &Options,
    auth: Option<AuthOverride>,
) -> Result<HttpRequest, Halt> {
    let signature = match auth {
        None if options.auth.is_none() => return Ok(request),
        None => Signature::OF_RUN,
        Some(AuthOverride::Unsigned) => return Ok(request),
        Some(AuthOverride::Signed(signature)) => signature,
    };
    let signer = options
        .signer
        .as_ref()
        .ok_or_else(|| Halt::Setup("there are no credentials to sign with".to_owned()))?;
    let signing = Signing {
        scheme: signature.scheme.or(options.auth).unwrap_or(Scheme::V4),
        at: signed_at(signature.age),
        twist: signature.twist,
    };
    let mut request = signer.sign(&request, signing);
    if signature.tampered {
        tamper(&mut request.target);
        tamper(&mut request.body);
    }
    Ok(request)
}

/// The time of a signature made this many seconds ago.
fn signed_at(age: i64) -> Timestamp {
    let now = clock::now();
    let age = SignedDuration::from_secs(age);
    now.checked_sub(age).unwrap_or(now)
}

/// Another zone: the request stays as valid as it was.
fn tamper(text: &mut [u8]) {
    const ZONE: &[u8] = b"AvailabilityZone=us-east-1a";
    if let Some(last) = memmem::find(text, ZONE).and_then(|at| text.get_mut(at + ZONE.len() - 1)) {
        *last = b'b';
    }
}
