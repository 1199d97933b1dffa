//! A malformed or misplaced XML declaration is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::{is_wide, remove_between};
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/malformed-declaration-rejected",
    level: Level::Must,
    summary: "A malformed or misplaced XML declaration is refused.",
    source: XML,
    explain: "Section 2.8.",
    documents: &[
        Mutation::reject("declaration-after-space", BOTH, |w| {
            w.declaration("\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-twice", BOTH, |w| {
            w.before_root("<?xml version=\"1.0\"?>\n<?xml version=\"1.0\"?>\n")
        }),
        Mutation::reject("declaration-inside", BOTH, |w| {
            w.before_leaf("<?xml version=\"1.0\"?>")
        }),
        Mutation::reject("declaration-without-version", BOTH, |w| {
            w.declaration("<?xml encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-wrong-order", BOTH, |w| {
            w.declaration("<?xml encoding=\"UTF-8\" version=\"1.0\"?>")
        }),
        Mutation::reject("declaration-upper-case", BOTH, |w| {
            w.declaration("<?XML version=\"1.0\"?>")
        }),
        Mutation::reject("declaration-standalone-maybe", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" standalone=\"maybe\"?>")
        }),
        Mutation::reject("declaration-unquoted", BOTH, |w| {
            w.declaration("<?xml version=1.0?>")
        }),
    ],
    faults: &[Fault::body(
        "declaration-anywhere",
        "XML declarations are skipped wherever they stand",
        |b| {
            if !is_wide(b) {
                remove_between(b, "<?xml ", "?>");
                let start = b
                    .iter()
                    .position(|byte| !byte.is_ascii_whitespace())
                    .unwrap_or(b.len());
                b.drain(..start);
            }
        },
    )],
    ..ParserRule::DEFAULT
};
