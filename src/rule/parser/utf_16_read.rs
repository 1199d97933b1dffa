//! UTF-16 with a byte order mark is read.

use crate::finding::Level;
use crate::generate::document::mutation::encoding::utf16;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/utf-16-read",
    level: Level::Should,
    summary: "UTF-16 with a byte order mark is read.",
    source: XML,
    explain: "Every processor must read UTF-16 (section 4.3.3); many HTTP clients decode before they parse.",
    documents: &[
        Mutation::accept("utf-16-little-endian", RESPONSE, |w| {
            utf16(w, u16::to_le_bytes)
        }),
        Mutation::accept("utf-16-beyond-ascii", RESPONSE, |w| {
            w.text("\u{e9}\u{6771}\u{1F511}", "\u{e9}\u{6771}\u{1F511}")?;
            utf16(w, u16::to_le_bytes)
        }),
        Mutation::accept("utf-16-big-endian", RESPONSE, |w| {
            utf16(w, u16::to_be_bytes)
        }),
        Mutation::reject("utf-16-odd-length", RESPONSE, |w| {
            utf16(w, u16::to_le_bytes)
                .and_then(|()| w.body.pop())
                .map(|_| ())
        }),
    ],
    faults: &[Fault::answer(
        "utf-16-refused",
        "UTF-16 is refused",
        |_, i, o| {
            if i.body.starts_with(b"\xFF\xFE") || i.body.starts_with(b"\xFE\xFF") {
                *o = reject("encoding");
            }
        },
    )],
    ..ParserRule::DEFAULT
};
