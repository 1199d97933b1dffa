//! IPv6 inside addresses and transit gateways are read.

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutation::structure::{position, set};
use crate::generate::document::mutation::{CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::tree::{Node, Tree};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::refuse_if;
use crate::rule::parser::{INNER, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/modern-forms-read",
    level: Level::Should,
    summary: "IPv6 inside addresses and transit gateways are read.",
    source: INNER,
    explain: "`tunnel_inside_ipv6_address` stands beside the IPv4 one; `vpn_gateway_id` is empty for a transit gateway.",
    documents: &[
        Mutation::accept("inside-ipv6", CONFIGURATION, |w| w.edit_tree(inside_ipv6)),
        Mutation::accept("transit-gateway", CONFIGURATION, |w| {
            w.edit_tree(|t| set(t, "vpn_gateway_id", ""))
        }),
        Mutation::accept("transit-gateway-response", RESPONSE, |w| {
            w.edit_tree(|t| {
                t.remove_leaf("vpnGatewayId")?;
                insert_before(
                    t,
                    "type",
                    Node::Leaf("transitGatewayId", "tgw-044be4464fcc69aff".into()),
                )
            })
        }),
    ],
    faults: &[Fault::answer(
        "gateway-required",
        "an empty `vpn_gateway_id` is refused",
        |_, _, o| {
            refuse_if(o, "ValueError", |f| {
                f.get("vpn_gateway_id") == Some(&Value::text(""))
            });
        },
    )],
    ..ParserRule::DEFAULT
};

fn insert_before(tree: &mut Tree, name: &str, node: Node) -> Option<()> {
    let at = position(tree, name)?;
    tree.nodes.insert(at, node);
    Some(())
}

/// Beside one that is there already it would be a second one.
fn inside_ipv6(tree: &mut Tree) -> Option<()> {
    if position(tree, "ip_address").is_none()
        || tree
            .nodes
            .contains(&Node::Open("tunnel_inside_ipv6_address"))
    {
        return None;
    }
    let after: Vec<usize> = (0..tree.nodes.len())
        .filter(|at| tree.nodes.get(*at) == Some(&Node::Close("tunnel_inside_address")))
        .collect();
    for at in after.iter().rev() {
        let built = [
            Node::Open("tunnel_inside_ipv6_address"),
            Node::Leaf("ip_address", "fd00:1:2:3::2".into()),
            Node::Leaf("prefix_length", "126".into()),
            Node::Close("tunnel_inside_ipv6_address"),
        ];
        tree.nodes.splice(at + 1..at + 1, built);
    }
    (!after.is_empty()).then_some(())
}
