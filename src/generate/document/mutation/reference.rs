//! References and characters that no XML document may hold (XML 1.0, sections 2.2 and 4.1).

use crate::generate::document::mutation::{BOTH, CONFIGURATION, Deviation, reject};

const REFERENCE: &str = "parser/malformed-reference-rejected";
const ENTITY: &str = "parser/undefined-entity-rejected";
const CHARACTER: &str = "parser/illegal-character-rejected";

pub const ALL: &[Deviation] = &[
    reject("ampersand-bare", REFERENCE, BOTH, |w| w.raw_text("a & b")),
    reject("ampersand-last", REFERENCE, BOTH, |w| w.raw_text("a&")),
    reject("reference-unfinished", REFERENCE, BOTH, |w| {
        w.raw_text("a&amp b")
    }),
    reject("reference-empty", REFERENCE, BOTH, |w| w.raw_text("a&;b")),
    reject("reference-no-digits", REFERENCE, BOTH, |w| {
        w.raw_text("a&#;b")
    }),
    reject("reference-no-hexadecimal-digits", REFERENCE, BOTH, |w| {
        w.raw_text("a&#x;b")
    }),
    reject("reference-upper-case-x", REFERENCE, BOTH, |w| {
        w.raw_text("a&#X41;b")
    }),
    reject("reference-wrong-digit", REFERENCE, BOTH, |w| {
        w.raw_text("a&#6A;b")
    }),
    reject("reference-negative", REFERENCE, BOTH, |w| {
        w.raw_text("a&#-65;b")
    }),
    reject("reference-with-space", REFERENCE, BOTH, |w| {
        w.raw_text("a& amp;b")
    }),
    reject("entity-of-html", ENTITY, BOTH, |w| w.raw_text("a&nbsp;b")),
    reject("entity-unknown", ENTITY, BOTH, |w| w.raw_text("a&vpn;b")),
    reject("entity-upper-case", ENTITY, BOTH, |w| w.raw_text("a&AMP;b")),
    reject("entity-in-key", ENTITY, CONFIGURATION, |w| {
        w.key("k3y&eacute;_12", "")
    }),
    reject("reference-to-nul", CHARACTER, BOTH, |w| {
        w.raw_text("a&#0;b")
    }),
    reject("reference-to-escape", CHARACTER, BOTH, |w| {
        w.raw_text("a&#27;b")
    }),
    reject("reference-to-hexadecimal-1f", CHARACTER, BOTH, |w| {
        w.raw_text("a&#x1F;b")
    }),
    reject("reference-to-high-surrogate", CHARACTER, BOTH, |w| {
        w.raw_text("a&#xD800;b")
    }),
    reject("reference-to-surrogate-pair", CHARACTER, BOTH, |w| {
        w.raw_text("a&#xD83D;&#xDD11;b")
    }),
    reject("reference-to-fffe", CHARACTER, BOTH, |w| {
        w.raw_text("a&#xFFFE;b")
    }),
    reject("reference-to-ffff", CHARACTER, BOTH, |w| {
        w.raw_text("a&#65535;b")
    }),
    reject("reference-beyond-unicode", CHARACTER, BOTH, |w| {
        w.raw_text("a&#x110000;b")
    }),
    reject("reference-overflows", CHARACTER, BOTH, |w| {
        w.raw_text("a&#4294967361;b")
    }),
    reject("reference-overflows-64-bits", CHARACTER, BOTH, |w| {
        w.raw_text("a&#18446744073709551681;b")
    }),
    reject("raw-nul", CHARACTER, BOTH, |w| w.raw_text("a\0b")),
    reject("raw-bell", CHARACTER, BOTH, |w| w.raw_text("a\x07b")),
    reject("raw-escape", CHARACTER, BOTH, |w| w.raw_text("a\x1bb")),
    reject("raw-form-feed", CHARACTER, BOTH, |w| w.raw_text("a\x0cb")),
    reject("raw-fffe", CHARACTER, BOTH, |w| w.raw_text("a\u{FFFE}b")),
    reject("raw-ffff", CHARACTER, BOTH, |w| w.raw_text("a\u{FFFF}b")),
    reject("raw-control-in-cdata", CHARACTER, BOTH, |w| {
        w.raw_text("<![CDATA[a\x01b]]>")
    }),
    reject("raw-control-in-comment", CHARACTER, BOTH, |w| {
        w.before_leaf("<!-- \x01 -->")
    }),
    reject("raw-control-in-attribute", CHARACTER, BOTH, |w| {
        w.root_attribute(" a=\"\x01\"")
    }),
    reject("raw-control-in-key", CHARACTER, CONFIGURATION, |w| {
        w.key("k3y\x08_123", "")
    }),
];
