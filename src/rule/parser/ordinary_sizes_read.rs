//! Sixty levels, thirty attributes and 64 kB of text are read.

use crate::finding::Level;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::hostile::{attributes, deep};
use crate::generate::document::mutation::structure::{fill, inner_text, insert_tags};
use crate::generate::document::mutation::{BOTH, Mutation, RESPONSE};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::parser::mutant::Operator;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/ordinary-sizes-read",
    level: Level::Must,
    summary: "Sixty levels, thirty attributes and 64 kB of text are read.",
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
        long("text-seventy-kilobytes-0", |w| every_twelfth(w, 0)),
        long("text-seventy-kilobytes-1", |w| every_twelfth(w, 1)),
        long("text-seventy-kilobytes-2", |w| every_twelfth(w, 2)),
        long("text-seventy-kilobytes-3", |w| every_twelfth(w, 3)),
        long("text-seventy-kilobytes-4", |w| every_twelfth(w, 4)),
        long("text-seventy-kilobytes-5", |w| every_twelfth(w, 5)),
        long("text-seventy-kilobytes-6", |w| every_twelfth(w, 6)),
        long("text-seventy-kilobytes-7", |w| every_twelfth(w, 7)),
        long("text-seventy-kilobytes-8", |w| every_twelfth(w, 8)),
        long("text-seventy-kilobytes-9", |w| every_twelfth(w, 9)),
        long("text-seventy-kilobytes-10", |w| every_twelfth(w, 10)),
        long("text-seventy-kilobytes-11", |w| every_twelfth(w, 11)),
        Mutation::accept("configuration-hundred-kilobytes", RESPONSE, |w| {
            inner_text(w, |text| text.replace("ipsec.1", &"z".repeat(100_000)))
        }),
        Mutation::accept("tags-hundred", RESPONSE, |w| {
            w.before_end(format!(
                "<later>{}</later>",
                "<item><key>k</key></item>".repeat(100)
            ))
        }),
        Mutation::accept("tags-fifty", RESPONSE, |w| {
            w.edit_tree(|t| {
                insert_tags(t, 50);
                t.fill(|n| format!("tag-{n}"));
                Some(())
            })
        }),
        Mutation::accept("body-of-four-kilobytes", BOTH, |w| sized(w, 4096)),
        Mutation::accept("body-of-eight-kilobytes", BOTH, |w| sized(w, 8192)),
        Mutation::accept("body-of-sixty-four-kilobytes", BOTH, |w| sized(w, 65_536)).heavy(),
        Mutation::accept("text-of-three-bytes-0", BOTH, |w| {
            w.text("\u{6771}".repeat(6000), "\u{6771}".repeat(6000))
        })
        .heavy(),
        Mutation::accept("text-of-three-bytes-1", BOTH, |w| {
            w.text(
                format!("a{}", "\u{6771}".repeat(6000)),
                format!("a{}", "\u{6771}".repeat(6000)),
            )
        })
        .heavy(),
        Mutation::accept("text-of-three-bytes-2", BOTH, |w| {
            w.text(
                format!("ab{}", "\u{6771}".repeat(6000)),
                format!("ab{}", "\u{6771}".repeat(6000)),
            )
        })
        .heavy(),
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

/// A mutation that makes a document of half a megabyte, which a reader with a limit may still be asked to take.
const fn long(id: &'static str, apply: fn(&mut Wire) -> Option<()>) -> Mutation {
    Mutation::accept(id, BOTH, apply).heavy()
}

/// The document with a comment behind it that makes it as long as the next multiple of this.
fn sized(w: &mut Wire, of: usize) -> Option<()> {
    let length = w.written().len();
    let missing = (length + 7).next_multiple_of(of) - length - 7;
    w.append(format!("<!--{}-->", "x".repeat(missing)))
}

/// A long text in every twelfth element, from this one on, and a short one in the others: in all of them they would make a
/// document that a reader may refuse for its size.
fn every_twelfth(w: &mut Wire, first: usize) -> Option<()> {
    fill(w, |number| {
        let length = if number % 12 == first { 70_000 } else { 1 };
        format!("{}{number}", "y".repeat(length))
    })
}
