//! A valid document is accepted and every field comes back.

use crate::finding::Level;
use crate::generate::document::VALID;
use crate::generate::document::field::Value;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::values;
use crate::parser::mutant::Operator;
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: VALID,
    level: Level::Must,
    summary: "A valid document is accepted, and every field comes back.",
    source: SCHEMA,
    explain: "Generated documents of every API version and style, and the page's example. A field that is a number, a list or trimmed text instead of the text that was sent fails too.",
    faults: &[Fault::answer(
        "digits-are-numbers",
        "text of digits is a number",
        |_, _, o| {
            values(o, |_, v| {
                if matches!(v, Value::Text(t) if !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()))
                {
                    *v = Value::WrongType("number".to_owned());
                }
            });
        },
    )],
    operators: Operator::ALL,
    ..ParserRule::DEFAULT
};
