//! The order of elements makes no difference.

use std::ops::Range;

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::structure::{insert_tags, position};
use crate::generate::document::mutation::{CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::tree::{Node, Tree};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::reject;
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/element-order-irrelevant",
    level: Level::Should,
    summary: "The order of elements makes no difference.",
    source: SCHEMA,
    explain: "Samples of the service differ in order, and the page's own two tunnels do (protocol notes, sections 2 and 5).",
    documents: &[
        Mutation::accept("request-id-last", RESPONSE, |w| {
            w.edit_tree(|t| rotate(t, "requestId"))
        }),
        Mutation::accept("connection-reversed", RESPONSE, |w| {
            w.edit_tree(reverse_connection)
        }),
        Mutation::accept("tunnel-sections-reversed", CONFIGURATION, |w| {
            w.edit_tree(reverse_sections)
        }),
        Mutation::accept("tunnel-leaves-reversed", CONFIGURATION, |w| {
            w.edit_tree(reverse_parts)
        }),
        Mutation::accept("connection-of-configuration-reversed", CONFIGURATION, |w| {
            w.edit_tree(|t| reverse_range(t, 0..t.nodes.len()))
        }),
        Mutation::accept("tag-value-first", RESPONSE, |w| {
            w.edit_tree(|t| {
                insert_tags(t, 2);
                t.fill(|n| format!("tag-text-{n}"));
                let tags = t.last_element("tagSet")?;
                let items = t.nodes.get_mut(tags)?;
                let pairs = items.windows(2).enumerate();
                let keys = pairs
                    .filter(|(_, p)| matches!(p, [a, b] if a.is_leaf("key") && b.is_leaf("value")));
                for at in keys.map(|(at, _)| at).collect::<Vec<_>>() {
                    items.swap(at, at + 1);
                }
                Some(())
            })
        }),
        Mutation::accept("key-first-in-ike", CONFIGURATION, |w| {
            w.edit_tree(key_first)
        }),
    ],
    faults: &[Fault::answer(
        "request-id-first",
        "`requestId` must come first",
        |_, i, o| {
            let at = |name: &[u8]| memmem::find(i.body, name);
            if at(b"<vpnConnection>") < at(b"<requestId>") {
                *o = reject("unexpected order");
            }
        },
    )],
    ..ParserRule::DEFAULT
};

/// The children of every part of the last tunnel from last to first, each with all it holds.
fn reverse_parts(tree: &mut Tree) -> Option<()> {
    let tunnel = tree.last_element("ipsec_tunnel")?;
    let mut open = Vec::new();
    for at in tunnel.start + 1..tunnel.end - 1 {
        match tree.nodes.get(at)? {
            Node::Open(_) => open.push(at + 1),
            // What stands in it was reversed already, and is as long as before.
            Node::Close(_) => reverse_range(tree, open.pop()?..at)?,
            _ => {}
        }
    }
    Some(())
}

fn reverse_range(tree: &mut Tree, range: Range<usize>) -> Option<()> {
    let (mut children, mut depth) = (Vec::<Vec<Node>>::new(), 0_usize);
    for node in tree.nodes.get(range.clone())? {
        if depth == 0 {
            children.push(Vec::new());
        }
        match node {
            Node::Open(_) => depth += 1,
            Node::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        children.last_mut()?.push(node.clone());
    }
    // The order of the tunnels is theirs.
    let is_tunnel = |child: &Vec<Node>| child.first() == Some(&Node::Open("ipsec_tunnel"));
    let tunnels: Vec<_> = children.iter().filter(|c| is_tunnel(c)).cloned().collect();
    children.retain(|child| !is_tunnel(child));
    children.reverse();
    let reversed = tunnels.into_iter().chain(children).flatten();
    tree.nodes.splice(range, reversed);
    Some(())
}

fn rotate(tree: &mut Tree, name: &str) -> Option<()> {
    let at = position(tree, name)?;
    let node = tree.nodes.remove(at);
    tree.nodes.push(node);
    Some(())
}

/// The children of `vpnConnection` from last to first, where none has children itself.
fn reverse_connection(tree: &mut Tree) -> Option<()> {
    let range = tree.last_element("vpnConnection")?;
    let inside = tree.nodes.get_mut(range.start + 1..range.end - 1)?;
    if inside.iter().any(|n| matches!(n, Node::Open(_))) {
        return None;
    }
    inside.reverse();
    Some(())
}

/// The last tunnel with `ipsec` first and the far end before the near one.
fn reverse_sections(tree: &mut Tree) -> Option<()> {
    let mut sections = Vec::new();
    for name in ["ipsec", "ike", "vpn_gateway", "customer_gateway"] {
        sections.extend(tree.nodes.drain(tree.last_element(name)?));
    }
    let at = tree.last_element("ipsec_tunnel")?.start + 1;
    tree.nodes.splice(at..at, sections);
    Some(())
}

fn key_first(tree: &mut Tree) -> Option<()> {
    let key = position(tree, "pre_shared_key")?;
    let node = tree.nodes.remove(key);
    let ike = tree.nodes.iter().position(|n| *n == Node::Open("ike"))?;
    tree.nodes.insert(ike + 1, node);
    Some(())
}
