//! An element given twice is refused or has one of its values.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::parser::faulty::answer::{contains, refuse_if, set};
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/duplicate-element-one-value",
    level: Level::Should,
    summary: "An element given twice is refused or has one of its values.",
    source: SCHEMA,
    explain: "A list where a text is documented is a crash in the caller, far from the cause.",
    documents: &[
        Mutation::policy("duplicate-leaf", BOTH, |w| duplicate(w, "first", "second")),
        Mutation::policy("duplicate-leaf-same", BOTH, |w| {
            duplicate(w, "same", "same")
        }),
        Mutation::policy("duplicate-key", CONFIGURATION, |w| {
            w.key(
                "first_key_1</pre_shared_key><pre_shared_key>second_key_2",
                "first_key_1",
            )?;
            w.alternatives = vec![("tunnels/0/ike/pre_shared_key", Value::text("second_key_2"))];
            Some(())
        }),
    ],
    faults: &[Fault::answer(
        "duplicate-is-list",
        "an element given twice gives a list",
        |_, i, o| {
            for leaf in ["state", "customer_gateway_id"] {
                if memmem::find_iter(i.body, format!("<{leaf}>").as_bytes()).count() > 1
                    && !contains(i, "<later")
                {
                    set(o, leaf, Value::WrongType("list".to_owned()));
                }
            }
        },
    )],
    variants: &[Variant::new(
        "duplicates-refused",
        "refuses an element that is given twice",
        &[Make::Answer(|_, input, outcome| {
            let twice = ["<state>", "<customer_gateway_id>"]
                .iter()
                .any(|tag| memmem::find_iter(input.body, tag.as_bytes()).count() > 1);
            let direct = !contains(input, "<later") && !contains(input, "<peer");
            if twice && direct && (contains(input, ">first<") || contains(input, ">same<")) {
                refuse_if(outcome, "duplicate", |_| true);
            }
        })],
    )],
    ..ParserRule::DEFAULT
};

fn duplicate(w: &mut Wire, first: &'static str, second: &'static str) -> Option<()> {
    let leaf = w.leaf();
    w.element(format!("<{leaf}>{first}</{leaf}><{leaf}>{second}</{leaf}>"))?;
    w.changes.push((w.place.path.into(), Value::text(first)));
    let path = w.place.path;
    w.alternatives = vec![(path, Value::text(first)), (path, Value::text(second))];
    Some(())
}
