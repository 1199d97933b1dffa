//! Malformed comments and instructions are refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/malformed-comment-rejected",
    level: Level::Must,
    summary: "Malformed comments and instructions are refused.",
    source: XML,
    explain: "Sections 2.5 and 2.6.",
    documents: &[
        Mutation::reject("comment-double-hyphen", BOTH, |w| {
            w.before_leaf("<!-- a -- b -->")
        }),
        Mutation::reject("comment-triple-hyphen", BOTH, |w| {
            w.before_leaf("<!-- a --->")
        }),
        Mutation::reject("comment-unfinished", BOTH, |w| w.append("<!-- a")),
        Mutation::reject("instruction-without-name", BOTH, |w| {
            w.before_leaf("<? a?>")
        }),
        Mutation::reject("instruction-reserved-inside", BOTH, |w| {
            w.before_leaf("<?XML a?>")
        }),
        Mutation::reject("instruction-reserved-at-end", BOTH, |w| {
            w.append("<?Xml a?>")
        }),
        Mutation::reject("instruction-name-with-dollar", BOTH, |w| {
            w.before_leaf("<?x$y z?>")
        }),
        Mutation::reject("instruction-without-name-before-root", BOTH, |w| {
            w.before_root("<? a?>")
        }),
        Mutation::reject("instruction-without-name-after-root", BOTH, |w| {
            w.append("<? a?>")
        }),
        Mutation::reject("comment-double-hyphen-before-root", BOTH, |w| {
            w.before_root("<!-- a -- b -->")
        }),
        Mutation::reject("comment-double-hyphen-after-root", BOTH, |w| {
            w.append("<!-- a -- b -->")
        }),
        Mutation::reject("comment-with-one-hyphen-at-end", BOTH, |w| {
            w.before_leaf("<!-- a ->")
        }),
        Mutation::reject("comment-short", BOTH, |w| w.before_leaf("<!-->")),
        Mutation::reject("instruction-unfinished", BOTH, |w| w.append("<?a ")),
    ],
    faults: &[Fault::body(
        "comment-hyphens-accepted",
        "`--` may stand in comments",
        |b| replace(b, "-- b", "b"),
    )],
    ..ParserRule::DEFAULT
};
