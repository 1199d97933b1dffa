//! Layout, quotes and declaration make no difference.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::style::{Declaration, Empty, Layout};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/layout-ignored",
    level: Level::Must,
    summary: "Layout, quotes and declaration make no difference.",
    source: XML,
    explain: "White space between elements, in tags, after the root, and every form of the declaration.",
    documents: &[
        Mutation::accept("layout-compact", BOTH, |w| {
            w.restyle(|s| s.layout = Layout::Compact)
        }),
        Mutation::accept("layout-tabs", BOTH, |w| {
            w.restyle(|s| s.layout = Layout::Tabs)
        }),
        Mutation::accept("layout-carriage-returns", BOTH, |w| {
            w.restyle(|s| s.layout = Layout::CarriageReturns)
        }),
        Mutation::accept("layout-trailing-white-space", BOTH, |w| {
            w.append("\n \t\r\n")
        }),
        Mutation::accept("layout-space-in-tags", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("<{leaf}>"), format!("<{leaf} \n>"))
                .and_then(|()| w.replace(format!("</{leaf}>"), format!("</{leaf}\t>")))
        }),
        Mutation::accept("single-quotes", BOTH, |w| {
            w.restyle(|s| s.single_quotes = true)
        }),
        Mutation::accept("attribute-spaces", CONFIGURATION, |w| {
            w.replace(" id=\"", "  id\n=\t\"")
        }),
        Mutation::accept("empty-as-pair", RESPONSE, |w| {
            w.restyle(|s| s.empty = Empty::Pair)
        }),
        Mutation::accept("empty-with-space", RESPONSE, |w| {
            w.restyle(|s| s.empty = Empty::Spaced)
        }),
        Mutation::accept("declaration-absent", BOTH, |w| {
            w.restyle(|s| s.declaration = Declaration::Absent)
        }),
        Mutation::accept("declaration-single-quotes", BOTH, |w| {
            w.restyle(|s| s.declaration = Declaration::SingleQuotes)
        }),
        Mutation::accept("declaration-standalone", BOTH, |w| {
            w.restyle(|s| s.declaration = Declaration::Standalone)
        }),
        Mutation::accept("declaration-version-only", BOTH, |w| {
            w.restyle(|s| s.declaration = Declaration::VersionOnly)
        }),
        Mutation::accept("encoding-mixed-case", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"Utf-8\"?>")
        }),
        Mutation::accept("declaration-line-feed", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\"\n  encoding=\"UTF-8\"?>")
        }),
        Mutation::accept("declaration-spaces", BOTH, |w| {
            w.declaration("<?xml  version = \"1.0\"\tencoding = 'UTF-8' ?>")
        }),
        Mutation::accept("declaration-standalone-no", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" standalone=\"no\" ?>")
        }),
        Mutation::accept("layout-line-feed-in-end-tag", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), format!("</{leaf}\n>"))
        }),
        Mutation::accept("layout-carriage-return-in-tags", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("<{leaf}>"), format!("<{leaf}\r\n>"))?;
            w.replace(format!("</{leaf}>"), format!("</{leaf}\r>"))
        }),
        Mutation::accept("layout-trailing-spaces", BOTH, |w| w.append("   \t")),
        Mutation::accept("layout-trailing-line-feeds", BOTH, |w| w.append("\n\n\n")),
        Mutation::accept("layout-trailing-carriage-return", BOTH, |w| w.append("\r")),
        Mutation::accept("layout-carriage-returns-alone", BOTH, |w| {
            w.transcode(|text| text.replace("\r\n", "\n").replace('\n', "\r").into_bytes())
        }),
        Mutation::accept("attribute-holds-quotation-mark", BOTH, |w| {
            w.root_attribute(" later='a\"b'")
        }),
        Mutation::accept("attribute-holds-line-ends", BOTH, |w| {
            w.root_attribute(" later=\"a\nb\tc\r\nd\"")
        }),
        Mutation::accept("attributes-of-equal-value", BOTH, |w| {
            w.root_attribute(" earlier='x' later=\"x\"")
        }),
        Mutation::accept("attribute-long", BOTH, |w| {
            w.root_attribute(format!(" later=\"{}\"", "x".repeat(5_000)))
        }),
        Mutation::accept("encoding-lower-case", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
        }),
    ],
    faults: &[Fault::body(
        "namespace-compared-by-text",
        "white space in tags hides their name",
        |b| {
            replace(b, "state \n>", "unknown>");
            replace(b, "</state\t>", "</unknown>");
            replace(b, "customer_gateway_id \n>", "unknown>");
            replace(b, "</customer_gateway_id\t>", "</unknown>");
        },
    )],
    ..ParserRule::DEFAULT
};
