//! The inner document of a response.

use std::sync::{Arc, OnceLock};

use crate::evidence::parsed::{configuration, limits};
use crate::evidence::position;
use crate::evidence::position::Lines;
use crate::evidence::redact::known::Known;
use crate::finding::Position;
use crate::xml;
use crate::xml::{Declaration, Decoded, Document, Element};

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

impl Inner {
    /// A document that was saved without the response that carried it.
    pub(super) fn alone(body: &[u8]) -> Self {
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

    pub(super) fn of(outer: &Arc<Document<'static>>, connection: Element<'_>) -> Option<Self> {
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

    /// The root; where it is an element of the outer document, that of the `connection`.
    pub(super) fn root<'d>(
        &'d self,
        connection: impl FnOnce() -> Option<Element<'d>>,
    ) -> Option<Element<'d>> {
        match &self.source {
            Source::Elements => configuration(connection()?)?.children().next(),
            Source::InPlace { outer, element, .. } => {
                Some(outer.element(*element).carried()?.root())
            }
            Source::Decoded { document, .. } => document.as_ref().ok().map(Document::root),
        }
    }

    pub(super) fn held(&self) -> usize {
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

const XML_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
