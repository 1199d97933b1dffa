//! Notes how a document type declaration is handled.

use crate::finding::Level;
use crate::generate::document::mutation::hostile::doctype;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::parser::faulty::Make;
use crate::parser::faulty::body::replace;
use crate::parser::variant::Variant;
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
    variants: &[
        Variant::new(
            "internal-entities-expanded",
            "expands entities of an internal subset",
            &[Make::Body(|body| {
                let before = body.len();
                for root in ["CreateVpnConnectionResponse", "vpn_connection"] {
                    let declared = format!("<!DOCTYPE {root} [<!ENTITY e \"pending\">]>\n");
                    replace(body, &declared, "");
                }
                if body.len() < before {
                    replace(body, "&e;", "pending");
                }
            })],
        ),
        Variant::new(
            "empty-subset-read",
            "reads a document type declaration that declares nothing",
            &[Make::Body(|body| {
                for root in ["CreateVpnConnectionResponse", "vpn_connection"] {
                    replace(body, &format!("<!DOCTYPE {root} []>\n"), "");
                }
            })],
        ),
    ],
    ..ParserRule::DEFAULT
};
