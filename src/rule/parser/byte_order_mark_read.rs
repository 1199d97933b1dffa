//! A UTF-8 byte order mark is not content.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::generate::document::style::Declaration;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/byte-order-mark-read",
    level: Level::Must,
    summary: "A UTF-8 byte order mark is not content.",
    source: XML,
    explain: "Section 4.3.3 and appendix F.",
    documents: &[
        Mutation::accept("utf-8-mark", BOTH, |w| w.prepend(b"\xEF\xBB\xBF")),
        Mutation::accept("utf-8-mark-without-declaration", BOTH, |w| {
            w.restyle(|s| s.declaration = Declaration::Absent)
                .and_then(|()| w.prepend(b"\xEF\xBB\xBF"))
        }),
        Mutation::reject("utf-8-mark-twice", BOTH, |w| {
            w.prepend(b"\xEF\xBB\xBF\xEF\xBB\xBF")
        }),
    ],
    faults: &[Fault::answer(
        "mark-refused",
        "a UTF-8 byte order mark is refused",
        |_, i, o| {
            if i.body.starts_with(b"\xEF\xBB\xBF") {
                *o = reject("mark");
            }
        },
    )],
    ..ParserRule::DEFAULT
};
