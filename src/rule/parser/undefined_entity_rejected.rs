//! An undefined entity is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/undefined-entity-rejected",
    level: Level::Must,
    summary: "An undefined entity is refused.",
    source: XML,
    explain: "Section 4.1, Entity Declared.",
    documents: &[
        Mutation::reject("entity-of-html", BOTH, |w| w.raw_text("a&nbsp;b")),
        Mutation::reject("entity-unknown", BOTH, |w| w.raw_text("a&vpn;b")),
        Mutation::reject("entity-upper-case", BOTH, |w| w.raw_text("a&AMP;b")),
        Mutation::reject("entity-of-html-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"b&nbsp;c\"")
        }),
        Mutation::reject("entity-unknown-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"b&vpn;c\"")
        }),
        // No external subset may declare it.
        Mutation::reject("entity-unknown-with-dtd", BOTH, |w| {
            w.before_root(format!("<!DOCTYPE {}>", w.tree.root()))?;
            w.raw_text("a&vpn;b")
        }),
        Mutation::reject("entity-in-key", CONFIGURATION, |w| {
            w.key("k3y&eacute;_12", "")
        }),
    ],
    faults: &[Fault::body(
        "html-entities-known",
        "`&nbsp;` is known",
        |b| replace(b, "&nbsp;", "&#160;"),
    )],
    ..ParserRule::DEFAULT
};
