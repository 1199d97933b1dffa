//! What must hold of the parsing core, the generators, the judge and the checks for any bytes whatsoever, as equations.
//!
//! The fuzz targets and the replay of the corpora call these functions; a broken equation is a failed assertion.
//! `peer` is another strict parser. It is asked only what it decides by the same rules:
//!
//! Why we skip: what is not UTF-8 without a byte order mark (the peer takes text), documents that declare anything but
//! XML 1.0 (the fifth edition reads them as 1.0, which not every parser does), and elements with the prefix `xml`, which
//! is bound without a declaration (roxmltree knows it in attributes only).

pub mod corpus;
#[cfg(any(test, feature = "proptest"))]
pub mod engine;
mod exchange;
mod request;
pub mod work;

pub use exchange::{check, exchange};
pub use request::{case, case_holds, query};

use crate::document::parse::{Part, Way};
use crate::document::write::{Escape, Style};
use crate::document::{parse, write};
use crate::xml::{Document, Limits};

/// Another strict parser: whether it takes a document.
pub type Peer = fn(&str) -> bool;

/// The ways of escaping that keep what a document says.
const FAITHFUL: [Escape; 6] = [
    Escape::Entities,
    Escape::Minimal,
    Escape::Decimal,
    Escape::Hexadecimal,
    Escape::CData,
    Escape::Mixed,
];

/// Up to this size every beginning of a body is tried.
const SMALL: usize = 1024;

/// Any bytes as the body of a response.
pub fn response_envelope(body: &[u8], peer: Peer) {
    let limits = Limits::default();
    let fast = parse::exchange_by(Way::Fast, body, &limits);
    let general = parse::exchange_by(Way::General, body, &limits);
    assert_eq!(fast, general, "both ways give the same result");
    let document = Document::parse(body, &limits);
    tree(body, &document, peer);
    match &fast {
        Ok(parsed) => {
            assert!(document.is_ok(), "what is read is well-formed");
            let again = write::response(&parsed.response, &Style::default());
            let again = parse::exchange(&again, &limits);
            assert_eq!(
                again.as_ref(),
                Ok(parsed),
                "what is written is read as it was"
            );
            beginnings(body);
        }
        Err(error) => {
            assert!(error.offset <= body.len(), "a position is in the body");
            if let (Part::Body, parse::ErrorKind::Xml(kind), Err(other)) =
                (error.part, error.kind, &document)
            {
                assert_eq!((kind, error.offset), (other.kind, other.offset));
            }
        }
    }
    if let Ok(response) = parse::response(body, &limits) {
        assert!(document.is_ok(), "what is read is well-formed");
        drop(response.into_owned());
    }
    if let Ok(envelope) = parse::error_envelope(body, &limits) {
        let again = write::error_envelope(&envelope);
        let again = parse::error_envelope(&again, &limits);
        assert_eq!(again, Ok(envelope), "what is written is read as it was");
    }
}

/// Any text as the configuration in a response: it makes no difference how it is escaped.
pub fn inner_document(document: &[u8], peer: Peer) {
    let limits = Limits::default();
    let Ok(text) = std::str::from_utf8(document) else {
        return;
    };
    tree(document, &Document::parse(document, &limits), peer);
    if text.is_empty() || !text.chars().all(allowed) {
        return;
    }
    let direct = parse::configuration(text, &limits);
    for escape in FAITHFUL {
        let mut body = String::from(HEAD);
        escape.push(&mut body, text);
        body.push_str(TAIL);
        let fast = parse::exchange_by(Way::Fast, body.as_bytes(), &limits);
        let general = parse::exchange_by(Way::General, body.as_bytes(), &limits);
        assert_eq!(fast, general, "both ways give the same result");
        match (&direct, &fast) {
            (Ok(direct), Ok(parsed)) => {
                assert_eq!(parsed.configuration.as_ref(), Some(direct), "{escape:?}");
            }
            (Err(direct), Err(error)) => {
                assert_eq!(
                    (direct.kind, direct.part),
                    (error.kind, error.part),
                    "{escape:?}"
                );
                let inside = HEAD.len()..=body.len() - TAIL.len();
                assert!(
                    inside.contains(&error.offset),
                    "a position is in the element"
                );
            }
            _ => assert_eq!(direct.is_ok(), fast.is_ok(), "{escape:?}"),
        }
    }
}

/// Any text as character data: it comes back as it was, and every byte of it has its place.
pub fn escaping(data: &[u8], peer: Peer) {
    let limits = Limits::default();
    let raw = [b"<r>", data, b"</r>"].concat();
    let document = Document::parse(&raw, &limits);
    tree(&raw, &document, peer);
    let Ok(document) = document else {
        return;
    };
    let decoded = document.root().decoded();
    let mut before = 0;
    for (at, character) in decoded.text.char_indices() {
        let place = decoded.wire_offset(at);
        assert!(place >= before && place < raw.len(), "places are in order");
        let spelling = raw.get(place..).unwrap_or_default();
        let mut own = [0; 4];
        assert!(
            spelling.starts_with(character.encode_utf8(&mut own).as_bytes())
                || matches!(
                    (character, spelling.first()),
                    (_, Some(b'&')) | ('\n', Some(b'\r'))
                ),
            "each place has its character"
        );
        before = place;
    }
    for escape in FAITHFUL {
        let mut body = String::from("<r>");
        escape.push(&mut body, &decoded.text);
        body.push_str("</r>");
        let again = Document::parse(body.as_bytes(), &limits).map(|d| d.root().text().to_owned());
        assert_eq!(again.as_deref(), Ok(decoded.text.as_str()), "{escape:?}");
    }
}

const HEAD: &str = "<CreateVpnConnectionResponse xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">\
    <vpnConnection><customerGatewayConfiguration>";
const TAIL: &str = "</customerGatewayConfiguration></vpnConnection></CreateVpnConnectionResponse>";

/// What is well-formed for us is so for the peer.
fn tree(body: &[u8], document: &Result<Document<'_>, crate::xml::Error>, peer: Peer) {
    match document {
        Ok(document) => {
            let ten = document.declaration().is_none_or(|d| d.version == "1.0");
            let marked = body.starts_with("\u{feff}".as_bytes());
            if let Ok(text) = std::str::from_utf8(body)
                && ten
                && !marked
                && !text.contains("<xml:")
            {
                assert!(
                    peer(text),
                    "what is well-formed is so for another parser: {text:?}"
                );
            }
        }
        Err(error) => assert!(error.offset <= body.len(), "a position is in the body"),
    }
}

/// No beginning of a body that ends with its root element is a body.
fn beginnings(body: &[u8]) {
    if body.len() > SMALL
        || !body.ends_with(b">")
        || body.ends_with(b"-->")
        || body.ends_with(b"?>")
    {
        return;
    }
    for end in 0..body.len() {
        let beginning = body.get(..end).unwrap_or_default();
        let read = parse::exchange(beginning, &Limits::default());
        let whole = beginning
            .trim_ascii_end()
            .ends_with(b"ateVpnConnectionResponse>");
        assert!(read.is_err() || whole, "a part is not the whole");
    }
}

/// [2] Char
const fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
