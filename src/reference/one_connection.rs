//! Requests that come over one connection, and what a server may keep from one to the next.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::endpoint::{Endpoint, Line};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};
use crate::reference::Reference;
use crate::reference::query::Query;

/// One connection to the embedded endpoint, which keeps it open.
pub(super) struct OneConnection<'r> {
    reference: &'r Reference,
    before: Mutex<Before>,
    sent: AtomicUsize,
}

/// What came before on the connection.
#[derive(Default)]
struct Before {
    /// The last request, as far as it could be read.
    query: Option<Query>,
    /// The first create that was accepted.
    created: Option<HttpResponse>,
    /// The id of the first request.
    request_id: Option<String>,
    /// The body of the last POST.
    body: Option<Vec<u8>>,
}

impl<'r> OneConnection<'r> {
    pub(super) fn new(reference: &'r Reference) -> Self {
        Self {
            reference,
            before: Mutex::default(),
            sent: AtomicUsize::new(0),
        }
    }
}

impl Endpoint for OneConnection<'_> {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        self.sent.fetch_add(1, Ordering::Relaxed);
        let rules = &self.reference.rules;
        let kept = match request.method == "POST" {
            true => before.body.replace(request.body.clone()),
            false => None,
        };
        let kept = kept.filter(|_| rules.keeps_body).map(|body| HttpRequest {
            body,
            ..request.clone()
        });
        let request = kept.as_ref().unwrap_or(request);
        let mut response = self.reference.answer(request, before.query.as_ref())?;
        if rules.request_id_of_connection {
            let text = String::from_utf8_lossy(&response.body).into_owned();
            if let Some((_, rest)) = text.split_once("<requestId>")
                && let Some((id, _)) = rest.split_once('<')
            {
                let first = before.request_id.get_or_insert_with(|| id.to_owned());
                response.body = text.replacen(id, first, 1).into_bytes();
            }
        }
        before.query = Query::read(request, rules).ok();
        let query = before.query.as_ref();
        let creates = query.and_then(|q| q.value("Action")) == Some("CreateVpnConnection");
        if rules.repeats_answers && creates && response.status == 200 {
            return Ok(before.created.get_or_insert(response).clone());
        }
        Ok(response)
    }

    fn name(&self) -> String {
        self.reference.name()
    }
}

impl Line for OneConnection<'_> {
    fn reused(&self) -> usize {
        self.sent.load(Ordering::Relaxed).saturating_sub(1)
    }
}
