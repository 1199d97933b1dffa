//! One tunnel and many tunnels are read as two are.

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutation::structure::{fill, tunnels};
use crate::generate::document::mutation::{CONFIGURATION, Mutation};
use crate::parser::Outcome;
use crate::parser::faulty::answer::refuse_if;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{INNER, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/any-number-of-tunnels",
    level: Level::Must,
    summary: "One tunnel and many tunnels are read as two are.",
    source: INNER,
    explain: "An emulator returns one tunnel; a parser that turns a list of one into its element then fails.",
    documents: &[
        Mutation::accept("tunnel-one", CONFIGURATION, |w| {
            w.edit_tree(|t| tunnels(t, 1))
        }),
        Mutation::accept("tunnel-three", CONFIGURATION, |w| {
            w.edit_tree(|t| tunnels(t, 3))
        }),
        Mutation::accept("tunnel-three-padded", CONFIGURATION, |w| {
            w.edit_tree(|t| tunnels(t, 3))?;
            fill(w, |n| {
                format!(" \u{a0} Third {n}\u{e9}\u{1F511} &lt; \u{2028} ")
            })
        }),
        Mutation::accept("tunnel-sixteen", CONFIGURATION, |w| {
            w.edit_tree(|t| tunnels(t, 16))
        }),
        Mutation::accept("tunnel-hundred", CONFIGURATION, |w| {
            w.edit_tree(|t| tunnels(t, 100))
        })
        .heavy(),
        Mutation::policy("tunnel-none", CONFIGURATION, |w| {
            w.edit_tree(|t| tunnels(t, 0))
        }),
    ],
    faults: &[
        Fault::answer(
            "one-tunnel-is-no-list",
            "one tunnel is no list",
            |_, _, o| {
                refuse_if(
                    o,
                    "TypeError",
                    |f| matches!(f.get("tunnels"), Some(Value::List(t)) if t.len() == 1),
                );
            },
        ),
        Fault::answer(
            "two-tunnels-at-most",
            "the third tunnel is dropped",
            |_, _, o| {
                if let Outcome::Accept(fields) = o
                    && let Some(Value::List(tunnels)) = fields.get_mut("tunnels")
                {
                    tunnels.truncate(2);
                }
            },
        ),
    ],
    variants: &[Variant::new(
        "tunnels-unordered",
        "keeps its tunnels in a map, and says so",
        &[
            Make::Hello(|hello| hello.unordered.push("tunnels".to_owned())),
            Make::Answer(|_, _, outcome| {
                if let Outcome::Accept(fields) = outcome
                    && let Some(Value::List(tunnels)) = fields.get_mut("tunnels")
                {
                    tunnels.reverse();
                }
            }),
        ],
    )],
    ..ParserRule::DEFAULT
};
