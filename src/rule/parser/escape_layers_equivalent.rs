//! The way text is escaped makes no difference.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::style::Escape;
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/escape-layers-equivalent",
    level: Level::Must,
    summary: "The way text is escaped makes no difference.",
    source: XML,
    explain: "A server may write `<` as `&lt;`, `&#60;` or `&#x3C;`; all are the same text (sections 4.1 and 4.6).",
    documents: &[
        Mutation::accept("escape-all-five-named", RESPONSE, |w| {
            w.restyle(|s| s.escape = Escape::AllNamed)
        }),
        Mutation::accept("escape-decimal", RESPONSE, |w| {
            w.restyle(|s| s.escape = Escape::Decimal)
        }),
        Mutation::accept("escape-hexadecimal", RESPONSE, |w| {
            w.restyle(|s| s.escape = Escape::Hexadecimal)
        }),
        Mutation::accept("escape-mixed", RESPONSE, |w| {
            w.restyle(|s| s.escape = Escape::Mixed)
        }),
        Mutation::accept("escape-greater-than-raw", RESPONSE, |w| {
            w.replace("&gt;", ">")
        }),
        Mutation::accept("escape-letter-as-reference", BOTH, |w| {
            w.text("&#112;&#x65;&#x6E;ding", "pending")
        }),
        Mutation::accept("escape-leading-zeros", BOTH, |w| {
            w.text("&#0000112;&#x00065;nding", "pending")
        }),
        Mutation::accept("attribute-reference", CONFIGURATION, |w| {
            w.replace(" id=\"v", " id=\"&#118;")
        }),
    ],
    faults: &[Fault::body(
        "hexadecimal-references-left",
        "`&#x3C;` stays as it is",
        |b| {
            replace(b, "&#x", "&amp;#x");
        },
    )],
    ..ParserRule::DEFAULT
};
