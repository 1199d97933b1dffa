//! Numeric references are decoded, control characters too.

use crate::finding::Level;
use crate::generate::document::mutation::structure::fill as everywhere;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::parser::mutant::Operator;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/character-references-decoded",
    level: Level::Must,
    summary: "Numeric references are decoded, control characters too.",
    source: XML,
    explain: "`&#10;` is a line feed and `&#13;` a carriage return that is not normalised away (sections 2.11 and 4.1).",
    documents: &[
        Mutation::accept("reference-line-feed", BOTH, |w| w.text("a&#10;b", "a\nb")),
        Mutation::accept("reference-carriage-return", BOTH, |w| {
            w.text("a&#13;b", "a\rb")
        }),
        Mutation::accept("reference-crlf", BOTH, |w| w.text("a&#xD;&#xA;b", "a\r\nb")),
        Mutation::accept("reference-tab", BOTH, |w| w.text("a&#9;b", "a\tb")),
        Mutation::accept("reference-astral", BOTH, |w| {
            w.text("&#x1F511;&#128273;", "\u{1F511}\u{1F511}")
        }),
        Mutation::accept("reference-highest", BOTH, |w| {
            w.text("&#x10FFFF;", "\u{10FFFF}")
        }),
        Mutation::accept("reference-two-bytes", BOTH, |w| {
            w.text("&#xE9;&#233;", "\u{e9}\u{e9}")
        }),
        Mutation::accept("reference-lower-case-digits", BOTH, |w| {
            w.text("&#xfffd;&#xe9;", "\u{fffd}\u{e9}")
        }),
        Mutation::accept("reference-c1-controls", BOTH, |w| {
            w.text("&#128;&#x93;&#159;", "\u{80}\u{93}\u{9f}")
        }),
        Mutation::accept("reference-decimal-beyond-a-byte", BOTH, |w| {
            w.text("&#8364;&#1234;&#321;", "\u{20ac}\u{4d2}\u{141}")
        }),
        Mutation::accept("reference-edges-of-the-plane", BOTH, |w| {
            w.text("&#xD7FF;&#xE000;&#xFDD0;", "\u{d7ff}\u{e000}\u{fdd0}")
        }),
        Mutation::accept("reference-carriage-returns-at-ends", BOTH, |w| {
            w.text("&#13;a&#13;", "\ra\r")
        }),
        Mutation::accept("reference-many-zeros", BOTH, |w| {
            w.text("&#000000000065;&#x0000000041;", "AA")
        }),
        Mutation::accept("reference-space", BOTH, |w| w.text("&#32;a&#x20;", " a ")),
        Mutation::accept("reference-quotes", BOTH, |w| w.text("&quot;&apos;", "\"'")),
        Mutation::accept("reference-key", CONFIGURATION, |w| {
            w.key("&#49;&#x32;345678", "12345678")
        }),
        Mutation::accept("reference-carriage-return-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("a\rb{n}\r\nc"))
        }),
    ],
    operators: &[Operator::LineEnds],
    faults: &[
        Fault::body("numeric-references-left", "`&#10;` stays as it is", |b| {
            replace(b, "&#", "&amp;#");
        }),
        Fault::body(
            "carriage-reference-normalised",
            "`&#13;` is read as a line feed",
            |b| {
                replace(b, "&#13;", "&#10;");
                replace(b, "&#xD;", "&#10;");
            },
        ),
    ],
    ..ParserRule::DEFAULT
};
