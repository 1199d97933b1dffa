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
        Mutation::reject("end-tag-of-root-with-attribute", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</{root} a=\"b\">"))
        }),
        Mutation::reject("end-tag-of-root-with-space-before-name", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</ {root}>"))
        }),
        Mutation::reject("end-tag-of-root-with-slash", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</{root}/>"))
        }),
        Mutation::reject("start-tag-of-root-with-space-before-name", BOTH, |w| {
            let root = w.tree.root();
            w.replace(format!("<{root}"), format!("< {root}"))
        }),
        Mutation::reject("end-tag-with-slash", BOTH, |w| w.before_leaf("<x></x/>")),
        Mutation::reject("end-tag-before-tag", BOTH, |w| w.before_leaf("<x></x<y/>")),
        Mutation::reject("less-than-twice", BOTH, |w| w.before_leaf("<<x/>")),
        Mutation::reject("equals-twice", BOTH, |w| w.before_leaf("<x a=='b'/>")),
        Mutation::reject("attribute-name-begins-with-digit", BOTH, |w| {
            w.before_leaf("<x 1a='b'/>")
        }),
        Mutation::reject("attributes-with-comma", BOTH, |w| {
            w.before_leaf("<x a='b', c='d'/>")
        }),
        Mutation::reject("name-holds-exclamation-mark", BOTH, |w| {
            w.before_leaf("<x!/>")
        }),
        Mutation::reject("name-holds-dollar", BOTH, |w| w.before_leaf("<x$y/>")),
        Mutation::reject("name-holds-comma", BOTH, |w| w.before_leaf("<x,y/>")),
        Mutation::reject("attribute-holds-section", BOTH, |w| {
            w.root_attribute(" a=\"<![CDATA[b]]>\"")
        }),
        Mutation::reject("cdata-space-before-bracket", BOTH, |w| {
            w.raw_text("<![CDATA [a]]>")
        }),
        Mutation::reject("cdata-nested", BOTH, |w| {
            w.raw_text("<![CDATA[a<![CDATA[b]]>c]]>")
        }),
        Mutation::reject("cdata-ends-with-one-bracket", BOTH, |w| {
            w.raw_text("<![CDATA[a]>")
        }),
        Mutation::reject("cdata-end-apart", BOTH, |w| w.raw_text("<![CDATA[a]] >")),
        Mutation::reject("cdata-unfinished-at-end", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append("<![CDATA[a")
        }),
        Mutation::reject("section-of-dtd-in-text", BOTH, |w| {
            w.raw_text("<![IGNORE[a]]>")
        }),
        Mutation::reject("dtd-inside", BOTH, |w| w.before_leaf("<!DOCTYPE x>")),
        Mutation::reject("dtd-small", BOTH, |w| w.before_root("<!doctype x>")),
        Mutation::reject("dtd-twice", BOTH, |w| {
            w.before_root("<!DOCTYPE x><!DOCTYPE x>")
        }),
        Mutation::reject("dtd-before-declaration", BOTH, |w| {
            w.declaration("<!DOCTYPE x><?xml version=\"1.0\"?>")
        }),
        Mutation::reject("dtd-malformed-subset", BOTH, |w| {
            w.before_root("<!DOCTYPE x [<!ENTITY>]>")
        }),
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
