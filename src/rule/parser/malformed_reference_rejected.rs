//! A malformed reference is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/malformed-reference-rejected",
    level: Level::Must,
    summary: "A malformed reference is refused.",
    source: XML,
    explain: "A bare ampersand, `&#;`, `&#X41;`, in text and in attributes (section 4.1).",
    documents: &[
        Mutation::reject("ampersand-bare", BOTH, |w| w.raw_text("a & b")),
        Mutation::reject("ampersand-last", BOTH, |w| w.raw_text("a&")),
        Mutation::reject("reference-unfinished", BOTH, |w| w.raw_text("a&amp b")),
        Mutation::reject("reference-empty", BOTH, |w| w.raw_text("a&;b")),
        Mutation::reject("reference-no-digits", BOTH, |w| w.raw_text("a&#;b")),
        Mutation::reject("reference-no-hexadecimal-digits", BOTH, |w| {
            w.raw_text("a&#x;b")
        }),
        Mutation::reject("reference-upper-case-x", BOTH, |w| w.raw_text("a&#X41;b")),
        Mutation::reject("reference-wrong-digit", BOTH, |w| w.raw_text("a&#6A;b")),
        Mutation::reject("reference-negative", BOTH, |w| w.raw_text("a&#-65;b")),
        Mutation::reject("reference-with-space", BOTH, |w| w.raw_text("a& amp;b")),
        Mutation::reject("reference-letters-behind", BOTH, |w| {
            w.raw_text("a&#65abc;b")
        }),
        Mutation::reject("reference-with-plus", BOTH, |w| w.raw_text("a&#+65;b")),
        Mutation::reject("reference-hexadecimal-plus", BOTH, |w| {
            w.raw_text("a&#x+41;b")
        }),
        Mutation::reject("reference-hexadecimal-letters-behind", BOTH, |w| {
            w.raw_text("a&#x41zz;b")
        }),
        Mutation::reject("reference-zero-x", BOTH, |w| w.raw_text("a&#0x41;b")),
        Mutation::reject("reference-name-digit", BOTH, |w| w.raw_text("a&1a;b")),
        Mutation::reject("attribute-reference-empty", BOTH, |w| {
            w.root_attribute(" a=\"b&;c\"")
        }),
        Mutation::reject("attribute-reference-no-digits", BOTH, |w| {
            w.root_attribute(" a=\"b&#;c\"")
        }),
        Mutation::reject("attribute-reference-upper-case-x", BOTH, |w| {
            w.root_attribute(" a=\"b&#X41;c\"")
        }),
        Mutation::reject("attribute-reference-wrong-digit", BOTH, |w| {
            w.root_attribute(" a=\"b&#6A;c\"")
        }),
        Mutation::reject("attribute-reference-unfinished", BOTH, |w| {
            w.root_attribute(" a=\"b&amp c\"")
        }),
        Mutation::reject("attribute-reference-negative", BOTH, |w| {
            w.root_attribute(" a=\"b&#-65;c\"")
        }),
    ],
    faults: &[Fault::body(
        "ampersand-kept",
        "a bare ampersand is text",
        |b| replace(b, "& ", "&amp; "),
    )],
    ..ParserRule::DEFAULT
};
