//! Ways not to conform, each in exactly one thing. The faults themselves belong to the rules that must detect them.

pub(crate) mod configuration;
pub(crate) mod intermittent;
pub(crate) mod request;
pub(crate) mod response;

use std::fmt;

use crate::exchange::HttpResponse;
use crate::reference::hook::Hook;
use crate::spec::version::ApiVersion;

/// One way not to conform.
pub struct Fault {
    /// A stable name.
    pub id: &'static str,
    /// What the endpoint does, in one sentence.
    pub summary: &'static str,
    /// The first version in which it makes a difference.
    pub since: Option<ApiVersion>,
    /// The last version in which it makes a difference.
    pub until: Option<ApiVersion>,
    pub(crate) hook: Hook,
}

impl Fault {
    pub(crate) const fn new(id: &'static str, summary: &'static str, hook: Hook) -> Self {
        Self {
            id,
            summary,
            since: None,
            until: None,
            hook,
        }
    }

    /// Makes no difference in earlier versions.
    pub(crate) const fn since(mut self, version: ApiVersion) -> Self {
        self.since = Some(version);
        self
    }

    /// Makes no difference in later versions.
    pub(crate) const fn until(mut self, version: ApiVersion) -> Self {
        self.until = Some(version);
        self
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault").field(&self.id).finish()
    }
}

/// The response with another body, whose length the header states.
pub(crate) fn with_body(mut response: HttpResponse, body: impl Into<Vec<u8>>) -> HttpResponse {
    response.body = body.into();
    let length = response.body.len().to_string();
    with_header(response, "content-length", &length)
}

/// The response with another value of a header that it has.
pub(crate) fn with_header(mut response: HttpResponse, name: &str, value: &str) -> HttpResponse {
    for (known, old) in &mut response.headers {
        if known.eq_ignore_ascii_case(name) {
            *old = value.as_bytes().to_vec();
        }
    }
    response
}

/// The response with one piece of text replaced.
pub(crate) fn with_text(response: HttpResponse, from: &str, to: &str) -> HttpResponse {
    let body = String::from_utf8_lossy(&response.body).replace(from, to);
    with_body(response, body)
}
