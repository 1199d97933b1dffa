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
        Mutation::reject("declaration-version-without-minor", BOTH, |w| {
            w.declaration("<?xml version=\"1\" encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-version-padded", BOTH, |w| {
            w.declaration("<?xml version=\" 1.0\" encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-version-empty", BOTH, |w| {
            w.declaration("<?xml version=\"\" encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-version-word", BOTH, |w| {
            w.declaration("<?xml version=\"one\" encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-standalone-first", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" standalone=\"yes\" encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-standalone-upper-case", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" standalone=\"YES\"?>")
        }),
        Mutation::reject("declaration-standalone-empty", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" standalone=\"\"?>")
        }),
        Mutation::reject("declaration-of-more", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" note=\"x\"?>")
        }),
        Mutation::reject("declaration-encoding-twice", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"UTF-8\" encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-without-space", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\"encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-version-large", BOTH, |w| {
            w.declaration("<?xml Version=\"1.0\"?>")
        }),
        Mutation::reject("declaration-encoding-large", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" ENCODING=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-comma", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\", encoding=\"UTF-8\"?>")
        }),
        Mutation::reject("declaration-without-equals", BOTH, |w| {
            w.declaration("<?xml version \"1.0\"?>")
        }),
        Mutation::reject("declaration-quotes-differ", BOTH, |w| {
            w.declaration("<?xml version=\"1.0'?>")
        }),
        Mutation::reject("declaration-name-longer", BOTH, |w| {
            w.declaration("<?xmlversion=\"1.0\"?>")
        }),
        Mutation::reject("declaration-name-apart", BOTH, |w| {
            w.declaration("< ?xml version=\"1.0\"?>")
        }),
        Mutation::reject("declaration-encoding-empty", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"\"?>")
        }),
        Mutation::reject("declaration-encoding-padded", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\" UTF-8\"?>")
        }),
        Mutation::reject("declaration-encoding-begins-with-digit", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"8UTF\"?>")
        }),
        Mutation::reject("declaration-without-question-mark", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"UTF-8\">")
        }),
        Mutation::reject("declaration-before-byte-order-mark", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\u{FEFF}")
        }),
        Mutation::reject("declaration-after-comment", BOTH, |w| {
            w.declaration("<!-- c --><?xml version=\"1.0\" encoding=\"UTF-8\"?>")
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
