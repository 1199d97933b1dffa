//! Content before or after the root element is refused.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/trailing-content-rejected",
    level: Level::Must,
    summary: "Content before or after the root element is refused.",
    source: XML,
    explain: "Two answers glued together are not an answer (section 2.1).",
    documents: &[
        Mutation::reject("trailing-text", BOTH, |w| w.append("junk")),
        Mutation::reject("trailing-element", BOTH, |w| w.append("<again/>")),
        Mutation::reject("trailing-document", BOTH, |w| {
            let copy = w.written().clone();
            w.append(copy)
        }),
        Mutation::reject("trailing-cdata", BOTH, |w| w.append("<![CDATA[x]]>")),
        Mutation::reject("trailing-reference", BOTH, |w| w.append("&#32;")),
        Mutation::reject("trailing-byte-order-mark", BOTH, |w| w.append("\u{FEFF}")),
        Mutation::reject("trailing-no-break-space", BOTH, |w| w.append("\u{a0}")),
        Mutation::reject("leading-cdata", BOTH, |w| w.before_root("<![CDATA[x]]>")),
        Mutation::reject("leading-reference", BOTH, |w| w.before_root("&#32;")),
        Mutation::reject("trailing-nul", BOTH, |w| w.append("\0")),
        Mutation::reject("trailing-end-tag", BOTH, |w| w.append("</x>")),
        Mutation::reject("trailing-greater-than", BOTH, |w| w.append(">")),
        Mutation::reject("trailing-less-than", BOTH, |w| w.append("<")),
        Mutation::reject("trailing-less-than-digit", BOTH, |w| w.append("<1")),
        Mutation::reject("trailing-section-end", BOTH, |w| w.append("]]>")),
        Mutation::reject("trailing-cdata-empty", BOTH, |w| w.append("<![CDATA[]]>")),
        Mutation::reject("trailing-declaration", BOTH, |w| {
            w.append("<?xml version=\"1.0\"?>")
        }),
        Mutation::reject("trailing-form-feed", BOTH, |w| w.append("\x0c")),
        Mutation::reject("trailing-substitute", BOTH, |w| w.append("\x1a")),
        Mutation::reject("trailing-text-after-comment", BOTH, |w| {
            w.append("<!-- c -->text")
        }),
        Mutation::reject("trailing-text-after-instruction", BOTH, |w| {
            w.append("<?x y?>text")
        }),
        Mutation::reject("trailing-text-before-comment", BOTH, |w| {
            w.append("text<!-- c -->")
        }),
        Mutation::reject("leading-nul", BOTH, |w| w.before_root("\0")),
        Mutation::reject("leading-no-break-space", BOTH, |w| w.before_root("\u{a0}")),
        Mutation::reject("leading-end-tag", BOTH, |w| w.before_root("</x>")),
        Mutation::reject("leading-fffe", BOTH, |w| w.before_root("\u{FFFE}")),
        Mutation::reject("leading-greater-than", BOTH, |w| w.before_root(">")),
        Mutation::reject("leading-text-after-comment", BOTH, |w| {
            w.before_root("<!-- c -->text")
        }),
        Mutation::reject("leading-head", BOTH, |w| {
            w.prepend("HTTP/1.1 200 OK\r\n\r\n")
        }),
        Mutation::reject("leading-chunk-size", BOTH, |w| w.prepend("1f4\r\n")),
        Mutation::reject("leading-guard", BOTH, |w| w.prepend(")]}'\n")),
        Mutation::reject("leading-text", BOTH, |w| w.before_root("junk")),
    ],
    faults: &[Fault::body(
        "content-after-root-skipped",
        "reading ends with the root",
        |b| {
            for end in ["</CreateVpnConnectionResponse>", "</vpn_connection>"] {
                if let Some(at) = memmem::find(b, end.as_bytes()) {
                    b.truncate(at + end.len());
                }
            }
        },
    )],
    ..ParserRule::DEFAULT
};
