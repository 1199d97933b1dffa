//! A deeply nested document gets an answer: accepted or refused.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::hostile::deep;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::parser::Outcome;
use crate::parser::faulty::answer::reject;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/depth-survived",
    level: Level::Must,
    summary: "A deeply nested document gets an answer: accepted or refused.",
    source: SEEN,
    explain: "A thousand to a hundred thousand levels.",
    documents: &[
        Mutation::policy("depth-thousand", BOTH, |w| deep(w, 1_000)).heavy(),
        Mutation::policy("depth-ten-thousand", BOTH, |w| deep(w, 10_000)).heavy(),
        Mutation::policy("depth-hundred-thousand", BOTH, |w| deep(w, 100_000)).heavy(),
        Mutation::policy("depth-ten-thousand-unclosed", BOTH, |w| {
            w.before_end("<d>".repeat(10_000))
        })
        .heavy(),
        Mutation::policy("depth-in-connection", RESPONSE, |w| {
            w.raw_text(format!("{}{}", "<d>".repeat(10_000), "</d>".repeat(10_000)))
        })
        .heavy(),
        Mutation::policy("depth-in-tunnel", CONFIGURATION, |w| {
            w.replace(
                "<ike>",
                format!("{}{}<ike>", "<d>".repeat(10_000), "</d>".repeat(10_000)),
            )
        })
        .heavy(),
    ],
    faults: &[Fault::answer(
        "deep-recursion",
        "nesting is followed by recursion",
        |_, i, o| {
            if memmem::find_iter(i.body, b"<d>").count() >= 10_000 {
                *o = Outcome::Crash("stack overflow".to_owned());
            }
        },
    )],
    variants: &[Variant::new(
        "depth-bounded",
        "refuses more than five hundred levels",
        &[Make::Answer(|_, input, outcome| {
            if memmem::find_iter(input.body, b"<d>").count() > 500 {
                *outcome = reject("depth");
            }
        })],
    )
    .heavy()],
    ..ParserRule::DEFAULT
};
