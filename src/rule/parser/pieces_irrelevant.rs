//! A document is read the same in whatever pieces it arrives.

use memchr::memmem;

use crate::finding::Level;
use crate::parser::Outcome;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, Practice, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/pieces-irrelevant",
    level: Level::Must,
    summary: "A document is read the same in whatever pieces it arrives.",
    source: SEEN,
    explain: "XML is a sequence of characters, and a network cuts it anywhere: inside a reference, a tag, a line end, a character \
              of several bytes. A parser that takes pieces says so (`pieces` in its hello). It is given documents, right \
              and wrong, whole and then in pieces, and has to come to the same both times.",
    practice: Practice::Pieces,
    faults: &[
        Fault::pieces(
            "text-of-the-last-piece",
            "of a text that comes in several pieces only the last is kept",
            |body, size| {
                let mut kept = Vec::with_capacity(body.len());
                let mut text = 0;
                let mut in_text = false;
                for (at, byte) in body.iter().enumerate() {
                    if in_text && at % size == 0 && *byte != b'<' {
                        kept.truncate(text);
                    }
                    kept.push(*byte);
                    match byte {
                        b'>' => (in_text, text) = (true, kept.len()),
                        b'<' => in_text = false,
                        _ => {}
                    }
                }
                *body = kept;
            },
        ),
        Fault::pieces(
            "line-end-in-two-pieces",
            "a carriage return at the end of a piece is a line end, and the line feed after it another",
            |body, size| {
                for (at, _) in cuts(&body.clone(), b"\r\n", size) {
                    if let Some(byte) = body.get_mut(at) {
                        *byte = b'\n';
                    }
                }
            },
        ),
        Fault::pieces(
            "reference-in-two-pieces",
            "a reference that two pieces share is text",
            |body, size| {
                let whole = body.clone();
                let references = memmem::find_iter(&whole, "&").filter_map(|at| {
                    let length = memmem::find(whole.get(at..)?, b";")?;
                    is_cut(at, length + 1, size).then_some(at)
                });
                for at in references.collect::<Vec<_>>().into_iter().rev() {
                    body.splice(at..=at, *b"&amp;");
                }
            },
        ),
        Fault::pieces(
            "character-in-two-pieces",
            "a character of several bytes that two pieces share is replaced",
            |body, size| {
                let Ok(text) = std::str::from_utf8(body) else {
                    return;
                };
                let read =
                    text.char_indices()
                        .map(|(at, c)| match is_cut(at, c.len_utf8(), size) {
                            true => '\u{FFFD}',
                            false => c,
                        });
                *body = read.collect::<String>().into_bytes();
            },
        ),
        Fault::pieces(
            "section-end-in-two-pieces",
            "the end of a CDATA section that two pieces share is not seen",
            |body, size| {
                for (at, _) in cuts(&body.clone(), b"]]>", size) {
                    if let Some(byte) = body.get_mut(at) {
                        *byte = b' ';
                    }
                }
            },
        ),
        Fault::pieces(
            "later-pieces-unread",
            "what comes in a piece after the end of the root is not looked at",
            |body, size| {
                let end = memmem::rfind(body, b"</vpn_connection>")
                    .map(|at| at + "</vpn_connection>".len())
                    .or_else(|| {
                        let name = b"</CreateVpnConnectionResponse>";
                        Some(memmem::rfind(body, name)? + name.len())
                    });
                if let Some(end) = end {
                    body.truncate(end.next_multiple_of(size).min(body.len()));
                }
            },
        ),
    ],
    variants: &[
        Variant::new(
            "error-class-of-java",
            "names its errors after a class with dots",
            &[Make::Answer(|_, _, outcome| {
                class(outcome, |_| "org.xml.sax.SAXParseException".to_owned());
            })],
        ),
        Variant::new(
            "error-class-per-document",
            "has another error class for each document",
            &[Make::Answer(|_, input, outcome| {
                let bytes = input.body.iter();
                let sum = bytes.fold(7_u32, |sum, b| sum.rotate_left(5) ^ u32::from(*b));
                class(outcome, |_| format!("Error{sum:08x}"));
            })],
        ),
        Variant::new(
            "error-class-absent",
            "says no class of its errors",
            &[Make::Answer(|_, _, outcome| {
                class(outcome, |_| String::new())
            })],
        ),
    ],
    ..ParserRule::DEFAULT
};

fn class(outcome: &mut Outcome, change: impl FnOnce(&str) -> String) {
    if let Outcome::Reject { class } = outcome {
        *class = change(class);
    }
}

/// Whether a cut after every `size` bytes falls inside of so many bytes at this place.
fn is_cut(at: usize, length: usize, size: usize) -> bool {
    (at + 1).next_multiple_of(size) < at + length
}

/// Where this stands across a cut.
fn cuts<'b>(
    body: &'b [u8],
    what: &'b [u8],
    size: usize,
) -> impl Iterator<Item = (usize, usize)> + 'b {
    memmem::find_iter(body, what)
        .filter(move |at| is_cut(*at, what.len(), size))
        .map(|at| (at, what.len()))
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_inside_or_not() {
        // Cuts stand before the bytes 4, 8, 12.
        let cases = [
            (3, 2, true),
            (2, 2, false),
            (4, 4, false),
            (4, 5, true),
            (3, 1, false),
            (0, 9, true),
        ];
        for (at, length, expected) in cases {
            assert_eq!(is_cut(at, length, 4), expected, "{length} bytes at {at}");
        }
        assert!((0..9).all(|at| is_cut(at, 2, 1) && !is_cut(at, 1, 1)));
    }
}
