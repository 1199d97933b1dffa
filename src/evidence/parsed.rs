//! The parsed form of an exchange: what became of it, the outer document, and the inner one.

use std::sync::{Arc, OnceLock};

use crate::evidence::position::Lines;
use crate::evidence::redact::known::Known;
use crate::evidence::{Part, position};
use crate::exchange::{Exchange, HttpResponse};
use crate::finding::Position;
use crate::secret::Secret;
use crate::xml;
use crate::xml::{Declaration, Decoded, Document, Element, Limits};

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
    source: Source,
    /// Its text as it may be shown; made for the first position that is asked for.
    lines: OnceLock<Lines>,
}

/// Where the inner document is read from.
#[derive(Debug)]
enum Source {
    /// It consists of elements of the outer document.
    Elements,
    /// From where it stands, escaped in its usual spelling.
    InPlace {
        outer: Arc<Document<'static>>,
        /// The number of the element that carries it.
        element: usize,
        /// Its decoded text; made for the first position that is asked for.
        decoded: OnceLock<Decoded>,
    },
    /// From the decoded text.
    Decoded {
        decoded: Decoded,
        /// The text after the second decoding, and where in the first each of its bytes and its end come from.
        again: Option<(String, Vec<usize>)>,
        document: Result<Document<'static>, xml::Error>,
    },
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
        match &self.inner.as_ref()?.source {
            Source::Elements => configuration(self.connection()?)?.children().next(),
            Source::InPlace { outer, element, .. } => {
                Some(outer.element(*element).carried()?.root())
            }
            Source::Decoded { document, .. } => document.as_ref().ok().map(Document::root),
        }
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

impl Inner {
    /// A document that was saved without the response that carried it.
    fn alone(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let document = text.trim_start_matches(XML_SPACE);
        let leading = text.len() - document.len();
        // As text it is UTF-8 whatever its declaration says; bytes that are not UTF-8 are an error.
        let parsed = match std::str::from_utf8(body) {
            Ok(_) => Document::parse_text(document, &limits()).map(Document::into_owned),
            Err(_) => Document::parse(body, &limits()).map(Document::into_owned),
        };
        Self {
            layer: Layer::Escaped,
            leading,
            source: Source::Decoded {
                document: parsed,
                decoded: Decoded::literal(text.into_owned()),
                again: None,
            },
            lines: OnceLock::new(),
        }
    }

    fn of(outer: &Arc<Document<'static>>, connection: Element<'_>) -> Option<Self> {
        let element = configuration(connection)?;
        if element.has_children() {
            return Some(Self {
                layer: Layer::Literal,
                leading: 0,
                source: Source::Elements,
                lines: OnceLock::new(),
            });
        }
        if let Some(carried) = element.carried() {
            return Some(Self {
                layer: Layer::Escaped,
                leading: carried.leading(),
                source: Source::InPlace {
                    outer: Arc::clone(outer),
                    element: element.number(),
                    decoded: OnceLock::new(),
                },
                lines: OnceLock::new(),
            });
        }
        let decoded = element.decoded();
        let twice = decoded.text.trim_start().starts_with("&lt;");
        let again = twice.then(|| position::unescape(&decoded.text));
        let text = again.as_ref().map_or(&decoded.text, |(text, _)| text);
        let document = text.trim_start_matches(XML_SPACE);
        Some(Self {
            layer: match twice {
                true => Layer::EscapedTwice,
                false => Layer::Escaped,
            },
            leading: text.len() - document.len(),
            source: Source::Decoded {
                document: Document::parse_text(document, &limits()).map(Document::into_owned),
                decoded,
                again,
            },
            lines: OnceLock::new(),
        })
    }

    fn held(&self) -> usize {
        match &self.source {
            Source::Elements => 0,
            // Decoded, where a position is asked for: at most two runs for each reference.
            Source::InPlace { outer, element, .. } => {
                let text = outer.element(*element).text();
                let references = memchr::memchr_iter(b'&', text.as_bytes()).count();
                text.len() + references * DECODED
            }
            Source::Decoded {
                decoded,
                again,
                document,
            } => {
                let again = again.as_ref().map_or(0, |(text, from)| {
                    text.capacity() + size_of::<usize>() * from.capacity()
                });
                decoded.held() + again + document.as_ref().map_or(0, Document::held)
            }
        }
    }

    /// The decoded text, with white space before the document; empty where it is carried as elements.
    pub fn text(&self) -> &str {
        match &self.source {
            Source::Elements => "",
            Source::InPlace { outer, element, .. } => outer.element(*element).text(),
            Source::Decoded {
                again: Some((text, _)),
                ..
            } => text,
            Source::Decoded { decoded, .. } => &decoded.text,
        }
    }

    /// Whether there is any text or element at all.
    pub fn is_empty(&self) -> bool {
        match self.source {
            Source::Elements | Source::InPlace { .. } => false,
            Source::Decoded { .. } => self.text().trim_matches(XML_SPACE).is_empty(),
        }
    }

    /// Why the inner document is not well-formed. White space before it does not count here.
    pub fn error(&self) -> Option<&xml::Error> {
        match &self.source {
            Source::Elements | Source::InPlace { .. } => None,
            Source::Decoded { document, .. } => document.as_ref().err(),
        }
    }

    /// Whether it begins with an XML declaration.
    pub fn has_declaration(&self) -> bool {
        match &self.source {
            Source::InPlace { .. } => self.declaration().is_some(),
            Source::Elements | Source::Decoded { .. } => self
                .text()
                .get(self.leading..)
                .is_some_and(|text| text.starts_with("<?xml")),
        }
    }

    /// The encoding that its XML declaration names. Of no effect: the text has been decoded with the outer document.
    pub fn encoding(&self) -> Option<String> {
        self.declaration()?.encoding
    }

    fn declaration(&self) -> Option<Declaration> {
        match &self.source {
            Source::Elements => None,
            Source::InPlace { outer, element, .. } => {
                outer.element(*element).carried()?.declaration()
            }
            Source::Decoded { document, .. } => document.as_ref().ok()?.declaration(),
        }
    }

    /// The place of something in the inner document, as its elements and its error name it, in the wire body, with its
    /// line.
    pub fn position(&self, offset: usize, known: &Known) -> Position {
        let (decoded, at) = match &self.source {
            Source::Elements => return position::position(&Lines::of(b""), 0, offset, true, known),
            // Its elements are in the outer document, and say where they stand on the wire.
            Source::InPlace {
                outer,
                element,
                decoded,
            } => {
                let decoded = decoded.get_or_init(|| outer.element(*element).decoded());
                (decoded, decoded.text_offset(offset).max(self.leading))
            }
            Source::Decoded { decoded, .. } => {
                let at = (self.leading + offset).min(self.text().len());
                (decoded, at)
            }
        };
        let once = match &self.source {
            Source::Decoded {
                again: Some((_, from)),
                ..
            } => from.get(at).copied().unwrap_or_default(),
            _ => at,
        };
        let wire = decoded.wire_offset(once);
        let lines = self.lines.get_or_init(|| Lines::of(self.text().as_bytes()));
        position::position(lines, at, wire, true, known)
    }
}

/// Two runs of a decoded text.
const DECODED: usize = 48;

/// A header in a list of them.
const HEADER: usize = 64;

const XML_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

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
