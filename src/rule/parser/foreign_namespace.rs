//! An element in another namespace is not taken for one of the document.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{NAMES, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/foreign-namespace",
    level: Level::Should,
    summary: "An element in another namespace is not taken for one of the document.",
    source: NAMES,
    explain: "`<x:state xmlns:x=\"urn:x\">` is not `state`.",
    documents: &[Mutation::accept("foreign-element-same-name", BOTH, |w| {
        let leaf = w.leaf();
        w.before_leaf(format!("<x:{leaf} xmlns:x=\"urn:x\">wrong</x:{leaf}>"))
    })],
    faults: &[Fault::body(
        "local-names-alone",
        "elements of any namespace are ours",
        |b| {
            replace(b, " xmlns:x=\"urn:x\"", "");
            replace(b, "<x:", "<");
            replace(b, "</x:", "</");
        },
    )],
    ..ParserRule::DEFAULT
};
