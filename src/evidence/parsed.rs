//! The parsed form of an exchange: what became of it, the outer document, and the inner one.

use crate::evidence::position;
use crate::exchange::{Exchange, HttpResponse};
use crate::finding::Position;
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

/// How the inner document is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// As elements of the outer document, the way the page prints it.
    Literal,
    /// As character data: escaped, in a CDATA section, or any mixture of both.
    Escaped,
    /// As character data that has to be decoded twice.
    EscapedTwice,
}

/// `customerGatewayConfiguration` and the document it carries.
#[derive(Debug)]
pub struct Inner {
    /// How it is carried.
    pub layer: Layer,
    /// White space before the document, in bytes. Not part of `document`.
    pub leading: usize,
    text: String,
    map: Vec<usize>,
    document: Option<Result<Document, xml::Error>>,
}

/// The parsed form of an exchange, made once and shared by all checks. See [`super::Record::view`].
#[derive(Debug)]
pub struct View {
    /// What became of the request.
    pub outcome: Outcome,
    /// The body of the response as a document; `None` without a response.
    pub outer: Option<Result<Document, xml::Error>>,
    /// The inner document, where there is a `customerGatewayConfiguration`.
    pub inner: Option<Inner>,
}

impl View {
    /// Parses an exchange for this `Action`.
    pub(super) fn of(action: Option<&str>, exchange: &Exchange) -> Self {
        let Ok(response) = &exchange.response else {
            return Self {
                outcome: Outcome::NoResponse,
                outer: None,
                inner: None,
            };
        };
        let outer = Document::parse(&response.body, &limits());
        let inner = outer
            .as_ref()
            .ok()
            .and_then(|document| configuration(document.root()))
            .map(Inner::of);
        Self {
            outcome: outcome(action, response, &outer),
            outer: Some(outer),
            inner,
        }
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

    /// `vpnConnection` of a create.
    pub fn connection(&self) -> Option<Element<'_>> {
        self.root()?.child("vpnConnection")
    }

    /// `vpn_connection`, the root of the inner document, however it is carried.
    pub fn configuration(&self) -> Option<Element<'_>> {
        match &self.inner.as_ref()?.document {
            Some(document) => document.as_ref().ok().map(Document::root),
            None => configuration(self.root()?)?.children().next(),
        }
    }

    /// The pre-shared keys of the inner document in the order of the tunnels, each with the offset of its element in that
    /// document.
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

impl Inner {
    fn of(element: Element<'_>) -> Self {
        if element.has_children() {
            return Self {
                layer: Layer::Literal,
                leading: 0,
                text: String::new(),
                map: Vec::new(),
                document: None,
            };
        }
        let decoded = element.decoded();
        let once = decoded.text.as_str();
        let mut map: Vec<usize> = (0..=once.len()).map(|at| decoded.wire_offset(at)).collect();
        let mut text = once.to_owned();
        let mut layer = Layer::Escaped;
        if once.trim_start().starts_with("&lt;") {
            layer = Layer::EscapedTwice;
            let (again, from) = position::unescape(once);
            map = from
                .iter()
                .map(|at| map.get(*at).copied().unwrap_or_default())
                .collect();
            text = again;
        }
        let leading = text.len() - text.trim_start_matches(XML_SPACE).len();
        let document = Document::parse_text(text.get(leading..).unwrap_or_default(), &limits());
        Self {
            layer,
            leading,
            text,
            map,
            document: Some(document),
        }
    }

    /// The decoded text, with white space before the document; empty where it is carried as elements.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is any text or element at all.
    pub fn is_empty(&self) -> bool {
        self.layer != Layer::Literal && self.text.trim_matches(XML_SPACE).is_empty()
    }

    /// Why the inner document is not well-formed. White space before it does not count here.
    pub fn error(&self) -> Option<&xml::Error> {
        self.document.as_ref()?.as_ref().err()
    }

    /// Whether it begins with an XML declaration.
    pub fn has_declaration(&self) -> bool {
        self.text
            .get(self.leading..)
            .is_some_and(|text| text.starts_with("<?xml"))
    }

    /// The encoding that its XML declaration names. Of no effect: the text has been decoded with the outer document.
    pub fn encoding(&self) -> Option<String> {
        match &self.document {
            Some(Ok(document)) => document.declaration()?.encoding,
            _ => None,
        }
    }

    /// The place of a byte of the inner document in the wire body, with its line.
    pub fn position(&self, offset: usize, hide: &[Secret<'_>]) -> Position {
        let at = (self.leading + offset).min(self.text.len());
        let wire = self.map.get(at).copied().unwrap_or_default();
        position::position(self.text.as_bytes(), at, wire, true, hide)
    }
}

const XML_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// What no real response comes near: a larger one is reported, not read.
fn limits() -> Limits {
    Limits::default()
}

fn configuration(root: Element<'_>) -> Option<Element<'_>> {
    root.path("vpnConnection/customerGatewayConfiguration")
}

fn outcome(
    action: Option<&str>,
    response: &HttpResponse,
    outer: &Result<Document, xml::Error>,
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
