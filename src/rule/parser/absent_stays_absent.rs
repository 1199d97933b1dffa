//! What is absent in a document is not taken from elsewhere.

use crate::finding::Level;
use crate::generate::document::field::{Fields, TUNNEL, Value};
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::tree::{Node, Tree};
use crate::parser::Outcome;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/absent-stays-absent",
    level: Level::Must,
    summary: "What is absent in a document is not taken from elsewhere.",
    source: SCHEMA,
    explain: "The last tunnel lacks half of its elements, in one document every other one, in another those between. A parser may refuse \
        such a document. One that reads it must not give the tunnel values of the tunnel before, of the document before, or of its own.",
    documents: &[
        Mutation::policy("leaves-of-tunnel-absent", CONFIGURATION, |w| {
            lacking(w, 2, 0)
        })
        .exact(),
        Mutation::policy("other-leaves-of-tunnel-absent", CONFIGURATION, |w| {
            lacking(w, 2, 1)
        })
        .exact(),
        Mutation::policy("third-leaves-of-tunnel-absent-0", CONFIGURATION, |w| {
            lacking(w, 3, 0)
        })
        .exact(),
        Mutation::policy("third-leaves-of-tunnel-absent-1", CONFIGURATION, |w| {
            lacking(w, 3, 1)
        })
        .exact(),
        Mutation::policy("third-leaves-of-tunnel-absent-2", CONFIGURATION, |w| {
            lacking(w, 3, 2)
        })
        .exact(),
        Mutation::policy("fifth-leaves-of-tunnel-absent-0", CONFIGURATION, |w| {
            lacking(w, 5, 0)
        })
        .exact(),
        Mutation::policy("fifth-leaves-of-tunnel-absent-1", CONFIGURATION, |w| {
            lacking(w, 5, 1)
        })
        .exact(),
        Mutation::policy("fifth-leaves-of-tunnel-absent-2", CONFIGURATION, |w| {
            lacking(w, 5, 2)
        })
        .exact(),
        Mutation::policy("fifth-leaves-of-tunnel-absent-3", CONFIGURATION, |w| {
            lacking(w, 5, 3)
        })
        .exact(),
        Mutation::policy("fifth-leaves-of-tunnel-absent-4", CONFIGURATION, |w| {
            lacking(w, 5, 4)
        })
        .exact(),
        Mutation::policy("customer-gateway-absent", CONFIGURATION, |w| {
            without(w, &["customer_gateway_id"])
        })
        .exact(),
        Mutation::policy("vpn-gateway-absent", CONFIGURATION, |w| {
            without(w, &["vpn_gateway_id"])
        })
        .exact(),
        Mutation::policy("connection-type-absent", CONFIGURATION, |w| {
            without(w, &["vpn_connection_type"])
        })
        .exact(),
        Mutation::policy("connection-id-absent", RESPONSE, |w| {
            without(w, &["vpnConnectionId"])
        })
        .exact(),
        Mutation::policy("request-id-absent", RESPONSE, |w| {
            without(w, &["requestId"])
        })
        .exact(),
        Mutation::policy("configuration-of-response-absent", RESPONSE, |w| {
            without(w, &["customerGatewayConfiguration"])
        })
        .exact(),
        Mutation::policy("leaves-of-response-absent", RESPONSE, |w| {
            without(w, &["state", "requestId"])
        })
        .exact(),
        Mutation::policy("other-leaves-of-response-absent", RESPONSE, |w| {
            without(w, &["customerGatewayId", "vpnGatewayId", "type"])
        })
        .exact(),
    ],
    faults: &[
        Fault::answer(
            "absent-as-in-tunnel-before",
            "what a tunnel lacks is taken from the tunnel before",
            |_, _, o| each_tunnel(o, |path, before| before.get(path).cloned()),
        ),
        Fault::answer(
            "absent-has-default",
            "a tunnel without clear_df_bit has the value true",
            |_, _, o| {
                each_tunnel(o, |path, _| {
                    (path == "ipsec/clear_df_bit").then_some(Value::text("true"))
                });
            },
        ),
    ],
    variants: &[Variant::new(
        "absent-fields-left-out",
        "leaves absent fields out where others say null",
        &[Make::Answer(|_, _, outcome| {
            if let Outcome::Accept(fields) = outcome {
                fields.retain(|_, value| *value != Value::Absent);
            }
        })],
    )],
    ..ParserRule::DEFAULT
};

/// Removes leaves of the last tunnel: one of each `of`, from the first one on. What is taken from a leaf that lacks as well shows in
/// no document of one step, so there are several.
pub(super) fn lacking(w: &mut Wire, of: usize, first: usize) -> Option<()> {
    w.edit_tree(|tree| {
        let paths = TUNNEL.iter().skip(first).step_by(of);
        for path in paths {
            // Not every tunnel has all of them.
            remove(tree, path);
        }
        Some(())
    })
}

/// Removes a leaf of the last tunnel, by its path.
fn remove(tree: &mut Tree, path: &str) -> Option<()> {
    let tunnel = tree.last_element("ipsec_tunnel")?;
    let mut open: Vec<&str> = Vec::new();
    for at in tunnel.start + 1..tunnel.end - 1 {
        match tree.nodes.get(at)? {
            Node::Open(name) => open.push(name),
            Node::Close(_) => drop(open.pop()),
            node => {
                let mut steps = path.split('/');
                let is_there = open.iter().all(|name| steps.next() == Some(name))
                    && steps.next().is_some_and(|last| node.is_leaf(last))
                    && steps.next().is_none();
                if is_there {
                    tree.nodes.remove(at);
                    return Some(());
                }
            }
        }
    }
    None
}

pub(super) fn without(w: &mut Wire, leaves: &[&str]) -> Option<()> {
    w.edit_tree(|tree| leaves.iter().try_for_each(|leaf| tree.remove_leaf(leaf)))
}

/// Gives each tunnel but the first what it lacks, as `take` says with the path and the tunnel before.
pub(super) fn each_tunnel(outcome: &mut Outcome, take: impl Fn(&str, &Fields) -> Option<Value>) {
    let Outcome::Accept(fields) = outcome else {
        return;
    };
    let Some(Value::List(tunnels)) = fields.get_mut("tunnels") else {
        return;
    };
    for at in 1..tunnels.len() {
        let before = tunnels.get(at - 1).cloned().unwrap_or_default();
        let Some(tunnel) = tunnels.get_mut(at) else {
            continue;
        };
        for path in TUNNEL {
            let is_absent = matches!(tunnel.get(*path), None | Some(Value::Absent));
            if let Some(value) = take(path, &before).filter(|_| is_absent) {
                tunnel.insert((*path).into(), value);
            }
        }
    }
}
