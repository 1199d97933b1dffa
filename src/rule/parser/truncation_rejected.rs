//! No prefix of a document is accepted.

use crate::finding::Level;
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::{Repair, repair};
use crate::rule::parser::{ParserRule, Practice, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/truncation-rejected",
    level: Level::Must,
    summary: "No prefix of a document is accepted.",
    source: XML,
    explain: "A connection that breaks leaves a prefix. A parser that accepts it loses the second tunnel or half a key in silence. Cut at every byte.",
    practice: Practice::Prefixes,
    faults: &[Fault::body(
        "left-open-is-closed",
        "what is open at the end is closed",
        |b| {
            repair(b, Repair::End);
        },
    )],
    ..ParserRule::DEFAULT
};
