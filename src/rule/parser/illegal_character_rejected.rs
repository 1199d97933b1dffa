//! Characters that XML does not allow are refused, raw and as references.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::{is_wide, replace};
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/illegal-character-rejected",
    level: Level::Must,
    summary: "Characters that XML does not allow are refused, raw and as references.",
    source: XML,
    explain: "Section 2.2; `&#0;` is no NUL but an error.",
    documents: &[
        Mutation::reject("reference-to-nul", BOTH, |w| w.raw_text("a&#0;b")),
        Mutation::reject("reference-to-escape", BOTH, |w| w.raw_text("a&#27;b")),
        Mutation::reject("reference-to-hexadecimal-1f", BOTH, |w| {
            w.raw_text("a&#x1F;b")
        }),
        Mutation::reject("reference-to-high-surrogate", BOTH, |w| {
            w.raw_text("a&#xD800;b")
        }),
        Mutation::reject("reference-to-surrogate-pair", BOTH, |w| {
            w.raw_text("a&#xD83D;&#xDD11;b")
        }),
        Mutation::reject("reference-to-fffe", BOTH, |w| w.raw_text("a&#xFFFE;b")),
        Mutation::reject("reference-to-ffff", BOTH, |w| w.raw_text("a&#65535;b")),
        Mutation::reject("reference-beyond-unicode", BOTH, |w| {
            w.raw_text("a&#x110000;b")
        }),
        Mutation::reject("reference-overflows", BOTH, |w| {
            w.raw_text("a&#4294967361;b")
        }),
        Mutation::reject("reference-overflows-64-bits", BOTH, |w| {
            w.raw_text("a&#18446744073709551681;b")
        }),
        Mutation::reject("raw-nul", BOTH, |w| w.raw_text("a\0b")),
        Mutation::reject("raw-bell", BOTH, |w| w.raw_text("a\x07b")),
        Mutation::reject("raw-escape", BOTH, |w| w.raw_text("a\x1bb")),
        Mutation::reject("raw-form-feed", BOTH, |w| w.raw_text("a\x0cb")),
        Mutation::reject("raw-fffe", BOTH, |w| w.raw_text("a\u{FFFE}b")),
        Mutation::reject("raw-ffff", BOTH, |w| w.raw_text("a\u{FFFF}b")),
        Mutation::reject("raw-control-in-cdata", BOTH, |w| {
            w.raw_text("<![CDATA[a\x01b]]>")
        }),
        Mutation::reject("raw-control-in-comment", BOTH, |w| {
            w.before_leaf("<!-- \x01 -->")
        }),
        Mutation::reject("raw-control-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"\x01\"")
        }),
        Mutation::reject("raw-vertical-tab", BOTH, |w| w.raw_text("a\x0bb")),
        Mutation::reject("raw-unit-separator", BOTH, |w| w.raw_text("a\x1fb")),
        Mutation::reject("raw-start-of-text", BOTH, |w| w.raw_text("a\x02b")),
        Mutation::reject("raw-shift-out", BOTH, |w| w.raw_text("a\x0eb")),
        Mutation::reject("raw-substitute", BOTH, |w| w.raw_text("a\x1ab")),
        Mutation::reject("reference-to-vertical-tab", BOTH, |w| w.raw_text("a&#11;b")),
        Mutation::reject("reference-to-form-feed", BOTH, |w| w.raw_text("a&#xC;b")),
        Mutation::reject("reference-to-one", BOTH, |w| w.raw_text("a&#1;b")),
        Mutation::reject("raw-nul-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"b\0c\"")
        }),
        Mutation::reject("raw-form-feed-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"b\x0cc\"")
        }),
        Mutation::reject("raw-fffe-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"\u{FFFE}\"")
        }),
        Mutation::reject("reference-to-nul-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"b&#0;c\"")
        }),
        Mutation::reject("reference-to-surrogate-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"&#xD800;\"")
        }),
        Mutation::reject("reference-beyond-unicode-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"&#x110000;\"")
        }),
        Mutation::reject("reference-overflows-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"&#4294967361;\"")
        }),
        Mutation::reject("reference-to-fffe-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"&#xFFFE;\"")
        }),
        Mutation::reject("raw-fffe-in-cdata", BOTH, |w| {
            w.raw_text("<![CDATA[a\u{FFFE}b]]>")
        }),
        Mutation::reject("raw-fffe-in-comment", BOTH, |w| {
            w.before_leaf("<!-- \u{FFFE} -->")
        }),
        Mutation::reject("raw-control-in-instruction", BOTH, |w| {
            w.before_leaf("<?x \x01 ?>")
        }),
        Mutation::reject("raw-nul-in-comment", BOTH, |w| w.before_leaf("<!-- \0 -->")),
        Mutation::reject("raw-nul-in-instruction", BOTH, |w| {
            w.before_leaf("<?x \0 ?>")
        }),
        Mutation::reject("raw-nul-in-cdata", BOTH, |w| w.raw_text("<![CDATA[a\0b]]>")),
        Mutation::reject("raw-ffff-in-comment", BOTH, |w| {
            w.before_leaf("<!-- \u{FFFF} -->")
        }),
        Mutation::reject("raw-ffff-in-instruction", BOTH, |w| {
            w.before_leaf("<?x \u{FFFF} ?>")
        }),
        Mutation::reject("raw-ffff-in-cdata", BOTH, |w| {
            w.raw_text("<![CDATA[a\u{FFFF}b]]>")
        }),
        Mutation::reject("raw-ffff-in-attribute", BOTH, |w| {
            w.root_attribute(" a=\"\u{FFFF}\"")
        }),
        Mutation::reject("raw-fffe-in-instruction", BOTH, |w| {
            w.before_leaf("<?x \u{FFFE} ?>")
        }),
        Mutation::reject("raw-nul-in-inner-attribute", BOTH, |w| {
            w.before_leaf("<a b='\0'/>")
        }),
        Mutation::reject("raw-nul-in-comment-before-root", BOTH, |w| {
            w.before_root("<!-- \0 -->")
        }),
        Mutation::reject("raw-nul-in-comment-after-root", BOTH, |w| {
            w.append("<!-- \0 -->")
        }),
        Mutation::reject("raw-control-in-inner-attribute", BOTH, |w| {
            w.before_leaf("<a b='\x01'/>")
        }),
        Mutation::reject("raw-control-in-comment-before-root", BOTH, |w| {
            w.before_root("<!-- \x01 -->")
        }),
        Mutation::reject("raw-control-in-comment-after-root", BOTH, |w| {
            w.append("<!-- \x01 -->")
        }),
        Mutation::reject("raw-fffe-in-inner-attribute", BOTH, |w| {
            w.before_leaf("<a b='\u{FFFE}'/>")
        }),
        Mutation::reject("raw-fffe-in-comment-before-root", BOTH, |w| {
            w.before_root("<!-- \u{FFFE} -->")
        }),
        Mutation::reject("raw-fffe-in-comment-after-root", BOTH, |w| {
            w.append("<!-- \u{FFFE} -->")
        }),
        Mutation::reject("raw-ffff-in-inner-attribute", BOTH, |w| {
            w.before_leaf("<a b='\u{FFFF}'/>")
        }),
        Mutation::reject("raw-ffff-in-comment-before-root", BOTH, |w| {
            w.before_root("<!-- \u{FFFF} -->")
        }),
        Mutation::reject("raw-ffff-in-comment-after-root", BOTH, |w| {
            w.append("<!-- \u{FFFF} -->")
        }),
        Mutation::reject("raw-control-in-instruction-before-root", BOTH, |w| {
            w.before_root("<?x \x01 ?>")
        }),
        Mutation::reject("raw-control-in-instruction-after-root", BOTH, |w| {
            w.append("<?x \x01 ?>")
        }),
        Mutation::reject("raw-control-in-dtd", BOTH, |w| {
            w.before_root("<!DOCTYPE x [<!-- \x01 -->]>")
        }),
        Mutation::reject("reference-to-backspace", BOTH, |w| w.raw_text("a&#8;b")),
        Mutation::reject("reference-to-bit-31", BOTH, |w| {
            w.raw_text("a&#x80000000;b")
        }),
        Mutation::reject("reference-to-32-bits", BOTH, |w| {
            w.raw_text("a&#xFFFFFFFF;b")
        }),
        Mutation::reject("reference-to-low-surrogate", BOTH, |w| {
            w.raw_text("a&#xDC00;b")
        }),
        Mutation::reject("reference-to-last-surrogate", BOTH, |w| {
            w.raw_text("a&#xDFFF;b")
        }),
        Mutation::reject("reference-to-last-high-surrogate", BOTH, |w| {
            w.raw_text("a&#xDBFF;b")
        }),
        Mutation::reject("raw-control-in-key", CONFIGURATION, |w| {
            w.key("k3y\x08_123", "")
        }),
    ],
    faults: &[
        Fault::body("controls-dropped", "control characters are left out", |b| {
            if !is_wide(b) {
                b.retain(|byte| !matches!(byte, 0..=8 | 11 | 12 | 14..=31));
            }
        }),
        Fault::body("control-references-dropped", "`&#0;` is left out", |b| {
            for reference in ["&#0;", "&#27;", "&#x1F;", "&#xD800;"] {
                replace(b, reference, "");
            }
        }),
    ],
    ..ParserRule::DEFAULT
};
