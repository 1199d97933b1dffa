//! An empty element is an empty string, and an absent one is not.

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutation::structure::fill as everywhere;
use crate::generate::document::mutation::structure::set;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::style::Empty;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::values;
use crate::parser::mutant::Operator;
use crate::rule::parser::absent_stays_absent::{self, lacking, without};
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/empty-is-not-absent",
    level: Level::Should,
    summary: "An empty element is an empty string, and an absent one is not.",
    source: SCHEMA,
    explain: "`<state/>` and no `state` are different documents.",
    documents: &[
        Mutation::accept("state-empty", RESPONSE, |w| {
            w.edit_tree(|t| set(t, "state", ""))
        })
        .empties(),
        Mutation::accept("state-empty-pair", RESPONSE, |w| {
            w.style.empty = Empty::Pair;
            w.edit_tree(|t| set(t, "state", ""))
        })
        .empties(),
        Mutation::accept("configuration-empty", RESPONSE, |w| {
            w.edit_tree(|t| set(t, "customerGatewayConfiguration", ""))
        })
        .empties(),
        Mutation::accept("customer-gateway-id-empty", CONFIGURATION, |w| {
            w.edit_tree(|t| set(t, "customer_gateway_id", ""))
        })
        .empties(),
        Mutation::accept("key-empty", CONFIGURATION, |w| {
            w.edit_tree(|t| set(t, "pre_shared_key", ""))
        })
        .empties(),
        Mutation::accept("type-absent-is-not-empty", RESPONSE, |w| {
            w.edit_tree(|t| t.remove_leaf("type"))
        })
        .empties(),
        Mutation::policy("leaves-absent-are-not-empty", CONFIGURATION, |w| {
            lacking(w, 2, 0)
        })
        .exact()
        .empties(),
        Mutation::policy("other-leaves-absent-are-not-empty", CONFIGURATION, |w| {
            lacking(w, 2, 1)
        })
        .exact()
        .empties(),
        Mutation::policy("request-id-absent-is-not-empty", RESPONSE, |w| {
            without(w, &["requestId"])
        })
        .exact()
        .empties(),
        Mutation::policy("connection-id-absent-is-not-empty", RESPONSE, |w| {
            without(w, &["vpnConnectionId"])
        })
        .exact()
        .empties(),
        Mutation::policy("state-absent-is-not-empty", RESPONSE, |w| {
            without(w, &["state"])
        })
        .exact()
        .empties(),
        Mutation::policy("configuration-absent-is-not-empty", RESPONSE, |w| {
            without(w, &["customerGatewayConfiguration"])
        })
        .exact()
        .empties(),
        Mutation::policy("vpn-gateway-absent-is-not-empty", RESPONSE, |w| {
            without(w, &["vpnGatewayId"])
        })
        .exact()
        .empties(),
        Mutation::policy(
            "customer-gateway-of-response-absent-is-not-empty",
            RESPONSE,
            |w| without(w, &["customerGatewayId"]),
        )
        .exact()
        .empties(),
        Mutation::policy("customer-gateway-absent-is-not-empty", CONFIGURATION, |w| {
            without(w, &["customer_gateway_id"])
        })
        .exact()
        .empties(),
        Mutation::policy(
            "gateway-of-configuration-absent-is-not-empty",
            CONFIGURATION,
            |w| without(w, &["vpn_gateway_id"]),
        )
        .exact()
        .empties(),
        Mutation::accept("empty-everywhere", BOTH, |w| {
            everywhere(w, |_| String::new())
        })
        .empties(),
    ],
    operators: &[Operator::EmptyIsAbsent],
    faults: &[
        Fault::answer(
            "empty-is-absent",
            "an empty element is taken for an absent one",
            |_, _, o| {
                values(o, |_, v| {
                    if *v == Value::text("") {
                        *v = Value::Absent;
                    }
                });
            },
        ),
        Fault::answer(
            "absent-is-empty-in-tunnel",
            "what a tunnel lacks is given as an empty text",
            |_, _, o| {
                absent_stays_absent::each_tunnel(o, |_, _| Some(Value::text("")));
            },
        ),
    ],
    ..ParserRule::DEFAULT
};
