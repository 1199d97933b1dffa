//! Notes whether a line feed in a key reaches the caller.

use crate::finding::Level;
use crate::generate::document::mutation::{CONFIGURATION, Mutation};
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/key-line-feed",
    level: Level::Advisory,
    summary: "Notes whether a line feed in a key reaches the caller.",
    source: SEEN,
    explain: "Every XML parser decodes `&#10;`. Written into a configuration without quotes it begins a second command.",
    documents: &[Mutation::policy("key-second-command", CONFIGURATION, |w| {
        w.key(
            "secret_1&#10;no crypto isakmp key",
            "secret_1\nno crypto isakmp key",
        )
    })],
    ..ParserRule::DEFAULT
};
