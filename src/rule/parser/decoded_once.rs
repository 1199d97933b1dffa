//! Text is decoded exactly once.

use crate::finding::Level;
use crate::generate::document::mutation::structure::{
    fill as everywhere, inner_text as configuration,
};
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::parser::mutant::Operator;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/decoded-once",
    level: Level::Must,
    summary: "Text is decoded exactly once.",
    source: XML,
    explain: "`&amp;amp;` is the text `&amp;`. A parser that decodes twice changes keys and opens the door to injected markup.",
    documents: &[
        Mutation::accept("decoded-once-ampersand", BOTH, |w| {
            w.text("a&amp;amp;b", "a&amp;b")
        }),
        Mutation::accept("decoded-once-markup", BOTH, |w| {
            w.text("&amp;lt;b&amp;gt;", "&lt;b&gt;")
        }),
        Mutation::accept("decoded-once-numeric", BOTH, |w| {
            w.text("&amp;#65;", "&#65;")
        }),
        Mutation::accept("decoded-once-in-cdata", BOTH, |w| {
            w.text("<![CDATA[&amp;&#65;]]>", "&amp;&#65;")
        }),
        Mutation::accept("decoded-once-key", CONFIGURATION, |w| {
            w.key("a&amp;quot;b", "a&quot;b")
        }),
        Mutation::accept("decoded-once-other-references-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("&#x4{};&apos;&nbsp;&#39;\\u0041", n % 10))
        }),
        Mutation::accept("decoded-once-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("&lt;{n}&amp;#65;&#66;&quot;"))
        }),
        Mutation::accept("decoded-once-configuration", RESPONSE, |w| {
            configuration(w, |text| {
                text.replace("ipsec.1", "a&amp;lt;b&amp;#65;&#66;&quot;")
            })
        }),
    ],
    faults: &[Fault::body("decoded-twice", "text is decoded twice", |b| {
        for (twice, once) in [
            ("&amp;lt;", "&lt;"),
            ("&amp;gt;", "&gt;"),
            ("&amp;quot;", "&quot;"),
            ("&amp;#65;", "A"),
            ("&amp;amp;", "&amp;"),
        ] {
            replace(b, twice, once);
        }
    })],
    operators: &[Operator::DecodedTwice],
    ..ParserRule::DEFAULT
};
