//! Thousands of character and entity references are ordinary.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/many-references-read",
    level: Level::Must,
    summary: "Thousands of references to characters are read.",
    source: SEEN,
    explain: "Every `<` of an escaped configuration is a reference, so a long one has thousands. A limit against entity \
        expansion that counts the five predefined entities or numeric references refuses honest responses.",
    documents: &[
        Mutation::accept("references-predefined-three-thousand", BOTH, |w| {
            w.text("&amp;".repeat(3000), "&".repeat(3000))
        }),
        Mutation::accept("references-numeric-three-thousand", BOTH, |w| {
            w.text("&#120;".repeat(3000), "x".repeat(3000))
        }),
    ],
    faults: &[Fault::answer(
        "references-thousand",
        "a document with more than 2000 references is refused",
        |_, i, o| {
            if i.body.iter().filter(|b| **b == b'&').count() > 2000 {
                *o = reject("too many references");
            }
        },
    )],
    ..ParserRule::DEFAULT
};
