//! A client reads a body however it is delimited.

use crate::finding::Level;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::parser::framing::Framing;
use crate::rule::parser::{HTTP, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/framing-read",
    level: Level::Must,
    summary: "a client reads a body however it is delimited",
    source: HTTP,
    explain: "By Content-Length, by the end of the connection, in chunks of any size, with extensions and trailers (sections 6 and 7). Only for clients that read HTTP themselves.",
    faults: &[Fault::answer(
        "chunks-unknown",
        "a chunked body is refused",
        |_, i, o| {
            if !matches!(i.framing, Framing::Length | Framing::Close) {
                *o = reject("chunks");
            }
        },
    )],
    ..ParserRule::DEFAULT
};
