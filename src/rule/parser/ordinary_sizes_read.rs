//! Sixty levels, thirty attributes and 64 kB of text are ordinary.

use crate::finding::Level;
use crate::generate::document::mutation::hostile::{attributes, deep};
use crate::generate::document::mutation::structure::{fill as everywhere, inner_text};
use crate::generate::document::mutation::{BOTH, Mutation, RESPONSE};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::parser::mutant::Operator;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/ordinary-sizes-read",
    level: Level::Must,
    summary: "sixty levels, thirty attributes and 64 kB of text are ordinary",
    source: SEEN,
    explain: "Limits are wise, but not these.",
    documents: &[
        Mutation::accept("depth-sixty", BOTH, |w| deep(w, 60)),
        Mutation::accept("attributes-thirty", BOTH, |w| {
            w.root_attribute(attributes(30))
        }),
        Mutation::accept("text-sixty-four-kilobytes", BOTH, |w| {
            w.text("x".repeat(65_536), "x".repeat(65_536))
        }),
        Mutation::accept("text-seventy-kilobytes-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("{}{n}", "y".repeat(70_000)))
        })
        .heavy(),
        Mutation::accept("configuration-hundred-kilobytes", RESPONSE, |w| {
            inner_text(w, |text| text.replace("ipsec.1", &"z".repeat(100_000)))
        }),
        Mutation::accept("tags-hundred", RESPONSE, |w| {
            w.before_end(format!(
                "<later>{}</later>",
                "<item><key>k</key></item>".repeat(100)
            ))
        }),
        Mutation::accept("white-space-kilobyte", BOTH, |w| {
            w.before_end(" ".repeat(1024))
        }),
    ],
    faults: &[Fault::answer(
        "text-limit",
        "a text of 10 kB is refused",
        |_, i, o| {
            if i.body.len() > 40_000 {
                *o = reject("too long");
            }
        },
    )],
    operators: &[Operator::CutAt(65_536)],
    ..ParserRule::DEFAULT
};
