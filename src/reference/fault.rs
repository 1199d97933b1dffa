//! The faults: ways not to conform, each in exactly one thing, each with the check that must name it.

mod auth;
mod configuration;
mod error;
mod intermittent;
mod request;
mod response;
mod secret;
mod state;
mod tunnel;
mod value;

use std::fmt;

use crate::exchange::HttpResponse;
use crate::reference::hook::Hook;

/// One way not to conform.
pub struct Fault {
    /// A stable name.
    pub id: &'static str,
    /// What the endpoint does, in one sentence.
    pub summary: &'static str,
    /// The checks that must find it. The first is the one that names it.
    pub kills: &'static [&'static str],
    pub(crate) hook: Hook,
}

/// Every fault, in the order of the families of checks.
pub fn catalogue() -> impl Iterator<Item = &'static Fault> {
    const FAMILIES: &[&[Fault]] = &[
        request::FAULTS,
        response::FAULTS,
        value::FAULTS,
        configuration::FAULTS,
        tunnel::FAULTS,
        secret::FAULTS,
        error::FAULTS,
        state::FAULTS,
        auth::FAULTS,
        intermittent::FAULTS,
    ];
    FAMILIES.iter().copied().flatten()
}

/// The fault with this id.
pub fn find(id: &str) -> Option<&'static Fault> {
    catalogue().find(|fault| fault.id == id)
}

impl Fault {
    /// Whether it shows only on an endpoint that asks for signatures.
    pub fn needs_auth(&self) -> bool {
        self.kills.iter().all(|check| check.starts_with("auth/"))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault").field(&self.id).finish()
    }
}

const fn fault(
    id: &'static str,
    summary: &'static str,
    kills: &'static [&'static str],
    hook: Hook,
) -> Fault {
    Fault {
        id,
        summary,
        kills,
        hook,
    }
}

/// The response with another body, whose length the header states.
pub(super) fn with_body(mut response: HttpResponse, body: impl Into<Vec<u8>>) -> HttpResponse {
    response.body = body.into();
    let length = response.body.len().to_string();
    with_header(response, "content-length", &length)
}

/// The response with another value of a header that it has.
pub(super) fn with_header(mut response: HttpResponse, name: &str, value: &str) -> HttpResponse {
    for (known, old) in &mut response.headers {
        if known.eq_ignore_ascii_case(name) {
            *old = value.as_bytes().to_vec();
        }
    }
    response
}

/// The response with one piece of text replaced.
pub(super) fn with_text(response: HttpResponse, from: &str, to: &str) -> HttpResponse {
    let body = String::from_utf8_lossy(&response.body).replace(from, to);
    with_body(response, body)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_every_fault_has_a_check_that_names_it() {
        let mut ids = BTreeSet::new();
        for fault in catalogue() {
            assert!(ids.insert(fault.id), "{} twice", fault.id);
            assert!(!fault.kills.is_empty(), "{}", fault.id);
        }
        assert!(ids.len() >= 90, "{}", ids.len());
    }
}
