//! Optional elements may be present or absent.

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::generate::document::tree::{Node, Tree};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::refuse_if;
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/optional-elements",
    level: Level::Must,
    summary: "Optional elements may be present or absent.",
    source: SCHEMA,
    explain: "`type`, `tagSet` and `customerGatewayConfiguration` may be absent; telemetry, options and routes may be there.",
    documents: &[
        Mutation::accept("type-absent", RESPONSE, |w| {
            w.edit_tree(|t| t.remove_leaf("type"))
        }),
        Mutation::accept("tag-set-absent", RESPONSE, |w| {
            w.edit_tree(|t| t.remove_leaf("tagSet"))
        }),
        Mutation::accept("configuration-absent", RESPONSE, |w| {
            w.edit_tree(|t| t.remove_leaf("customerGatewayConfiguration"))
        }),
        Mutation::accept("tags-two", RESPONSE, |w| {
            w.edit_tree(|t| tags(t, &[("Name", "office"), ("cost center", "12")]))
        }),
        Mutation::accept("tag-value-empty", RESPONSE, |w| {
            w.edit_tree(|t| tags(t, &[("Name", "")]))
        }),
        Mutation::accept("tag-with-markup", RESPONSE, |w| {
            w.edit_tree(|t| tags(t, &[("a<b", "c&d \"e\"")]))
        }),
        Mutation::accept("telemetry", RESPONSE, |w| w.edit_tree(telemetry)),
        Mutation::accept("telemetry-empty", RESPONSE, |w| {
            w.edit_tree(|t| append(t, &[Node::Leaf("vgwTelemetry", "".into())]))
        }),
        Mutation::accept("options-and-routes", RESPONSE, |w| w.edit_tree(options)),
    ],
    faults: &[Fault::answer(
        "type-required",
        "a response without `type` is refused",
        |_, _, o| {
            refuse_if(o, "KeyError", |f| f.get("type") == Some(&Value::Absent));
        },
    )],
    ..ParserRule::DEFAULT
};

/// Adds to the end of `vpnConnection`.
fn append(tree: &mut Tree, nodes: &[Node]) -> Option<()> {
    let at = tree.last_element("vpnConnection")?.end - 1;
    tree.nodes.splice(at..at, nodes.iter().cloned());
    Some(())
}

fn tags(tree: &mut Tree, tags: &[(&'static str, &'static str)]) -> Option<()> {
    tree.remove_leaf("tagSet")?;
    let mut built = tree.emptied();
    built.element("tagSet", |t| {
        for (key, value) in tags {
            t.element("item", |t| {
                t.leaf("key", *key);
                t.leaf("value", *value);
            });
        }
    });
    append(tree, &built.nodes)
}

fn telemetry(tree: &mut Tree) -> Option<()> {
    let mut built = tree.emptied();
    built.element("vgwTelemetry", |t| {
        t.element("item", |t| {
            t.leaf("outsideIpAddress", "72.21.209.193");
            t.leaf("status", "UP");
            t.leaf("lastStatusChange", "2012-04-01T12:34:56.000Z");
            t.leaf("statusMessage", "");
            t.leaf("acceptedRouteCount", "5");
        });
    });
    append(tree, &built.nodes)
}

fn options(tree: &mut Tree) -> Option<()> {
    let mut built = tree.emptied();
    built.element("options", |t| t.leaf("staticRoutesOnly", "true"));
    built.element("routes", |t| {
        t.element("item", |t| {
            t.leaf("destinationCidrBlock", "192.168.0.0/16");
            t.leaf("source", "Static");
            t.leaf("state", "deleted");
        });
    });
    append(tree, &built.nodes)
}
