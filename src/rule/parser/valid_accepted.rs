//! A valid document is accepted and every field comes back.

use crate::finding::Level;
use crate::generate::document::VALID;
use crate::generate::document::field::{Target, Value};
use crate::parser::Outcome;
use crate::parser::builtin::TYPED;
use crate::parser::faulty::answer::values;
use crate::parser::faulty::{Fault, Make};
use crate::parser::mutant::Operator;
use crate::parser::variant::{Variant, only};
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
    variants: &[
        Variant::new(
            "typed-reader",
            "reads events into a type for each element, and no tree",
            &[Make::Reader(TYPED)],
        ),
        Variant::new(
            "unknown-fields-returned",
            "returns fields of its own as well",
            &[Make::Answer(|_, _, outcome| {
                if let Outcome::Accept(fields) = outcome {
                    if let Some(Value::List(tunnels)) = fields.get_mut("tunnels") {
                        for tunnel in tunnels {
                            tunnel.insert("status/last_change".into(), Value::text("never"));
                        }
                    }
                    fields.insert("elapsed".into(), Value::WrongType("number".to_owned()));
                }
            })],
        ),
        Variant::new(
            "responses-alone",
            "reads responses only",
            &[Make::Hello(|hello| only(hello, Target::Response))],
        ),
        Variant::new(
            "configurations-alone",
            "reads configurations only",
            &[Make::Hello(|hello| only(hello, Target::Configuration))],
        ),
        Variant::new(
            "configurations-unsupported",
            "says of each configuration that it does not read such documents",
            &[Make::Answer(|_, input, outcome| {
                if input.target == Target::Configuration {
                    *outcome = Outcome::Unsupported("no configurations".to_owned());
                }
            })],
        ),
    ],
    ..ParserRule::DEFAULT
};
