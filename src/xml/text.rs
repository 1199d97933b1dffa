//! The text of an element that has to be put together: decoded, and without what stands between its pieces.

use crate::xml::decoded::Decoded;
use crate::xml::document::Element;
use crate::xml::limits::Limits;
use crate::xml::reader::{Reader, Token, normalised};
use crate::xml::tree::Node;

/// The text.
pub(super) fn decode(element: Element<'_>) -> String {
    let mut text = String::new();
    pieces(element, &mut |piece| match piece {
        Token::Text(piece, _) => text.push_str(&normalised(piece)),
        Token::Character(character, _) => text.push(character),
        Token::Start | Token::End => {}
    });
    text
}

/// The text with the way back to the wire.
pub(super) fn trace(element: Element<'_>) -> Decoded {
    let mut text = Decoded::default();
    pieces(element, &mut |piece| match piece {
        Token::Text(piece, at) => literal(&mut text, piece, at, element),
        Token::Character(character, at) => {
            let document = element.document();
            text.push_decoded(character, document.wire.at(&document.text, at));
        }
        Token::Start | Token::End => {}
    });
    text
}

/// The pieces of text that stand directly in an element, which has been read before.
fn pieces<'d>(element: Element<'d>, take: &mut dyn FnMut(Token<'d>)) {
    let (source, node) = (element.document().text.as_ref(), element.node());
    let mut children = element.children();
    if node.escaped {
        // Nothing but plain text and children.
        let mut start = node.content as usize;
        for child in children {
            let text = source.get(start..child.node().at as usize);
            take(Token::Text(text.unwrap_or_default(), start));
            start = after(source, child.node());
        }
        let text = source.get(start..node.end as usize);
        take(Token::Text(text.unwrap_or_default(), start));
        return;
    }
    let start = node.content as usize;
    let mut reader = Reader::<false>::new(source, start, Limits::default(), false);
    while reader.at() < node.end as usize {
        match reader.token() {
            Ok(piece @ (Token::Text(..) | Token::Character(..))) => take(piece),
            Ok(Token::Start) if let Some(child) = children.next() => {
                reader.go_to(after(source, child.node()));
            }
            _ => return,
        }
    }
}

/// Where an element ends.
fn after(source: &str, node: &Node) -> usize {
    let end = node.end as usize;
    if node.empty {
        return end;
    }
    let tag = source.get(end..).unwrap_or_default();
    let length = match node.escaped {
        // Its start tag has been read with the general rules, so white space may stand behind the name.
        false => memchr::memchr(b'>', tag.as_bytes()).unwrap_or_default() + 1,
        true => {
            let length = "&lt;/".len() + (node.name_end - node.name()) as usize;
            let rest = tag.get(length..).unwrap_or_default();
            let close = if rest.starts_with('>') {
                1
            } else {
                "&gt;".len()
            };
            length + close
        }
    };
    end + length
}

/// Appends text as it stands, with line ends normalised (section 2.11).
fn literal(text: &mut Decoded, data: &str, start: usize, element: Element<'_>) {
    let document = element.document();
    let mut at = start;
    for (index, piece) in data.split('\r').enumerate() {
        let mut piece = piece;
        if index > 0 {
            text.push_decoded('\n', document.wire.at(&document.text, at));
            at += 1;
            if let Some(after) = piece.strip_prefix('\n') {
                piece = after;
                at += 1;
            }
        }
        match document.wire.shift() {
            _ if piece.is_empty() => {}
            Some(by) => text.push_literal(piece, by + at),
            None => {
                for (index, c) in piece.char_indices() {
                    text.push_decoded(c, document.wire.at(&document.text, at + index));
                }
            }
        }
        at += piece.len();
    }
}
