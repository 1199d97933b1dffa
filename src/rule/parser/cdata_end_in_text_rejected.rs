//! `]]>` in text is refused.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/cdata-end-in-text-rejected",
    level: Level::Must,
    summary: "`]]>` in text is refused.",
    source: XML,
    explain: "Section 2.4.",
    documents: &[Mutation::reject("cdata-end-in-text", BOTH, |w| {
        w.raw_text("a]]>b")
    })],
    faults: &[Fault::body("cdata-end-accepted", "`]]>` is text", |b| {
        if memmem::find(b, b"<![CDATA[").is_none() {
            replace(b, "]]>", "]]&gt;");
        }
    })],
    ..ParserRule::DEFAULT
};
