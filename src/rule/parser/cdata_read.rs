//! Text in CDATA sections is text.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::style::Escape;
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::remove_between;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/cdata-read",
    level: Level::Must,
    summary: "Text in CDATA sections is text.",
    source: XML,
    explain: "A parser that skips CDATA returns an empty configuration for a server that writes one (section 2.7).",
    documents: &[
        Mutation::accept("cdata-configuration", RESPONSE, |w| {
            w.restyle(|s| s.escape = Escape::Cdata)
        }),
        Mutation::accept("cdata-leaf", BOTH, |w| {
            w.text("<![CDATA[pending]]>", "pending")
        }),
        Mutation::accept("cdata-part", BOTH, |w| {
            w.text("pen<![CDATA[din]]>g", "pending")
        }),
        Mutation::accept("cdata-two", BOTH, |w| {
            w.text("<![CDATA[pen]]><![CDATA[ding]]>", "pending")
        }),
        Mutation::accept("cdata-empty", BOTH, |w| {
            w.text("pend<![CDATA[]]>ing", "pending")
        }),
        Mutation::accept("cdata-brackets", BOTH, |w| {
            w.text("<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b")
        }),
        Mutation::accept("cdata-holds-its-start", BOTH, |w| {
            w.text("<![CDATA[a<![CDATA[b]]>", "a<![CDATA[b")
        }),
        Mutation::accept("cdata-holds-references", BOTH, |w| {
            w.text("<![CDATA[&lt;&#65;&x;]]>", "&lt;&#65;&x;")
        }),
        Mutation::accept("cdata-key", CONFIGURATION, |w| {
            w.key("<![CDATA[k3y_with.cdata]]>", "k3y_with.cdata")
        }),
    ],
    faults: &[Fault::body(
        "cdata-skipped",
        "CDATA sections are left out",
        |b| remove_between(b, "<![CDATA[", "]]>"),
    )],
    ..ParserRule::DEFAULT
};
