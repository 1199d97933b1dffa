//! Bytes that are not valid UTF-8 are refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::is_wide;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/invalid-utf-8-rejected",
    level: Level::Must,
    summary: "Bytes that are not valid UTF-8 are refused.",
    source: XML,
    explain: "Section 4.3.3. Replacing them changes keys in silence.",
    documents: &[
        Mutation::reject("invalid-lone-continuation", BOTH, |w| w.raw_text(b"a\x80b")),
        Mutation::reject("invalid-truncated-sequence", BOTH, |w| {
            w.raw_text(b"a\xE2\x82b")
        }),
        Mutation::reject("invalid-overlong-slash", BOTH, |w| {
            w.raw_text(b"a\xC0\xAFb")
        }),
        Mutation::reject("invalid-overlong-less-than", BOTH, |w| {
            w.raw_text(b"a\xC0\xBCb")
        }),
        Mutation::reject("invalid-surrogate", BOTH, |w| w.raw_text(b"a\xED\xA0\x80b")),
        Mutation::reject("invalid-beyond-unicode", BOTH, |w| {
            w.raw_text(b"a\xF4\x90\x80\x80b")
        }),
        Mutation::reject("invalid-byte-ff", BOTH, |w| w.raw_text(b"a\xFFb")),
        Mutation::reject("invalid-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xC3 -->")
        }),
        Mutation::reject("invalid-before-markup", BOTH, |w| w.raw_text(b"a\xC3")),
        Mutation::reject("invalid-overlong-three-bytes", BOTH, |w| {
            w.raw_text(b"a\xE0\x80\xBCb")
        }),
        Mutation::reject("invalid-overlong-four-bytes", BOTH, |w| {
            w.raw_text(b"a\xF0\x80\x80\xBCb")
        }),
        Mutation::reject("invalid-surrogate-pair", BOTH, |w| {
            w.raw_text(b"a\xED\xA0\xBD\xED\xB4\x91b")
        }),
        Mutation::reject("invalid-five-bytes", BOTH, |w| {
            w.raw_text(b"a\xF8\x88\x80\x80\x80b")
        }),
        Mutation::reject("invalid-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\x80b]]>")
        }),
        Mutation::reject("invalid-in-instruction", BOTH, |w| {
            w.before_leaf(b"<?x \x80 ?>")
        }),
        Mutation::reject("invalid-in-name", BOTH, |w| w.before_leaf(b"<a\x80/>")),
        Mutation::reject("invalid-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\x80c\"")
        }),
        Mutation::reject("invalid-truncated-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\xE2\x82\"")
        }),
        Mutation::reject("invalid-surrogate-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"\xED\xA0\x80\"")
        }),
        Mutation::reject("invalid-overlong-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"\xC0\xAF\"")
        }),
        Mutation::reject("invalid-latin-1-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"Stra\xDFe\"")
        }),
        Mutation::reject("invalid-behind-root", BOTH, |w| w.append(b"\xC3")),
        Mutation::reject("invalid-latin-1-as-utf-8", BOTH, |w| {
            w.raw_text(b"Stra\xDFe")
        }),
    ],
    faults: &[
        Fault::body(
            "invalid-bytes-replaced",
            "bytes that are no UTF-8 become U+FFFD",
            |b| {
                if !is_wide(b) {
                    *b = String::from_utf8_lossy(b).into_owned().into_bytes();
                }
            },
        ),
        Fault::body(
            "latin-1",
            "bytes that are no UTF-8 are read as Latin-1",
            |b| {
                if !is_wide(b) && std::str::from_utf8(b).is_err() {
                    *b = b
                        .iter()
                        .map(|byte| char::from(*byte))
                        .collect::<String>()
                        .into_bytes();
                }
            },
        ),
    ],
    ..ParserRule::DEFAULT
};
