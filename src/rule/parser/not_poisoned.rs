//! A document is read the same, whatever was read before.

use crate::finding::Level;
use crate::generate::document::field::Target;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::{absent, contains, reject};
use crate::rule::parser::{ParserRule, Practice, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/not-poisoned",
    level: Level::Must,
    summary: "A document is read the same, whatever was read before.",
    source: SEEN,
    explain: "A known good document is given in between; a document that breaks the parser is given again to a fresh one, alone.",
    practice: Practice::Repeats,
    faults: &[
        Fault::answer(
            "poisoned-by-control",
            "after a control character everything is refused",
            |poisoned, i, o| {
                *poisoned |= i.body.contains(&7);
                if *poisoned {
                    *o = reject("broken");
                }
            },
        ),
        Fault::answer(
            "answer-flickers",
            "every second document of one kind is refused",
            |odd, i, o| {
                if contains(i, "<later") {
                    *odd = !*odd;
                    if *odd {
                        *o = reject("busy");
                    }
                }
            },
        ),
        Fault::answer(
            "keeps-the-first",
            "the first answer is given again after an error",
            |poisoned, i, o| {
                if *poisoned && i.target == Target::Response {
                    absent(o);
                }
                *poisoned |= contains(i, "&nbsp;");
            },
        ),
    ],
    ..ParserRule::DEFAULT
};
