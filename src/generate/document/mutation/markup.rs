//! Markup that is not well-formed (XML 1.0, sections 2 and 3): must be refused.

use crate::generate::document::mutation::{BOTH, Deviation, reject};

const END: &str = "parser/mismatched-tag-rejected";
const MISSING: &str = "parser/missing-end-tag-rejected";
const TRAILING: &str = "parser/trailing-content-rejected";
const TAG: &str = "parser/malformed-tag-rejected";
const ATTRIBUTE: &str = "parser/duplicate-attribute-rejected";
const COMMENT: &str = "parser/malformed-comment-rejected";
const DECLARATION: &str = "parser/malformed-declaration-rejected";
const EMPTY: &str = "parser/no-document-rejected";

pub const ALL: &[Deviation] = &[
    reject("end-tag-other-name", END, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("</{leaf}>"), "</other>")
    }),
    reject("end-tag-other-case", END, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("</{leaf}>"), format!("</{}>", leaf.to_uppercase()))
    }),
    reject("end-tag-of-root-other", END, BOTH, |w| {
        let root = w.tree.root();
        w.remove_last(format!("</{root}>"))
            .and_then(|()| w.append("</other>"))
    }),
    reject("end-tags-crossed", END, BOTH, |w| {
        w.element("<a><b></a></b>")
    }),
    reject("end-tag-extra", END, BOTH, |w| w.before_end("</extra>")),
    reject("end-tag-missing-of-leaf", MISSING, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("</{leaf}>"), "")
    }),
    reject("end-tag-missing-of-root", MISSING, BOTH, |w| {
        let root = w.tree.root();
        w.remove_last(format!("</{root}>"))
    }),
    reject("end-tag-unfinished", MISSING, BOTH, |w| w.remove_last(">")),
    reject("start-tag-unfinished", TAG, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("<{leaf}>"), format!("<{leaf} "))
    }),
    reject("trailing-text", TRAILING, BOTH, |w| w.append("junk")),
    reject("trailing-element", TRAILING, BOTH, |w| w.append("<again/>")),
    reject("trailing-document", TRAILING, BOTH, |w| {
        let copy = w.written().clone();
        w.append(copy)
    }),
    reject("trailing-cdata", TRAILING, BOTH, |w| {
        w.append("<![CDATA[x]]>")
    }),
    reject("trailing-reference", TRAILING, BOTH, |w| w.append("&#32;")),
    reject("trailing-nul", TRAILING, BOTH, |w| w.append("\0")),
    reject("trailing-end-tag", TRAILING, BOTH, |w| w.append("</x>")),
    reject("leading-text", TRAILING, BOTH, |w| w.before_root("junk")),
    reject("attribute-unquoted", TAG, BOTH, |w| {
        w.root_attribute(" a=b")
    }),
    reject("attribute-without-value", TAG, BOTH, |w| {
        w.root_attribute(" a")
    }),
    reject("attribute-holds-less-than", TAG, BOTH, |w| {
        w.root_attribute(" a=\"<\"")
    }),
    reject("attribute-quotes-differ", TAG, BOTH, |w| {
        w.root_attribute(" a=\"b'")
    }),
    reject("attributes-without-space", TAG, BOTH, |w| {
        w.root_attribute(" a=\"1\"b=\"2\"")
    }),
    reject("attribute-bare-ampersand", TAG, BOTH, |w| {
        w.root_attribute(" a=\"b & c\"")
    }),
    reject("attribute-in-end-tag", TAG, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("</{leaf}>"), format!("</{leaf} a=\"b\">"))
    }),
    reject("space-after-less-than", TAG, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("<{leaf}>"), format!("< {leaf}>"))
    }),
    reject("name-begins-with-digit", TAG, BOTH, |w| {
        w.before_leaf("<1a/>")
    }),
    reject("name-begins-with-hyphen", TAG, BOTH, |w| {
        w.before_leaf("<-a/>")
    }),
    reject("empty-tag", TAG, BOTH, |w| w.before_leaf("<>x</>")),
    reject("slash-then-space", TAG, BOTH, |w| w.before_leaf("<a / >")),
    reject("bare-less-than", TAG, BOTH, |w| w.raw_text("a < b")),
    reject(
        "cdata-end-in-text",
        "parser/cdata-end-in-text-rejected",
        BOTH,
        |w| w.raw_text("a]]>b"),
    ),
    reject("cdata-unfinished", TAG, BOTH, |w| w.raw_text("<![CDATA[a")),
    reject("cdata-lower-case", TAG, BOTH, |w| {
        w.raw_text("<![cdata[a]]>")
    }),
    reject("duplicate-attribute", ATTRIBUTE, BOTH, |w| {
        w.root_attribute(" a=\"1\" a=\"1\"")
    }),
    reject("comment-double-hyphen", COMMENT, BOTH, |w| {
        w.before_leaf("<!-- a -- b -->")
    }),
    reject("comment-triple-hyphen", COMMENT, BOTH, |w| {
        w.before_leaf("<!-- a --->")
    }),
    reject("comment-unfinished", COMMENT, BOTH, |w| w.append("<!-- a")),
    reject("instruction-without-name", COMMENT, BOTH, |w| {
        w.before_leaf("<? a?>")
    }),
    reject("instruction-unfinished", COMMENT, BOTH, |w| {
        w.append("<?a ")
    }),
    reject("declaration-after-space", DECLARATION, BOTH, |w| {
        w.declaration("\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    }),
    reject("declaration-twice", DECLARATION, BOTH, |w| {
        w.before_root("<?xml version=\"1.0\"?>\n<?xml version=\"1.0\"?>\n")
    }),
    reject("declaration-inside", DECLARATION, BOTH, |w| {
        w.before_leaf("<?xml version=\"1.0\"?>")
    }),
    reject("declaration-without-version", DECLARATION, BOTH, |w| {
        w.declaration("<?xml encoding=\"UTF-8\"?>")
    }),
    reject("declaration-wrong-order", DECLARATION, BOTH, |w| {
        w.declaration("<?xml encoding=\"UTF-8\" version=\"1.0\"?>")
    }),
    reject("declaration-upper-case", DECLARATION, BOTH, |w| {
        w.declaration("<?XML version=\"1.0\"?>")
    }),
    reject("declaration-standalone-maybe", DECLARATION, BOTH, |w| {
        w.declaration("<?xml version=\"1.0\" standalone=\"maybe\"?>")
    }),
    reject("declaration-unquoted", DECLARATION, BOTH, |w| {
        w.declaration("<?xml version=1.0?>")
    }),
    reject("empty-body", EMPTY, BOTH, |w| w.body("")),
    reject("white-space-alone", EMPTY, BOTH, |w| w.body(" \n\t ")),
    reject("declaration-alone", EMPTY, BOTH, |w| {
        w.body("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    }),
    reject("comment-alone", EMPTY, BOTH, |w| w.body("<!-- nothing -->")),
    reject("plain-text", EMPTY, BOTH, |w| w.body("Service Unavailable")),
    reject("json", EMPTY, BOTH, |w| {
        w.body("{\"vpnConnection\":{\"state\":\"pending\"}}")
    }),
];
