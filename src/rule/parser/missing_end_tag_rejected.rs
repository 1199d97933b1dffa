//! A missing end tag is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/missing-end-tag-rejected",
    level: Level::Must,
    summary: "A missing end tag is refused.",
    source: XML,
    explain: "Section 3.",
    documents: &[
        Mutation::reject("end-tag-missing-of-leaf", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), "")
        }),
        Mutation::reject("end-tag-missing-of-root", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))
        }),
        Mutation::reject("end-tag-unfinished", BOTH, |w| w.remove_last(">")),
    ],
    also_detects: &["left-open-is-closed"],
    ..ParserRule::DEFAULT
};
