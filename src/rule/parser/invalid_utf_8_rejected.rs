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
        Mutation::reject("invalid-six-bytes", BOTH, |w| {
            w.raw_text(b"a\xFC\x84\x80\x80\x80\x80b")
        }),
        Mutation::reject("invalid-modified-nul", BOTH, |w| w.raw_text(b"a\xC0\x80b")),
        Mutation::reject("invalid-truncated-four-bytes", BOTH, |w| {
            w.raw_text(b"a\xF0\x9F\x94b")
        }),
        Mutation::reject("invalid-byte-fe", BOTH, |w| w.raw_text(b"a\xFEb")),
        Mutation::reject("invalid-in-inner-attribute", BOTH, |w| {
            w.before_leaf(b"<a b='\x80'/>")
        }),
        Mutation::reject("invalid-in-instruction-after-root", BOTH, |w| {
            w.append(b"<?x \x80?>")
        }),
        Mutation::reject("invalid-overlong-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xC0\xAF -->")
        }),
        Mutation::reject("invalid-overlong-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xC0\xAFb]]>")
        }),
        Mutation::reject("invalid-overlong-three-bytes-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xE0\x80\xBC -->")
        }),
        Mutation::reject("invalid-overlong-three-bytes-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xE0\x80\xBCb]]>")
        }),
        Mutation::reject("invalid-overlong-three-bytes-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\xE0\x80\xBCc\"")
        }),
        Mutation::reject("invalid-overlong-four-bytes-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xF0\x80\x80\xBC -->")
        }),
        Mutation::reject("invalid-overlong-four-bytes-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xF0\x80\x80\xBCb]]>")
        }),
        Mutation::reject("invalid-overlong-four-bytes-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\xF0\x80\x80\xBCc\"")
        }),
        Mutation::reject("invalid-surrogate-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xED\xA0\x80 -->")
        }),
        Mutation::reject("invalid-surrogate-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xED\xA0\x80b]]>")
        }),
        Mutation::reject("invalid-surrogate-pair-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xED\xA0\xBD\xED\xB4\x91 -->")
        }),
        Mutation::reject("invalid-surrogate-pair-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xED\xA0\xBD\xED\xB4\x91b]]>")
        }),
        Mutation::reject("invalid-surrogate-pair-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\xED\xA0\xBD\xED\xB4\x91c\"")
        }),
        Mutation::reject("invalid-beyond-unicode-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xF4\x90\x80\x80 -->")
        }),
        Mutation::reject("invalid-beyond-unicode-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xF4\x90\x80\x80b]]>")
        }),
        Mutation::reject("invalid-beyond-unicode-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\xF4\x90\x80\x80c\"")
        }),
        Mutation::reject("invalid-five-bytes-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xF8\x88\x80\x80\x80 -->")
        }),
        Mutation::reject("invalid-five-bytes-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xF8\x88\x80\x80\x80b]]>")
        }),
        Mutation::reject("invalid-five-bytes-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\xF8\x88\x80\x80\x80c\"")
        }),
        Mutation::reject("invalid-byte-ff-in-comment", BOTH, |w| {
            w.before_leaf(b"<!-- \xFF -->")
        }),
        Mutation::reject("invalid-byte-ff-in-cdata", BOTH, |w| {
            w.raw_text(b"<![CDATA[a\xFFb]]>")
        }),
        Mutation::reject("invalid-byte-ff-in-attribute", BOTH, |w| {
            w.root_attribute(b" a=\"b\xFFc\"")
        }),
        Mutation::reject("invalid-overlong-in-comment-before-root", BOTH, |w| {
            w.before_root(b"<!-- \xC0\xAF -->")
        }),
        Mutation::reject("invalid-overlong-in-comment-after-root", BOTH, |w| {
            w.append(b"<!-- \xC0\xAF -->")
        }),
        Mutation::reject("invalid-surrogate-in-comment-before-root", BOTH, |w| {
            w.before_root(b"<!-- \xED\xA0\x80 -->")
        }),
        Mutation::reject("invalid-surrogate-in-comment-after-root", BOTH, |w| {
            w.append(b"<!-- \xED\xA0\x80 -->")
        }),
        Mutation::reject(
            "invalid-lone-continuation-in-comment-before-root",
            BOTH,
            |w| w.before_root(b"<!-- \x80 -->"),
        ),
        Mutation::reject(
            "invalid-lone-continuation-in-comment-after-root",
            BOTH,
            |w| w.append(b"<!-- \x80 -->"),
        ),
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
