//! Comments and processing instructions do not cut or change text.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::parser::faulty::Fault;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/comments-ignored",
    level: Level::Must,
    summary: "Comments and processing instructions do not cut or change text.",
    source: XML,
    explain: "Reading the first child node alone returns half a pre-shared key when a comment stands in it (sections 2.5 and 2.6).",
    documents: &[
        Mutation::accept("comment-in-text", BOTH, |w| {
            w.text("pen<!-- x -->ding", "pending")
        }),
        Mutation::accept("comment-before-text", BOTH, |w| {
            w.text("<!-- x -->pending", "pending")
        }),
        Mutation::accept("comment-after-text", BOTH, |w| {
            w.text("pending<!-- x -->", "pending")
        }),
        Mutation::accept("comment-in-key", CONFIGURATION, |w| {
            w.key("first<!-- x -->.second", "first.second")
        }),
        Mutation::accept("comment-holds-element", BOTH, |w| {
            let leaf = w.leaf();
            w.before_leaf(format!("<!-- <{leaf}>wrong</{leaf}> -->"))
        }),
        Mutation::accept("comment-holds-ampersands", BOTH, |w| {
            w.before_leaf("<!-- a & b &c; &#0; < ]]> ?> -->")
        }),
        Mutation::accept("instruction-holds-markup", BOTH, |w| {
            w.before_leaf("<?x a > b & <c> -- ]]> ?>")
        }),
        Mutation::accept("comment-before-root", BOTH, |w| {
            w.before_root("<!-- made by hand -->\n")
        }),
        Mutation::accept("comment-after-root", BOTH, |w| w.append("\n<!-- end -->\n")),
        Mutation::accept("instruction-in-text", BOTH, |w| {
            w.text("pen<?x y?>ding", "pending")
        }),
        Mutation::accept("instruction-before-root", BOTH, |w| {
            w.before_root("<?xml-stylesheet href=\"a.xsl\"?>\n")
        }),
        Mutation::accept("comment-empty", BOTH, |w| w.before_leaf("<!---->")),
        Mutation::accept("comment-with-hyphens-and-quotes", BOTH, |w| {
            w.before_leaf("<!-- a-b - 'c \"d -->")
        }),
        Mutation::accept("comment-beyond-ascii", BOTH, |w| {
            w.before_leaf("<!-- \u{e9}\u{6771}\u{1F511} -->")
        }),
        Mutation::accept("comment-of-twenty-kilobytes", BOTH, |w| {
            w.before_leaf(format!("<!-- {} -->", "x ".repeat(10_000)))
        })
        .heavy(),
        Mutation::accept("instruction-with-question-marks", BOTH, |w| {
            w.before_leaf("<?x a?b ??>")
        }),
        Mutation::accept("instruction-of-style-sheet-inside", BOTH, |w| {
            w.before_leaf("<?xml-stylesheet href=\"a.xsl\"?>")
        }),
        Mutation::accept("instruction-of-five-kilobytes", BOTH, |w| {
            w.before_leaf(format!("<?x {}?>", "y ".repeat(2_500)))
        }),
        Mutation::accept("instruction-after-root", BOTH, |w| w.append("<?done?>")),
    ],
    faults: &[Fault::body(
        "comment-cuts-text",
        "only the text before a comment is read",
        comment_cuts,
    )],
    ..ParserRule::DEFAULT
};

/// Drops what stands between a comment and the next tag.
fn comment_cuts(body: &mut Vec<u8>) {
    let mut from = 0;
    while let Some(at) = memmem::find(body.get(from..).unwrap_or_default(), b"-->") {
        let start = from + at + 3;
        let length = memchr::memchr(b'<', body.get(start..).unwrap_or_default()).unwrap_or(0);
        body.drain(start..start + length);
        from = start;
    }
}
