//! Edits that several rules use.

use crate::generate::document::mutant::Wire;
use crate::generate::document::tree::{Node, Tree};

pub(crate) fn position(tree: &Tree, name: &str) -> Option<usize> {
    tree.nodes.iter().position(|n| n.is_leaf(name))
}

pub(crate) fn set(tree: &mut Tree, name: &'static str, text: &'static str) -> Option<()> {
    let at = position(tree, name)?;
    *tree.nodes.get_mut(at)? = Node::Leaf(name, text.into());
    Some(())
}

/// That many tunnels: the last ones removed, or repeated.
pub(crate) fn tunnels(tree: &mut Tree, count: usize) -> Option<()> {
    let have = tree
        .nodes
        .iter()
        .filter(|n| **n == Node::Open("ipsec_tunnel"))
        .count();
    for _ in count..have {
        tree.nodes.drain(tree.last_element("ipsec_tunnel")?);
    }
    if let Some(last) = tree.last_element("ipsec_tunnel") {
        let copy = tree.nodes.get(last.clone())?.to_vec();
        for _ in have..count {
            tree.nodes.splice(last.end..last.end, copy.iter().cloned());
        }
    }
    Some(())
}

/// That many tags in place of those of a response.
pub(crate) fn insert_tags(tree: &mut Tree, count: usize) {
    if tree.remove_leaf("tagSet").is_none() && tree.remove_element("tagSet").is_none() {
        return;
    }
    let Some(connection) = tree.last_element("vpnConnection") else {
        return;
    };
    let mut built = tree.emptied();
    built.element("tagSet", |tree| {
        for _ in 0..count {
            tree.element("item", |tree| {
                tree.plain("key", "key");
                tree.plain("value", "value");
            });
        }
    });
    let at = connection.end - 1;
    tree.nodes.splice(at..at, built.nodes);
}

/// Every element that a tunnel can have: those of IPv6 too; and the attributes of the connection.
pub(crate) fn modern_tunnels(tree: &mut Tree) -> Option<()> {
    let has_ipv6 = tree
        .nodes
        .contains(&Node::Open("tunnel_inside_ipv6_address"));
    let after: Vec<usize> = (0..tree.nodes.len())
        .filter(|at| tree.nodes.get(*at) == Some(&Node::Close("tunnel_inside_address")))
        .filter(|_| !has_ipv6)
        .collect();
    for at in after.iter().rev() {
        let built = [
            Node::Open("tunnel_inside_ipv6_address"),
            Node::Plain("ip_address", "fd00:1:2:3::2"),
            Node::Plain("prefix_length", "126"),
            Node::Close("tunnel_inside_ipv6_address"),
        ];
        tree.nodes.splice(at + 1..at + 1, built);
    }
    if position(tree, "vpn_connection_attributes").is_none() {
        let at = position(tree, "vpn_connection_type")? + 1;
        let attributes = Node::Plain("vpn_connection_attributes", "NoBGPVPNConnection");
        tree.nodes.insert(at, attributes);
    }
    Some(())
}

/// Another text in every element of a document, with two tags where tags can be.
pub(crate) fn fill(w: &mut Wire, text: impl Fn(usize) -> String) -> Option<()> {
    w.edit_tree(|tree| {
        insert_tags(tree, 2);
        tree.fill(text);
        Some(())
    })
}

/// The configuration of a response with another text.
pub(crate) fn inner_text(w: &mut Wire, change: impl Fn(&str) -> String) -> Option<()> {
    w.edit_tree(|tree| {
        tree.nodes.iter_mut().find_map(|node| match node {
            Node::Inner(name, inner) => {
                let text = change(&inner.text());
                *node = Node::Leaf(name, text.into());
                Some(())
            }
            _ => None,
        })
    })
}
