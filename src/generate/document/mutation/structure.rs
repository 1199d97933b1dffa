//! Edits that several rules use.

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
