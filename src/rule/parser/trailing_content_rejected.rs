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
