//! An attribute given twice is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/duplicate-attribute-rejected",
    level: Level::Must,
    summary: "An attribute given twice is refused.",
    source: XML,
    explain: "Section 3.1, Unique Att Spec.",
    documents: &[Mutation::reject("duplicate-attribute", BOTH, |w| {
        w.root_attribute(" a=\"1\" a=\"1\"")
    })],
    faults: &[Fault::body(
        "duplicate-attribute-accepted",
        "the last of two attributes counts",
        |b| {
            replace(b, " a=\"1\" a=\"1\"", " a=\"1\"");
        },
    )],
    ..ParserRule::DEFAULT
};
