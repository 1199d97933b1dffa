//! Tags and attributes that break the grammar are refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/malformed-tag-rejected",
    level: Level::Must,
    summary: "Tags and attributes that break the grammar are refused.",
    source: XML,
    explain: "Sections 2.7, 3.1.",
    documents: &[
        Mutation::reject("dtd-after-root", BOTH, |w| w.append("<!DOCTYPE x>")),
        Mutation::reject("dtd-unfinished", BOTH, |w| w.before_root("<!DOCTYPE x [")),
        Mutation::reject("start-tag-unfinished", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("<{leaf}>"), format!("<{leaf} "))
        }),
        Mutation::reject("attribute-unquoted", BOTH, |w| w.root_attribute(" a=b")),
        Mutation::reject("attribute-without-value", BOTH, |w| w.root_attribute(" a")),
        Mutation::reject("attribute-holds-less-than", BOTH, |w| {
            w.root_attribute(" a=\"<\"")
        }),
        Mutation::reject("attribute-quotes-differ", BOTH, |w| {
            w.root_attribute(" a=\"b'")
        }),
        Mutation::reject("attributes-without-space", BOTH, |w| {
            w.root_attribute(" a=\"1\"b=\"2\"")
        }),
        Mutation::reject("attribute-bare-ampersand", BOTH, |w| {
            w.root_attribute(" a=\"b & c\"")
        }),
        Mutation::reject("attribute-in-end-tag", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), format!("</{leaf} a=\"b\">"))
        }),
        Mutation::reject("space-after-less-than", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("<{leaf}>"), format!("< {leaf}>"))
        }),
        Mutation::reject("space-before-name-in-end-tag", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), format!("</ {leaf}>"))
        }),
        Mutation::reject("start-tag-without-end", BOTH, |w| {
            w.before_leaf("<a<b/></a>")
        }),
        Mutation::reject("vertical-tab-in-tag", BOTH, |w| {
            w.before_leaf("<a\x0bb='1'/>")
        }),
        Mutation::reject("no-break-space-in-tag", BOTH, |w| {
            w.before_leaf("<a\u{a0}b='1'/>")
        }),
        Mutation::reject("inner-attribute-unquoted", BOTH, |w| {
            w.before_leaf("<a b=c/>")
        }),
        Mutation::reject("inner-attribute-quotes-differ", BOTH, |w| {
            w.before_leaf("<a b=\"c'/>")
        }),
        Mutation::reject("inner-attribute-less-than", BOTH, |w| {
            w.before_leaf("<a b=\"<\"/>")
        }),
        Mutation::reject("inner-attributes-without-space", BOTH, |w| {
            w.before_leaf("<a b='1'c='2'/>")
        }),
        Mutation::reject("name-begins-with-digit", BOTH, |w| w.before_leaf("<1a/>")),
        Mutation::reject("name-begins-with-hyphen", BOTH, |w| w.before_leaf("<-a/>")),
        Mutation::reject("empty-tag", BOTH, |w| w.before_leaf("<>x</>")),
        Mutation::reject("slash-then-space", BOTH, |w| w.before_leaf("<a / >")),
        Mutation::reject("bare-less-than", BOTH, |w| w.raw_text("a < b")),
        Mutation::reject("cdata-unfinished", BOTH, |w| w.raw_text("<![CDATA[a")),
        Mutation::reject("cdata-lower-case", BOTH, |w| w.raw_text("<![cdata[a]]>")),
    ],
    faults: &[Fault::body(
        "unquoted-attribute-accepted",
        "attribute values need no quotes",
        |b| {
            replace(b, " a=b", " a=\"b\"");
        },
    )],
    ..ParserRule::DEFAULT
};
