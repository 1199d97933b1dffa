//! Notes how missing required elements are handled.

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutation::{CONFIGURATION, Mutation, RESPONSE};
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/required-elements",
    level: Level::Advisory,
    summary: "Notes how missing required elements are handled.",
    source: SCHEMA,
    explain: "Printed, not judged.",
    documents: &[
        Mutation::policy("required-connection-absent", RESPONSE, |w| {
            w.edit_tree(|t| t.remove_element("vpnConnection"))
        }),
        Mutation::policy("required-everything-absent", RESPONSE, |w| {
            w.edit_tree(|t| {
                t.nodes.clear();
                Some(())
            })
        }),
        Mutation::policy("required-connection-id-absent", RESPONSE, |w| {
            w.edit_tree(|t| t.remove_leaf("vpnConnectionId"))
        }),
        Mutation::policy("required-ike-absent", CONFIGURATION, |w| {
            w.edit_tree(|t| t.remove_element("ike"))
        }),
        Mutation::policy("required-id-absent", CONFIGURATION, |w| {
            w.changes.push(("id".into(), Value::Absent));
            w.replace(format!(" id=\"{}\"", w.tree.attribute), "")
        }),
    ],
    ..ParserRule::DEFAULT
};
