//! Judging what passes by: an endpoint that hands every request on and keeps what is judged.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::endpoint::Endpoint;
use crate::exchange::{HttpRequest, HttpResponse, TransportError};
use crate::saved::{Content, Found, Head, Saved, is_judged};
use crate::suite::check::Checker;

/// The most exchanges that are compared with each other.
const TOGETHER: usize = 1_000;
/// The most bytes of bodies that wait for that.
const BYTES: usize = 32 << 20;

/// An endpoint with an eye on it.
pub struct Watch {
    endpoint: Arc<dyn Endpoint>,
    seen: Mutex<Seen>,
    tell: Box<dyn Fn(&Saved) + Send + Sync>,
}

struct Seen {
    checker: Checker,
    waiting: Vec<Saved>,
    bytes: usize,
    number: usize,
    /// Exchanges of other actions.
    others: usize,
    /// Requests that were not answered.
    failures: Vec<String>,
}

/// What became of all that passed by.
#[derive(Debug)]
pub struct Watched {
    /// What the rules say.
    pub checker: Checker,
    /// How many exchanges of other actions passed unjudged.
    pub others: usize,
    /// Why requests were not answered, the first ones.
    pub failures: Vec<String>,
}

impl Watch {
    /// Watches an endpoint, and tells of each exchange that is judged.
    pub fn new(
        endpoint: Arc<dyn Endpoint>,
        checker: Checker,
        tell: impl Fn(&Saved) + Send + Sync + 'static,
    ) -> Self {
        Self {
            endpoint,
            seen: Mutex::new(Seen {
                checker,
                waiting: Vec::new(),
                bytes: 0,
                number: 0,
                others: 0,
                failures: Vec::new(),
            }),
            tell: Box::new(tell),
        }
    }

    /// What came of it, once; what passes by later is not kept.
    pub fn finish(&self, empty: Checker) -> Watched {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.settle();
        Watched {
            checker: std::mem::replace(&mut seen.checker, empty),
            others: std::mem::take(&mut seen.others),
            failures: std::mem::take(&mut seen.failures),
        }
    }

    fn note(&self, request: &HttpRequest, answer: &Result<HttpResponse, TransportError>) {
        /// Reasons that are told.
        const FAILURES: usize = 20;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let response = match answer {
            Ok(response) => response,
            Err(error) => {
                if seen.failures.len() < FAILURES {
                    seen.failures.push(error.to_string());
                }
                return;
            }
        };
        if !is_judged(request, &response.body) {
            seen.others += 1;
            return;
        }
        seen.number += 1;
        let saved = Saved {
            name: format!("exchange-{}", seen.number),
            request: Some(request.clone()),
            content: Content::Response {
                head: Some(Head {
                    status: response.status,
                    headers: response.headers.clone(),
                }),
                body: response.body.clone(),
            },
        };
        seen.bytes = seen.bytes.saturating_add(response.body.len());
        seen.waiting.push(saved.clone());
        if seen.waiting.len() >= TOGETHER || seen.bytes >= BYTES {
            seen.settle();
        }
        drop(seen);
        (self.tell)(&saved);
    }
}

impl Seen {
    /// Judges what is waiting.
    fn settle(&mut self) {
        self.bytes = 0;
        let waiting = std::mem::take(&mut self.waiting);
        if !waiting.is_empty() {
            self.checker.add(Found::Documents(waiting));
        }
    }
}

impl Endpoint for Watch {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let answer = match request.header("transfer-encoding") {
            None => self.endpoint.send(request),
            Some(_) => self.endpoint.send(&in_one_chunk(request)),
        };
        self.note(request, &answer);
        answer
    }

    fn name(&self) -> String {
        self.endpoint.name()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

/// A request whose header fields say that its body comes in chunks.
fn in_one_chunk(request: &HttpRequest) -> HttpRequest {
    let size = format!("{:x}\r\n", request.body.len());
    let body = match request.body.is_empty() {
        true => b"0\r\n\r\n".to_vec(),
        false => [size.as_bytes(), &request.body, b"\r\n0\r\n\r\n"].concat(),
    };
    HttpRequest {
        body,
        ..request.clone()
    }
}
