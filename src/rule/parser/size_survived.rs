//! A large body is answered in time.

use crate::finding::Level;
use crate::generate::document::mutation::hostile::attributes;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::Outcome;
use crate::parser::faulty::Fault;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/size-survived",
    level: Level::Must,
    summary: "A large body is answered in time.",
    source: SEEN,
    explain: "One to eleven megabytes; 2 s and 2 s more for each megabyte.",
    documents: &[
        Mutation::policy("attributes-ten-thousand", BOTH, |w| {
            w.root_attribute(attributes(10_000))
        })
        .heavy(),
        Mutation::policy("text-megabyte", BOTH, |w| {
            w.text("x".repeat(1 << 20), "x".repeat(1 << 20))
        })
        .heavy(),
        Mutation::policy("text-eleven-megabytes", BOTH, |w| {
            w.before_end(format!("<later>{}</later>", "x".repeat(11 << 20)))
        })
        .heavy(),
        Mutation::policy("text-megabyte-of-references", BOTH, |w| {
            w.before_end(format!("<later>{}</later>", "&lt;".repeat(1 << 18)))
        })
        .heavy(),
        Mutation::policy("elements-hundred-thousand", BOTH, |w| {
            w.before_end("<l>x</l>".repeat(100_000))
        })
        .heavy(),
        Mutation::policy("elements-eleven-megabytes", BOTH, |w| {
            w.before_end("<later>x y</later>".repeat(611_000))
        })
        .heavy(),
        Mutation::policy("mixed-eleven-megabytes", BOTH, |w| {
            w.before_end(format!("<later>{}</later>", "x<l/>".repeat(2_300_000)))
        })
        .heavy(),
        Mutation::policy("comment-megabyte", BOTH, |w| {
            w.before_end(format!("<!--{}-->", "- ".repeat(1 << 19)))
        })
        .heavy(),
        Mutation::policy("name-hundred-kilobytes", BOTH, |w| {
            w.before_end(format!("<{}/>", "n".repeat(100_000)))
        })
        .heavy(),
        Mutation::policy("attribute-megabyte", BOTH, |w| {
            w.root_attribute(format!(" a=\"{}\"", "v".repeat(1 << 20)))
        })
        .heavy(),
        Mutation::policy("less-than-megabyte", BOTH, |w| {
            w.raw_text("<".repeat(1 << 20))
        })
        .heavy(),
        Mutation::policy("ampersands-megabyte", BOTH, |w| {
            w.raw_text("&".repeat(1 << 20))
        })
        .heavy(),
        Mutation::policy("cdata-starts-hundred-thousand", BOTH, |w| {
            w.raw_text("<![CDATA[".repeat(100_000))
        })
        .heavy(),
    ],
    faults: &[Fault::answer(
        "quadratic-time",
        "eleven megabytes take minutes",
        |_, i, o| {
            if i.body.len() > 10 << 20 {
                *o = Outcome::Hang("counting".to_owned());
            }
        },
    )],
    ..ParserRule::DEFAULT
};
