//! Requests and responses without their secrets.

use std::time::Instant;

use crate::evidence::redact::withheld::withheld;
use crate::evidence::redact::{Redactor, credential};
use crate::exchange::{HttpRequest, HttpResponse};
use crate::request::encoding;

impl Redactor {
    /// The value of a request parameter, not percent-encoded.
    pub(super) fn value(&mut self, name: &[u8], value: &[u8]) -> Vec<u8> {
        let mut pair = [name, b"="].concat();
        for byte in value {
            match byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
                true => pair.push(*byte),
                false => pair.extend(format!("%{byte:02X}").bytes()),
            }
        }
        let pair = self.part(&pair);
        // What does not decode any more was blanked.
        let decoded = encoding::percent_decode(&pair, 0).unwrap_or(pair);
        let behind = decoded.len().saturating_sub(value.len());
        decoded.get(behind..).unwrap_or_default().to_vec()
    }

    /// The request without keys, signatures, session tokens and access key ids.
    pub(super) fn request(&mut self, request: &HttpRequest) -> HttpRequest {
        HttpRequest {
            method: self.text(&request.method),
            target: self.body(&request.target),
            headers: self.headers(&request.headers),
            body: self.body(&request.body),
        }
    }

    /// The response without keys. A compressed body cannot be searched.
    pub(super) fn response(&mut self, response: &HttpResponse) -> HttpResponse {
        let is_late = self.until.is_some_and(|until| Instant::now() >= until);
        let body = if is_late || credential::is_opaque(response) {
            withheld(&response.body)
        } else {
            self.body(&response.body)
        };
        HttpResponse {
            status: response.status,
            headers: self.headers(&response.headers),
            body,
        }
    }

    fn headers(&mut self, headers: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
        headers
            .iter()
            .map(|(name, value)| {
                let mut value = self.part(value);
                credential::header(name, &mut value);
                // Some servers make a name of what should be a value.
                (self.text(name), value)
            })
            .collect()
    }
}
