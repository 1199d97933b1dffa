//! The last step before a request is sent: its signature, over exactly the bytes that are there.
use jiff::{SignedDuration, Timestamp};
use memchr::memmem;

use crate::clock;
use crate::endpoint::auth::{AuthOverride, Scheme, Signature, Signing, Tampered};
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
        Some(AuthOverride::Basic) => {
            let mut request = request;
            let header = ("Authorization".to_owned(), BASIC.to_vec());
            request.headers.push(header);
            return Ok(request);
        }
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
    let mut other = request;
    Ok(match signature.tampered {
        None => signer.sign(&other, signing),
        Some(Tampered::Type) => {
            for text in [&mut other.target, &mut other.body] {
                replace(text, KIND, OTHER_KIND);
            }
            let mut signed = signer.sign(&other, signing);
            for text in [&mut signed.target, &mut signed.body] {
                replace(text, OTHER_KIND, KIND);
            }
            signed
        }
        Some(Tampered::Method) => {
            let method = match other.method.as_str() {
                "GET" => "POST",
                _ => "GET",
            };
            let sent = std::mem::replace(&mut other.method, method.to_owned());
            let mut signed = signer.sign(&other, signing);
            signed.method = sent;
            signed
        }
    })
}

/// `nobody:nothing`.
const BASIC: &[u8] = b"Basic bm9ib2R5Om5vdGhpbmc=";

/// The time of a signature made this many seconds ago.
fn signed_at(age: i64) -> Timestamp {
    let now = clock::now();
    let age = SignedDuration::from_secs(age);
    now.checked_sub(age).unwrap_or(now)
}

/// The only valid type, as it is sent: a request that is tampered with is signed with another one, so that what is sent is
/// valid but for its signature.
const KIND: &[u8] = b"Type=ipsec.1";

const OTHER_KIND: &[u8] = b"Type=ipsec.2";

/// Replaces the first occurrence; both texts have the same length.
fn replace(text: &mut [u8], old: &[u8], new: &[u8]) {
    if let Some(at) = memmem::find(text, old)
        && let Some(place) = text.get_mut(at..at + new.len())
    {
        place.copy_from_slice(new);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::endpoint::auth::Signer;
    use crate::request::encoding::encode;
    use crate::request::{Draft, Form};
    use crate::secret::Secret;
    use crate::secret::credentials::Credentials;

    /// Sent is the valid request; signed was another one.
    #[test]
    fn a_tampered_request_is_valid_but_for_its_signature() {
        let options = Options {
            signer: Some(Signer {
                credentials: Credentials {
                    access_key_id: "AKID".to_owned(),
                    secret_access_key: Secret::new("secret"),
                    session_token: None,
                },
                region: "us-east-1".to_owned(),
            }),
            ..Options::default()
        };
        for scheme in [Scheme::V2, Scheme::V4, Scheme::V4Query] {
            for form in [Form::Get, Form::Post] {
                let draft = Draft {
                    form,
                    ..Draft::create_vpn_connection(options.api_version, "cgw-1", "vgw-1")
                };
                let plain = encode(&draft, "h", "/");
                let sign = |signature| {
                    let auth = Some(AuthOverride::Signed(signature));
                    authenticate(plain.clone(), &options, auth).unwrap()
                };
                let ordinary = sign(Signature::of(scheme));
                let tampered = sign(Signature::of(scheme).tampered(Tampered::Type));
                assert_ne!(tampered, ordinary, "{scheme:?} {form:?}");
                let sent = [tampered.target, tampered.body].concat();
                assert!(memmem::find(&sent, KIND).is_some(), "{scheme:?} {form:?}");
                assert!(memmem::find(&sent, OTHER_KIND).is_none());
                assert!(memmem::find(&sent, b"AvailabilityZone").is_none());
                let tampered = sign(Signature::of(scheme).tampered(Tampered::Method));
                assert_ne!(tampered, ordinary, "{scheme:?} {form:?}");
                assert_eq!(tampered.method, ordinary.method);
            }
        }
    }
}
