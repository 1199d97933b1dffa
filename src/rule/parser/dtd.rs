//! Notes how a document type declaration is handled.

use crate::finding::Level;
use crate::generate::document::mutation::hostile::doctype;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/dtd",
    level: Level::Advisory,
    summary: "Notes how a document type declaration is handled.",
    source: SEEN,
    explain: "Printed, not judged: refusing every DTD is the safest.",
    documents: &[
        Mutation::policy("dtd-empty", BOTH, |w| doctype(w, "")),
        Mutation::policy("dtd-internal-entity", BOTH, |w| {
            doctype(w, "<!ENTITY e \"pending\">").and_then(|()| w.text("&e;", "pending"))
        }),
        Mutation::policy("dtd-predefined-again", BOTH, |w| {
            doctype(w, "<!ENTITY amp \"&#38;#38;\">").and_then(|()| w.text("a&amp;b", "a&b"))
        }),
        Mutation::policy("dtd-attribute-default", CONFIGURATION, |w| {
            doctype(w, "<!ATTLIST vpn_connection note CDATA \"x\">")
        }),
    ],
    ..ParserRule::DEFAULT
};
