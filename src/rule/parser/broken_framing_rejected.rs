//! A body that did not arrive whole is refused, even if it looks whole.

use crate::finding::Level;
use crate::parser::builtin::OWN;
use crate::parser::faulty::Fault;
use crate::parser::framing::{Delivery, Framing};
use crate::parser::{Input, builtin};
use crate::rule::parser::{HTTP, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/broken-framing-rejected",
    level: Level::Should,
    summary: "A body that did not arrive whole is refused, even if it looks whole.",
    source: HTTP,
    explain: "The connection closes before Content-Length is reached, or without the last chunk: the response is incomplete (section 8). Only for clients that read HTTP themselves.",
    deliveries: &[
        Delivery::new("length-too-long", Framing::LengthTooLong),
        Delivery::new("chunks-without-end", Framing::ChunksWithoutEnd),
        Delivery::new("chunk-cut", Framing::ChunkCut),
        Delivery::new("chunk-short", Framing::ChunkShort),
        Delivery::new("chunk-size-no-number", Framing::ChunkSize),
    ],
    faults: &[Fault::answer(
        "cut-body-read",
        "a body that did not arrive whole is read as if it had",
        |_, i, o| {
            let whole = Input {
                framing: Framing::Length,
                ..*i
            };
            *o = builtin::parse(OWN, &whole);
        },
    )],
    ..ParserRule::DEFAULT
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_form_always_closes() {
        for delivery in RULE.deliveries {
            let sent = delivery.framing.write(200, b"<a/>", true);
            let sent = String::from_utf8_lossy(&sent);
            assert!(sent.contains("Connection: close"), "{}", delivery.id);
        }
    }
}
