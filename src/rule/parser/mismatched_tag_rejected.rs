//! An end tag that does not match is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::{Repair, repair};
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/mismatched-tag-rejected",
    level: Level::Must,
    summary: "An end tag that does not match is refused.",
    source: XML,
    explain: "Section 3, well-formedness constraint Element Type Match.",
    documents: &[
        Mutation::reject("end-tag-other-name", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), "</other>")
        }),
        Mutation::reject("end-tag-other-case", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), format!("</{}>", leaf.to_uppercase()))
        }),
        Mutation::reject("end-tag-longer", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), format!("</{leaf}x>"))
        }),
        Mutation::reject("end-tag-shorter", BOTH, |w| {
            let leaf = w.leaf();
            let shorter = leaf.get(..leaf.len() - 1)?;
            w.replace(format!("</{leaf}>"), format!("</{shorter}>"))
        }),
        Mutation::reject("end-tag-letters-exchanged", BOTH, |w| {
            w.before_leaf("<ab></ba>")
        }),
        Mutation::reject("end-tag-last-letter-other", BOTH, |w| {
            w.before_leaf("<laterElementA></laterElementB>")
        }),
        Mutation::reject("end-tag-beyond-ascii-other", BOTH, |w| {
            w.before_leaf("<\u{e9}></\u{e8}>")
        }),
        Mutation::reject("end-tag-of-root-other", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))
                .and_then(|()| w.append("</other>"))
        }),
        Mutation::reject("end-tag-of-root-upper-case", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</{}>", root.to_uppercase()))
        }),
        Mutation::reject("end-tag-of-root-with-prefix", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</a:{root}>"))
        }),
        Mutation::reject("end-tag-of-root-of-its-length", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</{}>", "x".repeat(root.len())))
        }),
        Mutation::reject("end-tag-of-root-begins-alike", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</{}Rest>", root.get(..4)?))
        }),
        Mutation::reject("end-tag-of-root-shorter", BOTH, |w| {
            let root = w.tree.root();
            w.remove_last(format!("</{root}>"))?;
            w.append(format!("</{}>", root.get(..root.len() - 1)?))
        }),
        Mutation::reject("end-tag-without-name", BOTH, |w| w.before_leaf("<x>y</>")),
        Mutation::reject("end-tag-with-prefix", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("</{leaf}>"), format!("</a:{leaf}>"))
        }),
        Mutation::reject("end-tag-of-other-prefix", BOTH, |w| {
            w.before_leaf("<a:x xmlns:a='urn:a' xmlns:b='urn:a'></b:x>")
        }),
        Mutation::reject("end-tags-crossed", BOTH, |w| w.element("<a><b></a></b>")),
        Mutation::reject("end-tag-extra", BOTH, |w| w.before_end("</extra>")),
    ],
    faults: &[Fault::body(
        "mismatched-end-tag-accepted",
        "any end tag ends the element",
        |b| {
            repair(b, Repair::Names);
        },
    )],
    ..ParserRule::DEFAULT
};
