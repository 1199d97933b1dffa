//! The order of elements makes no difference.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::structure::position;
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
