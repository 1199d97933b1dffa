//! Escape layers, CDATA, comments and processing instructions: written differently, read the same.

use crate::generate::document::mutation::{BOTH, CONFIGURATION, Deviation, RESPONSE, accept};
use crate::generate::document::style::{Declaration, Empty, Escape, Layout};

const LAYERS: &str = "parser/escape-layers-equivalent";
const CDATA: &str = "parser/cdata-read";
const COMMENTS: &str = "parser/comments-ignored";
const LAYOUT: &str = "parser/layout-ignored";
const ONCE: &str = "parser/decoded-once";

pub const ALL: &[Deviation] = &[
    accept("escape-all-five-named", LAYERS, RESPONSE, |w| {
        w.restyle(|s| s.escape = Escape::AllNamed)
    }),
    accept("escape-decimal", LAYERS, RESPONSE, |w| {
        w.restyle(|s| s.escape = Escape::Decimal)
    }),
    accept("escape-hexadecimal", LAYERS, RESPONSE, |w| {
        w.restyle(|s| s.escape = Escape::Hexadecimal)
    }),
    accept("escape-mixed", LAYERS, RESPONSE, |w| {
        w.restyle(|s| s.escape = Escape::Mixed)
    }),
    accept("escape-greater-than-raw", LAYERS, RESPONSE, |w| {
        w.replace("&gt;", ">")
    }),
    accept("escape-letter-as-reference", LAYERS, BOTH, |w| {
        w.text("&#112;&#x65;&#x6E;ding", "pending")
    }),
    accept("escape-leading-zeros", LAYERS, BOTH, |w| {
        w.text("&#0000112;&#x00065;nding", "pending")
    }),
    accept("cdata-configuration", CDATA, RESPONSE, |w| {
        w.restyle(|s| s.escape = Escape::Cdata)
    }),
    accept("cdata-leaf", CDATA, BOTH, |w| {
        w.text("<![CDATA[pending]]>", "pending")
    }),
    accept("cdata-part", CDATA, BOTH, |w| {
        w.text("pen<![CDATA[din]]>g", "pending")
    }),
    accept("cdata-two", CDATA, BOTH, |w| {
        w.text("<![CDATA[pen]]><![CDATA[ding]]>", "pending")
    }),
    accept("cdata-empty", CDATA, BOTH, |w| {
        w.text("pend<![CDATA[]]>ing", "pending")
    }),
    accept("cdata-brackets", CDATA, BOTH, |w| {
        w.text("<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b")
    }),
    accept("cdata-key", CDATA, CONFIGURATION, |w| {
        w.key("<![CDATA[k3y_with.cdata]]>", "k3y_with.cdata")
    }),
    accept("comment-in-text", COMMENTS, BOTH, |w| {
        w.text("pen<!-- x -->ding", "pending")
    }),
    accept("comment-before-text", COMMENTS, BOTH, |w| {
        w.text("<!-- x -->pending", "pending")
    }),
    accept("comment-after-text", COMMENTS, BOTH, |w| {
        w.text("pending<!-- x -->", "pending")
    }),
    accept("comment-in-key", COMMENTS, CONFIGURATION, |w| {
        w.key("first<!-- x -->.second", "first.second")
    }),
    accept("comment-holds-element", COMMENTS, BOTH, |w| {
        let leaf = w.leaf();
        w.before_leaf(format!("<!-- <{leaf}>wrong</{leaf}> -->"))
    }),
    accept("comment-before-root", COMMENTS, BOTH, |w| {
        w.before_root("<!-- made by hand -->\n")
    }),
    accept("comment-after-root", COMMENTS, BOTH, |w| {
        w.append("\n<!-- end -->\n")
    }),
    accept("instruction-in-text", COMMENTS, BOTH, |w| {
        w.text("pen<?x y?>ding", "pending")
    }),
    accept("instruction-before-root", COMMENTS, BOTH, |w| {
        w.before_root("<?xml-stylesheet href=\"a.xsl\"?>\n")
    }),
    accept("instruction-after-root", COMMENTS, BOTH, |w| {
        w.append("<?done?>")
    }),
    accept("layout-compact", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.layout = Layout::Compact)
    }),
    accept("layout-tabs", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.layout = Layout::Tabs)
    }),
    accept("layout-carriage-returns", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.layout = Layout::CarriageReturns)
    }),
    accept("layout-trailing-white-space", LAYOUT, BOTH, |w| {
        w.append("\n \t\r\n")
    }),
    accept("layout-space-in-tags", LAYOUT, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("<{leaf}>"), format!("<{leaf} \n>"))
            .and_then(|()| w.replace(format!("</{leaf}>"), format!("</{leaf}\t>")))
    }),
    accept("single-quotes", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.single_quotes = true)
    }),
    accept("attribute-spaces", LAYOUT, CONFIGURATION, |w| {
        w.replace(" id=\"", "  id\n=\t\"")
    }),
    accept("attribute-reference", LAYERS, CONFIGURATION, |w| {
        w.replace(" id=\"v", " id=\"&#118;")
    }),
    accept("empty-as-pair", LAYOUT, RESPONSE, |w| {
        w.restyle(|s| s.empty = Empty::Pair)
    }),
    accept("empty-with-space", LAYOUT, RESPONSE, |w| {
        w.restyle(|s| s.empty = Empty::Spaced)
    }),
    accept("declaration-absent", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.declaration = Declaration::Absent)
    }),
    accept("declaration-single-quotes", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.declaration = Declaration::SingleQuotes)
    }),
    accept("declaration-standalone", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.declaration = Declaration::Standalone)
    }),
    accept("declaration-version-only", LAYOUT, BOTH, |w| {
        w.restyle(|s| s.declaration = Declaration::VersionOnly)
    }),
    accept("encoding-lower-case", LAYOUT, BOTH, |w| {
        w.declaration("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
    }),
    accept("decoded-once-ampersand", ONCE, BOTH, |w| {
        w.text("a&amp;amp;b", "a&amp;b")
    }),
    accept("decoded-once-markup", ONCE, BOTH, |w| {
        w.text("&amp;lt;b&amp;gt;", "&lt;b&gt;")
    }),
    accept("decoded-once-numeric", ONCE, BOTH, |w| {
        w.text("&amp;#65;", "&#65;")
    }),
    accept("decoded-once-in-cdata", ONCE, BOTH, |w| {
        w.text("<![CDATA[&amp;&#65;]]>", "&amp;&#65;")
    }),
    accept("decoded-once-key", ONCE, CONFIGURATION, |w| {
        w.key("a&amp;quot;b", "a&quot;b")
    }),
];
