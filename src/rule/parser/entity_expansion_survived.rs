//! Entities that expand without end are refused or bounded.

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::hostile::doctype;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::Outcome;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::contains;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/entity-expansion-survived",
    level: Level::Must,
    summary: "Entities that expand without end are refused or bounded.",
    source: SEEN,
    explain: "Exponential and quadratic expansion, and recursion.",
    documents: &[
        Mutation::policy("entities-exponential", BOTH, |w| {
            doctype(w, &laughs(10, 30))?;
            unexpanded(w, "&l30;".to_owned())
        })
        .heavy(),
        Mutation::policy("entities-quadratic", BOTH, |w| {
            doctype(w, &format!("<!ENTITY q \"{}\">", "q".repeat(50_000)))?;
            unexpanded(w, "&q;".repeat(20_000))
        })
        .heavy(),
        Mutation::policy("entity-recursive", BOTH, |w| {
            doctype(w, "<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">")?;
            unexpanded(w, "&a;".to_owned())
        })
        .heavy(),
    ],
    faults: &[Fault::answer(
        "entities-expanded",
        "entities are expanded without end",
        |_, i, o| {
            if contains(i, "&l29;") {
                *o = Outcome::Hang("expanding".to_owned());
            }
        },
    )],
    ..ParserRule::DEFAULT
};

/// Writes references as the plain leaf's text. Accepted only without their expansion, which would be far larger than the
/// body: left out, or left as they stand.
fn unexpanded(w: &mut Wire, references: String) -> Option<()> {
    w.raw_text(&references)?;
    let leaf = w.place.path;
    let stands = Value::Text(references.into());
    w.alternatives = vec![
        (leaf, Value::text("")),
        (leaf, Value::Absent),
        (leaf, stands),
    ];
    Some(())
}

fn laughs(times: usize, depth: usize) -> String {
    let mut dtd = "<!ENTITY l0 \"lol\">".to_owned();
    for level in 1..=depth {
        let inner = format!("&l{};", level - 1).repeat(times);
        dtd.push_str(&format!("<!ENTITY l{level} \"{inner}\">"));
    }
    dtd
}
