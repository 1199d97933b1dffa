//! A client reads a body however it is delimited.

use crate::finding::Level;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::parser::framing::{Delivery, Framing};
use crate::rule::parser::{HTTP, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/framing-read",
    level: Level::Must,
    summary: "A client reads a body however it is delimited.",
    source: HTTP,
    explain: "By Content-Length, by the end of the connection, in chunks of any size, with extensions and trailers (sections 6 and 7). Only for clients that read HTTP themselves.",
    deliveries: &[
        Delivery::new("content-length", Framing::Length),
        Delivery::new("until-close", Framing::Close),
        Delivery::new("chunked", Framing::Chunked),
        Delivery::new("chunked-whole", Framing::ChunkedWhole),
        Delivery::new("chunked-byte-by-byte", Framing::ChunkedBytes),
        Delivery::new("chunked-capitals", Framing::ChunkedCapitals),
        Delivery::new("chunk-extensions", Framing::ChunkExtensions),
        Delivery::new("chunk-trailers", Framing::ChunkTrailers),
    ],
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
