//! An attribute given twice is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/duplicate-attribute-rejected",
    level: Level::Must,
    summary: "An attribute given twice is refused.",
    source: XML,
    explain: "Section 3.1, Unique Att Spec.",
    documents: &[
        Mutation::reject("duplicate-attribute", BOTH, |w| {
            w.root_attribute(" a=\"1\" a=\"1\"")
        }),
        Mutation::reject("duplicate-attribute-other-value", BOTH, |w| {
            w.root_attribute(" a=\"1\" a=\"2\"")
        }),
        Mutation::reject("duplicate-attribute-apart", BOTH, |w| {
            w.root_attribute(" a=\"1\" b=\"2\" c=\"3\" a=\"4\"")
        }),
        Mutation::reject("duplicate-attribute-late", BOTH, |w| {
            w.root_attribute(" a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' j=''")
        }),
        Mutation::reject("duplicate-attribute-inside", BOTH, |w| {
            w.before_leaf("<a b='1' b='2'/>")
        }),
    ],
    faults: &[Fault::body(
        "duplicate-attribute-accepted",
        "the last of two attributes counts",
        |b| {
            replace(b, " a=\"1\" a=\"1\"", " a=\"1\"");
        },
    )],
    ..ParserRule::DEFAULT
};
