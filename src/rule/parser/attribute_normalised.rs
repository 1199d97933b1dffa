//! White space in an attribute is a space, unless it is written as a reference.

use crate::finding::Level;
use crate::generate::document::mutation::{CONFIGURATION, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/attribute-normalised",
    level: Level::Must,
    summary: "White space in an attribute is a space, unless it is written as a reference.",
    source: XML,
    explain: "The id of the configuration is an attribute. A line end or a tab in it is read as one space, `&#10;` as a line feed, and \
        references are decoded as in text (sections 2.11, 3.3.3 and 4.1).",
    documents: &[
        Mutation::accept("attribute-line-feed", CONFIGURATION, |w| {
            w.id("vpn-a\nb", "vpn-a b")
        }),
        Mutation::accept("attribute-tab", CONFIGURATION, |w| {
            w.id("vpn-a\tb", "vpn-a b")
        }),
        Mutation::accept("attribute-carriage-return", CONFIGURATION, |w| {
            w.id("vpn-a\rb", "vpn-a b")
        }),
        Mutation::accept("attribute-crlf", CONFIGURATION, |w| {
            w.id("vpn-a\r\nb", "vpn-a b")
        }),
        Mutation::accept("attribute-line-feed-by-number", CONFIGURATION, |w| {
            w.id("vpn-a&#10;b", "vpn-a\nb")
        }),
        Mutation::accept("attribute-tab-by-number", CONFIGURATION, |w| {
            w.id("vpn-a&#9;b", "vpn-a\tb")
        }),
        Mutation::accept("attribute-carriage-return-by-number", CONFIGURATION, |w| {
            w.id("vpn-a&#xD;b", "vpn-a\rb")
        }),
        Mutation::accept("attribute-spaces-kept", CONFIGURATION, |w| {
            w.id(" vpn-a  b ", " vpn-a  b ")
        }),
        Mutation::accept("attribute-references", CONFIGURATION, |w| {
            w.id(
                "vpn-&#x41;&#66;&lt;&amp;&gt;&apos;&quot;&#x1F511;",
                "vpn-AB<&>'\"\u{1F511}",
            )
        }),
        Mutation::accept("attribute-decoded-once", CONFIGURATION, |w| {
            w.id("vpn-&amp;#65;&amp;lt;", "vpn-&#65;&lt;")
        }),
        Mutation::accept("attribute-markup", CONFIGURATION, |w| {
            w.id("vpn-a>b/>]]>'", "vpn-a>b/>]]>'")
        }),
    ],
    faults: &[
        Fault::body(
            "attribute-line-end-kept",
            "a line end or tab in an attribute stays as it is",
            |b| {
                for (raw, number) in [("\n", "&#10;"), ("\t", "&#9;")] {
                    replace(b, &format!("vpn-a{raw}b\""), &format!("vpn-a{number}b\""));
                }
            },
        ),
        Fault::body(
            "attribute-reference-is-space",
            "`&#10;` in an attribute is read as a space",
            |b| {
                for number in ["&#10;", "&#9;", "&#xD;"] {
                    replace(b, &format!("vpn-a{number}b\""), "vpn-a b\"");
                }
            },
        ),
    ],
    ..ParserRule::DEFAULT
};
