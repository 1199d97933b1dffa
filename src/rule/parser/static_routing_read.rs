//! A configuration without BGP is read.

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutation::structure::{position, tunnels};
use crate::generate::document::mutation::{CONFIGURATION, Mutation};
use crate::generate::document::tree::{Node, Tree};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::refuse_if;
use crate::rule::parser::{INNER, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/static-routing-read",
    level: Level::Must,
    summary: "A configuration without BGP is read.",
    source: INNER,
    explain: "With static routing there is no `bgp` element, and `vpn_connection_attributes` says so.",
    documents: &[
        Mutation::accept("static-routing", CONFIGURATION, |w| {
            w.edit_tree(make_static)
        }),
        Mutation::accept("static-routing-one-tunnel", CONFIGURATION, |w| {
            w.edit_tree(|t| make_static(t).and_then(|()| tunnels(t, 1)))
        }),
    ],
    faults: &[Fault::answer(
        "bgp-required",
        "a tunnel without BGP is refused",
        |_, _, o| {
            refuse_if(o, "IndexError", |f| {
                matches!(f.get("tunnels"), Some(Value::List(t))
            if t.iter().any(|t| !t.contains_key("customer_gateway/bgp/asn")))
            });
        },
    )],
    ..ParserRule::DEFAULT
};

fn make_static(tree: &mut Tree) -> Option<()> {
    tree.remove_element("bgp")?;
    let at = position(tree, "vpn_connection_type")? + 1;
    tree.nodes.insert(
        at,
        Node::Leaf("vpn_connection_attributes", "NoBGPVPNConnection".into()),
    );
    Some(())
}
