//! The page's example as printed, unescaped, is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::rule::parser::ParserRule;

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/unescaped-configuration-rejected",
    level: Level::Must,
    summary: "the page's example as printed, unescaped, is refused",
    source: "page, Examples",
    explain: "The inner document's declaration inside the outer one is not well-formed.",
    documents: &[Mutation::reject(
        "required-inner-text-unescaped",
        RESPONSE,
        |w| {
            w.replace("&lt;?xml", "<?xml")
                .and_then(|()| w.replace("?&gt;", "?>"))
        },
    )],
    also_detects: &["declaration-anywhere"],
    ..ParserRule::DEFAULT
};
