//! CR LF and CR are read as LF.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::body::{is_wide, replace};
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/line-ends-normalised",
    level: Level::Must,
    summary: "CR LF and CR are read as LF.",
    source: XML,
    explain: "Section 2.11.",
    documents: &[
        Mutation::accept("line-end-crlf", BOTH, |w| w.text("a\r\nb", "a\nb")),
        Mutation::accept("line-end-cr", BOTH, |w| w.text("a\rb", "a\nb")),
        Mutation::accept("line-end-crlf-in-cdata", BOTH, |w| {
            w.text("<![CDATA[a\r\nb]]>", "a\nb")
        }),
        Mutation::accept("line-end-lfcr", BOTH, |w| w.text("a\n\rb", "a\n\nb")),
        Mutation::accept("line-end-cr-before-reference", BOTH, |w| {
            w.text("a\r&#65;", "a\nA")
        }),
        Mutation::accept("line-end-cr-before-line-feed-by-number", BOTH, |w| {
            w.text("a\r&#10;b", "a\n\nb")
        }),
        Mutation::accept("line-end-cr-before-cdata", BOTH, |w| {
            w.text("a\r<![CDATA[\nb]]>", "a\n\nb")
        }),
        Mutation::accept("line-end-crcrlf", BOTH, |w| w.text("a\r\r\nb", "a\n\nb")),
    ],
    faults: &[Fault::body(
        "carriage-return-kept",
        "line ends are not normalised",
        |b| replace(b, "\r", "&#13;"),
    )],
    variants: &[Variant::new(
        "line-ends-first",
        "normalises line ends before it reads anything else",
        &[Make::Body(|body| {
            if !is_wide(body) {
                replace(body, "\r\n", "\n");
                replace(body, "\r", "\n");
            }
        })],
    )],
    ..ParserRule::DEFAULT
};
