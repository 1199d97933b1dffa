//! A large body is answered in time.

use std::time::{Duration, Instant};

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::hostile::attributes;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::Outcome;
use crate::parser::faulty::answer::reject;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/size-survived",
    level: Level::Must,
    summary: "A large body is answered in time.",
    source: SEEN,
    explain: "One to eleven megabytes of each kind of markup; 2 s and 2 s more for each megabyte, counted as CPU time where the \
              system tells it.",
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
        Mutation::policy("references-four-megabytes", BOTH, |w| {
            w.before_end(format!("<later>{}</later>", "&lt;".repeat(1 << 20)))
        })
        .heavy(),
        Mutation::policy("line-ends-four-megabytes", BOTH, |w| {
            w.before_end(format!("<later>{}</later>", "\r\n".repeat(1 << 21)))
        })
        .heavy(),
        Mutation::policy("sections-four-megabytes", BOTH, |w| {
            let sections = "<![CDATA[x]]>".repeat((4 << 20) / 13);
            w.before_end(format!("<later>{sections}</later>"))
        })
        .heavy(),
        Mutation::policy("instructions-four-megabytes", BOTH, |w| {
            w.before_end("<?later x?>".repeat((4 << 20) / 11))
        })
        .heavy(),
        Mutation::policy("comments-four-megabytes", BOTH, |w| {
            w.before_end("<!--later-->".repeat((4 << 20) / 12))
        })
        .heavy(),
        Mutation::policy("comment-four-megabytes", BOTH, |w| {
            w.before_end(format!("<!--{}-->", "- ".repeat(1 << 21)))
        })
        .heavy(),
        Mutation::policy("attribute-four-megabytes", BOTH, |w| {
            w.before_end(format!("<later a=\"{}\"/>", "v ".repeat(1 << 21)))
        })
        .heavy(),
    ],
    faults: &[
        Fault::answer(
            "quadratic-time",
            "eleven megabytes take minutes",
            |_, i, o| hang_if(o, i.body.len() > 10 << 20),
        ),
        Fault::answer(
            "quadratic-in-comments",
            "the time grows with the square of the length of a comment",
            |_, i, o| hang_if(o, longest(i.body, b"<!--", b"-->") > 3 << 20),
        ),
        Fault::answer(
            "quadratic-in-line-ends",
            "the time grows with the square of the line ends in a text",
            |_, i, o| hang_if(o, memmem::find_iter(i.body, b"\r\n").count() > 1 << 20),
        ),
        Fault::answer(
            "quadratic-in-sections",
            "the time grows with the square of the number of CDATA sections in a text",
            |_, i, o| hang_if(o, memmem::find_iter(i.body, b"<![CDATA[").count() > 200_000),
        ),
        Fault::answer(
            "quadratic-in-attributes",
            "the time grows with the square of the length of an attribute",
            |_, i, o| hang_if(o, longest(i.body, b" a=\"", b"\"") > 3 << 20),
        ),
    ],
    variants: &[
        Variant::new(
            "size-bounded",
            "refuses more than 512 KiB",
            &[Make::Answer(|_, input, outcome| {
                if input.body.len() > 512 << 10 {
                    *outcome = reject("size");
                }
            })],
        )
        .heavy(),
        Variant::new(
            "slow",
            "takes fifty microseconds for a document, and a millisecond more for each 100 kB",
            &[Make::Answer(|_, input, _| {
                let begin = Instant::now();
                let time = Duration::from_micros(50 + input.body.len() as u64 / 100);
                while begin.elapsed() < time {
                    std::hint::spin_loop();
                }
            })],
        )
        .heavy(),
    ],
    ..ParserRule::DEFAULT
};

fn hang_if(outcome: &mut Outcome, is_long: bool) {
    if is_long {
        *outcome = Outcome::Hang("counting".to_owned());
    }
}

/// The length of the longest part between these.
fn longest(body: &[u8], start: &[u8], end: &[u8]) -> usize {
    let parts = memmem::find_iter(body, start).filter_map(|at| {
        let behind = body.get(at + start.len()..)?;
        memmem::find(behind, end)
    });
    parts.max().unwrap_or(0)
}
