//! The parsed form of an exchange: what became of it, the outer document, and the inner one.

mod inner;

pub use inner::{Inner, Layer};

use std::sync::Arc;

use crate::evidence::{Part, position};
use crate::exchange::{Exchange, HttpResponse};
use crate::secret::Secret;
use crate::xml;
use crate::xml::{Document, Element, Limits};

/// What the server made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Status 2xx, and the root element is that of a success of this action. An S3 bucket list with status 200 is not.
    Accepted,
    /// Status 4xx.
    Rejected {
        /// `Errors/Error/Code`, if there is one.
        code: Option<String>,
        /// `Errors/Error/Message`, if there is one.
        message: Option<String>,
        /// Whether the body is the error envelope of the service (protocol notes, section 3.7).
        envelope_ok: bool,
    },
    /// Status 5xx.
    ServerError {
        /// The status.
        status: u16,
    },
    /// Anything else: a redirect, or a 2xx with another root element.
    Other {
        /// The status.
        status: u16,
        /// The root element, where one can be made out.
        root: Option<String>,
    },
    /// No whole HTTP response.
    NoResponse,
}

/// The parsed form of an exchange, made once and shared by all checks. See [`super::Record::view`].
#[derive(Debug)]
pub struct View {
    /// What became of the request.
    pub outcome: Outcome,
    /// The body of the response as a document; `None` without a response.
    pub outer: Option<Result<Arc<Document<'static>>, xml::Error>>,
    /// The inner document, where there is a `customerGatewayConfiguration`.
    pub inner: Option<Inner>,
    /// The number of the element that describes the connection.
    connection: Option<usize>,
}

impl View {
    /// Parses a part of an exchange for this `Action`.
    pub(super) fn of(action: Option<&str>, exchange: &Exchange, part: Part) -> Self {
        let Ok(response) = &exchange.response else {
            return Self {
                outcome: Outcome::NoResponse,
                outer: None,
                inner: None,
                connection: None,
            };
        };
        if part == Part::Configuration {
            return Self {
                outcome: Outcome::Accepted,
                outer: None,
                inner: Some(Inner::alone(&response.body)),
                connection: None,
            };
        }
        let outer = Document::parse(&response.body, &limits());
        let outer = outer.map(|document| Arc::new(document.into_owned()));
        let connection = match (&outer, part) {
            (Ok(document), Part::Item(number)) => described(document.root()).nth(number),
            (Ok(document), _) => document.root().child("vpnConnection"),
            (Err(_), _) => None,
        };
        let connection = connection.map(|connection| connection.number());
        let outcome = outcome(action, response, &outer);
        Self::with(outcome, outer, connection)
    }

    /// The connections in a response to DescribeVpnConnections, each with its id.
    pub(super) fn items(exchange: &Exchange) -> Vec<(String, Self)> {
        let Ok(response) = &exchange.response else {
            return Vec::new();
        };
        let Ok(document) = Document::parse(&response.body, &limits()) else {
            return Vec::new();
        };
        let document = Arc::new(document.into_owned());
        let item = |item: Element<'_>| {
            let id = item.child("vpnConnectionId");
            let id = id.map_or("no id", |id| id.text().trim()).to_owned();
            let outer = Ok(Arc::clone(&document));
            let view = Self::with(Outcome::Accepted, outer, Some(item.number()));
            (id, view)
        };
        described(document.root()).map(item).collect()
    }

    fn with(
        outcome: Outcome,
        outer: Result<Arc<Document<'static>>, xml::Error>,
        connection: Option<usize>,
    ) -> Self {
        let inner = match (&outer, connection) {
            (Ok(document), Some(number)) => Inner::of(document, document.element(number)),
            _ => None,
        };
        Self {
            outcome,
            outer: Some(outer),
            inner,
            connection,
        }
    }

    /// The memory that a response takes in the evidence, with all that is made of it: in bytes.
    pub(crate) fn held(response: &HttpResponse) -> usize {
        // Beside the response itself its redacted copy, the text of that in a file, and what is shown of it.
        const COPIES: usize = 4;
        let document = Document::parse(&response.body, &limits());
        let parsed = document.map_or(0, |document| {
            let document = Arc::new(document.into_owned());
            let connection = document.root().child("vpnConnection");
            let inner = connection.and_then(|connection| Inner::of(&document, connection));
            document.held() + inner.as_ref().map_or(0, Inner::held)
        });
        let headers = response.headers.iter();
        let headers = headers.map(|(name, value)| name.len() + value.len() + HEADER);
        COPIES * response.body.len() + parsed + COPIES * headers.sum::<usize>()
    }

    /// The root element of the response, if that is well-formed.
    pub fn root(&self) -> Option<Element<'_>> {
        match &self.outer {
            Some(Ok(document)) => Some(document.root()),
            _ => None,
        }
    }

    /// Why the response is not well-formed.
    pub fn outer_error(&self) -> Option<&xml::Error> {
        match &self.outer {
            Some(Err(error)) => Some(error),
            _ => None,
        }
    }

    /// `vpnConnection` of a create; of a description the item that is judged.
    pub fn connection(&self) -> Option<Element<'_>> {
        match &self.outer {
            Some(Ok(document)) => Some(document.element(self.connection?)),
            _ => None,
        }
    }

    /// `vpn_connection`, the root of the inner document, however it is carried.
    pub fn configuration(&self) -> Option<Element<'_>> {
        let connection = || self.connection();
        self.inner.as_ref()?.root(connection)
    }

    /// The pre-shared keys of the inner document in the order of the tunnels, each with the offset of its element.
    pub fn keys(&self) -> Vec<(Secret<'static>, usize)> {
        self.configuration()
            .into_iter()
            .flat_map(|root| root.children())
            .filter_map(|tunnel| tunnel.path("ike/pre_shared_key"))
            .filter(|key| !key.text().is_empty())
            .map(|key| (Secret::new(key.text().to_string()), key.offset()))
            .collect()
    }
}

/// A header in a list of them.
const HEADER: usize = 64;

/// What no real response comes near: a larger one is reported, not read.
fn limits() -> Limits {
    Limits::default()
}

fn configuration(connection: Element<'_>) -> Option<Element<'_>> {
    connection.child("customerGatewayConfiguration")
}

/// The connections of a description.
fn described(root: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let set = root.child("vpnConnectionSet").into_iter();
    set.flat_map(|set| set.children().filter(|child| child.name() == "item"))
}

fn outcome(
    action: Option<&str>,
    response: &HttpResponse,
    outer: &Result<Arc<Document<'static>>, xml::Error>,
) -> Outcome {
    let status = response.status;
    match status {
        200..=299 => {
            let root = match outer {
                Ok(document) => Some(document.root().name().to_owned()),
                Err(_) => position::first_tag(&response.body),
            };
            let wanted = action.map(|action| format!("{action}Response"));
            if root.is_some() && root == wanted {
                Outcome::Accepted
            } else {
                Outcome::Other { status, root }
            }
        }
        400..=499 => {
            let error = outer.as_ref().ok().and_then(|d| envelope(d.root()));
            let text = |name: &str| {
                let child = error?.child(name)?;
                Some(child.text().trim().to_owned())
            };
            let (code, message) = (text("Code"), text("Message"));
            Outcome::Rejected {
                envelope_ok: code.as_ref().is_some_and(|c| !c.is_empty()) && message.is_some(),
                code,
                message,
            }
        }
        500..=599 => Outcome::ServerError { status },
        _ => Outcome::Other { status, root: None },
    }
}

/// The first `Error` of the envelope.
fn envelope(root: Element<'_>) -> Option<Element<'_>> {
    (root.name() == "Response")
        .then(|| root.path("Errors/Error"))
        .flatten()
}
