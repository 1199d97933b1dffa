//! Signature Version 4: in the `Authorization` header, or in the query.

use hmac_sha256::Hash;
use jiff::SignedDuration;

use crate::endpoint::auth::{Signer, Signing, Twist, canonical, hmac, spoil};
use crate::exchange::HttpRequest;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// How long a signature in the query holds, in seconds.
pub(super) const HOLDS: u32 = 300;

/// Signs in the `Authorization` header.
pub(super) fn sign(signer: &Signer, request: &HttpRequest, signing: Signing) -> HttpRequest {
    let scope = Scope::new(signer, signing);
    let mut headers = vec![("X-Amz-Date", scope.time.clone())];
    if let Some(token) = signer.session_token(signing.twist) {
        headers.push(("X-Amz-Security-Token", token.into_owned()));
    }
    if signing.twist == Twist::ContentHash {
        headers.push(("X-Amz-Content-Sha256", hex(&Hash::hash(&request.body))));
    }
    let mut signed = vec![("Host", canonical::host(request).into_owned())];
    if signing.twist == Twist::HostLeftOut {
        signed.clear();
    }
    signed.extend(headers.iter().cloned());
    let (_, query) = canonical::split_target(&request.target);
    let signature = scope.signature(
        signer,
        request,
        &canonical::parameters(query),
        &signed,
        signing.twist,
    );
    let value = format!(
        "{} Credential={}, SignedHeaders={}, Signature={signature}",
        algorithm(signing.twist),
        scope.credential,
        names(&signed)
    );
    headers.push(("Authorization", value));
    let mut request = request.clone();
    let headers = headers.into_iter();
    request
        .headers
        .extend(headers.map(|(name, value)| (name.to_owned(), value.into_bytes())));
    request
}

/// Signs in the query, also where the parameters of the action are in a form.
pub(super) fn presign(signer: &Signer, request: &HttpRequest, signing: Signing) -> HttpRequest {
    let scope = Scope::new(signer, signing);
    let mut signed = vec![("Host", canonical::host(request).into_owned())];
    if signing.twist == Twist::HostLeftOut {
        signed.clear();
    }
    let mut own = vec![
        ("X-Amz-Algorithm", algorithm(signing.twist).to_owned()),
        ("X-Amz-Credential", scope.credential.clone()),
        ("X-Amz-Date", scope.time.clone()),
        ("X-Amz-Expires", HOLDS.to_string()),
        ("X-Amz-SignedHeaders", names(&signed)),
    ];
    if let Some(token) = signer.session_token(signing.twist) {
        own.push(("X-Amz-Security-Token", token.into_owned()));
    }
    let (_, query) = canonical::split_target(&request.target);
    let mut all = canonical::parameters(query);
    let bytes = |text: &str| text.as_bytes().to_vec();
    all.extend(own.iter().map(|(name, value)| (bytes(name), bytes(value))));
    let signature = scope.signature(signer, request, &all, &signed, signing.twist);
    own.push(("X-Amz-Signature", signature));
    canonical::with_query(request, &canonical::join(&own))
}

/// The algorithm that the request names.
fn algorithm(twist: Twist) -> &'static str {
    match twist {
        Twist::NoAlgorithm => "AWS4-none",
        _ => ALGORITHM,
    }
}

/// What a signature is good for.
struct Scope {
    time: String,
    /// The key id and the scope.
    credential: String,
    /// Day, region, service and the closing word.
    parts: [String; 4],
}

impl Scope {
    fn new(signer: &Signer, signing: Signing) -> Self {
        let service = match signing.twist {
            Twist::OtherService => "iam",
            _ => "ec2",
        };
        let day = match signing.twist {
            Twist::OtherDay => signing.at - SignedDuration::from_hours(24),
            _ => signing.at,
        };
        let parts = [
            day.strftime("%Y%m%d").to_string(),
            signer.region.clone(),
            service.to_owned(),
            "aws4_request".to_owned(),
        ];
        Self {
            time: signing.at.strftime("%Y%m%dT%H%M%SZ").to_string(),
            credential: format!(
                "{}/{}",
                signer.access_key_id(signing.twist),
                parts.join("/")
            ),
            parts,
        }
    }

    fn signature(
        &self,
        signer: &Signer,
        request: &HttpRequest,
        query: &[(Vec<u8>, Vec<u8>)],
        signed: &[(&str, String)],
        twist: Twist,
    ) -> String {
        let mut headers: Vec<String> = signed
            .iter()
            .map(|(name, value)| format!("{}:{}\n", name.to_ascii_lowercase(), value.trim()))
            .collect();
        headers.sort_unstable();
        let (path, _) = canonical::split_target(&request.target);
        let canonical = format!(
            "{}\n{}\n{}\n{}\n{}\n{}",
            request.method,
            canonical::path(path),
            canonical::query_4(query),
            headers.concat(),
            names(signed),
            hex(&Hash::hash(&request.body)),
        );
        let text = format!(
            "{ALGORITHM}\n{}\n{}\n{}",
            self.time,
            self.parts.join("/"),
            hex(&Hash::hash(canonical.as_ref()))
        );
        let secret = format!("AWS4{}", signer.credentials.secret_access_key.expose());
        let key = self
            .parts
            .iter()
            .fold(secret.into_bytes(), |key, part| hmac(&key, part.as_bytes()));
        spoil(hex(&hmac(&key, text.as_bytes())), twist)
    }
}

fn names(signed: &[(&str, String)]) -> String {
    let mut names: Vec<String> = signed.iter().map(|(n, _)| n.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.join(";")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
