//! Elements that may be absent, unknown, in another order, or there twice; tunnels of every number and kind.

use crate::generate::document::field::{Target, Value};
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{
    BOTH, CONFIGURATION, Deviation, RESPONSE, accept, policy, reject,
};
use crate::generate::document::style::Empty;
use crate::generate::document::tree::{Node, Tree};

const OPTIONAL: &str = "parser/optional-elements";
const EMPTY: &str = "parser/empty-is-not-absent";
const UNKNOWN: &str = "parser/unknown-elements-ignored";
const ORDER: &str = "parser/element-order-irrelevant";
const TUNNELS: &str = "parser/any-number-of-tunnels";
const STATIC: &str = "parser/static-routing-read";
const FORMS: &str = "parser/modern-forms-read";
const DUPLICATE: &str = "parser/duplicate-element-one-value";
const REQUIRED: &str = "parser/required-elements";

pub const ALL: &[Deviation] = &[
    accept("type-absent", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(|t| t.remove_leaf("type"))
    }),
    accept("tag-set-absent", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(|t| t.remove_leaf("tagSet"))
    }),
    accept("configuration-absent", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(|t| t.remove_leaf("customerGatewayConfiguration"))
    }),
    accept("tags-two", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(|t| tags(t, &[("Name", "office"), ("cost center", "12")]))
    }),
    accept("tag-value-empty", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(|t| tags(t, &[("Name", "")]))
    }),
    accept("tag-with-markup", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(|t| tags(t, &[("a<b", "c&d \"e\"")]))
    }),
    accept("telemetry", OPTIONAL, RESPONSE, |w| w.edit_tree(telemetry)),
    accept("telemetry-empty", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(|t| append(t, &[Node::Leaf("vgwTelemetry", "".into())]))
    }),
    accept("options-and-routes", OPTIONAL, RESPONSE, |w| {
        w.edit_tree(options)
    }),
    accept("state-empty", EMPTY, RESPONSE, |w| {
        w.edit_tree(|t| set(t, "state", ""))
    }),
    accept("state-empty-pair", EMPTY, RESPONSE, |w| {
        w.style.empty = Empty::Pair;
        w.edit_tree(|t| set(t, "state", ""))
    }),
    accept("configuration-empty", EMPTY, RESPONSE, |w| {
        w.edit_tree(|t| set(t, "customerGatewayConfiguration", ""))
    }),
    accept("customer-gateway-id-empty", EMPTY, CONFIGURATION, |w| {
        w.edit_tree(|t| set(t, "customer_gateway_id", ""))
    }),
    accept("key-empty", EMPTY, CONFIGURATION, |w| {
        w.edit_tree(|t| set(t, "pre_shared_key", ""))
    }),
    accept("unknown-leaf-in-root", UNKNOWN, BOTH, |w| {
        w.before_end("<laterElement>x</laterElement>")
    }),
    accept("unknown-leaf-beside", UNKNOWN, BOTH, |w| {
        w.before_leaf("<laterElement a=\"b\">x</laterElement>")
    }),
    accept("unknown-attribute", UNKNOWN, BOTH, |w| {
        w.root_attribute(" later=\"x\"")
    }),
    accept("unknown-attribute-on-leaf", UNKNOWN, BOTH, |w| {
        let leaf = w.leaf();
        w.replace(format!("<{leaf}>"), format!("<{leaf} later=\"x\">"))
    }),
    accept("unknown-nested-same-names", UNKNOWN, BOTH, |w| {
        w.before_end(nested(w))
    }),
    accept("unknown-nested-inside-connection", UNKNOWN, RESPONSE, |w| {
        w.replace("</vpnConnection>", format!("{}</vpnConnection>", nested(w)))
    }),
    accept("unknown-nested-first", UNKNOWN, BOTH, |w| {
        let text = nested(w);
        w.before_leaf(text)
    }),
    accept("unknown-nested-id-and-state", UNKNOWN, RESPONSE, |w| {
        w.replace("</vpnConnection>", "<peer><id>vpn-99999999</id><state>deleted</state><item><x/></item></peer></vpnConnection>")
    }),
    accept("unknown-in-tunnel", UNKNOWN, CONFIGURATION, |w| {
        w.replace(
            "<ike>",
            "<later><pre_shared_key>wrong_key</pre_shared_key><lifetime>1</lifetime></later><ike>",
        )
    }),
    accept("unknown-leaf-in-ike", UNKNOWN, CONFIGURATION, |w| {
        w.replace("<ike>", "<ike><later>1</later>")
    }),
    accept("unknown-tunnel-elsewhere", UNKNOWN, CONFIGURATION, |w| {
        w.before_end("<spare><ipsec_tunnel><ike><pre_shared_key>wrong_key</pre_shared_key></ike></ipsec_tunnel></spare>")
    }),
    accept("request-id-last", ORDER, RESPONSE, |w| {
        w.edit_tree(|t| rotate(t, "requestId"))
    }),
    accept("connection-reversed", ORDER, RESPONSE, |w| {
        w.edit_tree(reverse_connection)
    }),
    accept("tunnel-sections-reversed", ORDER, CONFIGURATION, |w| {
        w.edit_tree(reverse_sections)
    }),
    accept("key-first-in-ike", ORDER, CONFIGURATION, |w| {
        w.edit_tree(key_first)
    }),
    accept("tunnel-one", TUNNELS, CONFIGURATION, |w| {
        w.edit_tree(|t| tunnels(t, 1))
    }),
    accept("tunnel-three", TUNNELS, CONFIGURATION, |w| {
        w.edit_tree(|t| tunnels(t, 3))
    }),
    accept("tunnel-sixteen", TUNNELS, CONFIGURATION, |w| {
        w.edit_tree(|t| tunnels(t, 16))
    }),
    policy("tunnel-none", TUNNELS, CONFIGURATION, |w| {
        w.edit_tree(|t| tunnels(t, 0))
    }),
    accept("static-routing", STATIC, CONFIGURATION, |w| {
        w.edit_tree(make_static)
    }),
    accept("static-routing-one-tunnel", STATIC, CONFIGURATION, |w| {
        w.edit_tree(|t| make_static(t).and_then(|()| tunnels(t, 1)))
    }),
    accept("inside-ipv6", FORMS, CONFIGURATION, |w| {
        w.edit_tree(inside_ipv6)
    }),
    accept("transit-gateway", FORMS, CONFIGURATION, |w| {
        w.edit_tree(|t| set(t, "vpn_gateway_id", ""))
    }),
    accept("transit-gateway-response", FORMS, RESPONSE, |w| {
        w.edit_tree(|t| {
            t.remove_leaf("vpnGatewayId")?;
            insert_before(
                t,
                "type",
                Node::Leaf("transitGatewayId", "tgw-044be4464fcc69aff".into()),
            )
        })
    }),
    policy("duplicate-leaf", DUPLICATE, BOTH, |w| {
        duplicate(w, "first", "second")
    }),
    policy("duplicate-leaf-same", DUPLICATE, BOTH, |w| {
        duplicate(w, "same", "same")
    }),
    policy("duplicate-key", DUPLICATE, CONFIGURATION, |w| {
        w.key(
            "first_key_1</pre_shared_key><pre_shared_key>second_key_2",
            "first_key_1",
        )?;
        w.alternatives = vec![("tunnels/0/ike/pre_shared_key", Value::text("second_key_2"))];
        Some(())
    }),
    policy("required-connection-absent", REQUIRED, RESPONSE, |w| {
        w.edit_tree(|t| t.remove_element("vpnConnection"))
    }),
    policy("required-everything-absent", REQUIRED, RESPONSE, |w| {
        w.edit_tree(|t| {
            t.nodes.clear();
            Some(())
        })
    }),
    policy("required-connection-id-absent", REQUIRED, RESPONSE, |w| {
        w.edit_tree(|t| t.remove_leaf("vpnConnectionId"))
    }),
    policy("required-ike-absent", REQUIRED, CONFIGURATION, |w| {
        w.edit_tree(|t| t.remove_element("ike"))
    }),
    policy("required-id-absent", REQUIRED, CONFIGURATION, |w| {
        w.changes.push(("id", Value::Absent));
        w.replace(format!(" id=\"{}\"", w.tree.attribute), "")
    }),
    reject(
        "required-inner-text-unescaped",
        "parser/unescaped-configuration-rejected",
        RESPONSE,
        |w| {
            w.replace("&lt;?xml", "<?xml")
                .and_then(|()| w.replace("?&gt;", "?>"))
        },
    ),
];

fn nested(w: &Wire) -> String {
    let leaf = w.leaf();
    match w.tree.target {
        Target::Configuration => format!(
            "<later><{leaf}>wrong</{leaf}><vpn_connection_type>x</vpn_connection_type></later>"
        ),
        Target::Response => format!(
            "<later><{leaf}>wrong</{leaf}><vpnConnectionId>vpn-wrong</vpnConnectionId></later>"
        ),
    }
}

fn duplicate(w: &mut Wire, first: &'static str, second: &'static str) -> Option<()> {
    let leaf = w.leaf();
    w.element(format!("<{leaf}>{first}</{leaf}><{leaf}>{second}</{leaf}>"))?;
    w.changes.push((leaf, Value::text(first)));
    w.alternatives = vec![(leaf, Value::text(first)), (leaf, Value::text(second))];
    Some(())
}

fn position(tree: &Tree, name: &str) -> Option<usize> {
    tree.nodes.iter().position(|n| n.is_leaf(name))
}

fn set(tree: &mut Tree, name: &'static str, text: &'static str) -> Option<()> {
    let at = position(tree, name)?;
    *tree.nodes.get_mut(at)? = Node::Leaf(name, text.into());
    Some(())
}

fn insert_before(tree: &mut Tree, name: &str, node: Node) -> Option<()> {
    let at = position(tree, name)?;
    tree.nodes.insert(at, node);
    Some(())
}

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

/// That many tunnels: the last ones removed, or repeated.
fn tunnels(tree: &mut Tree, count: usize) -> Option<()> {
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

fn make_static(tree: &mut Tree) -> Option<()> {
    tree.remove_element("bgp")?;
    let at = position(tree, "vpn_connection_type")? + 1;
    tree.nodes.insert(
        at,
        Node::Leaf("vpn_connection_attributes", "NoBGPVPNConnection".into()),
    );
    Some(())
}

fn inside_ipv6(tree: &mut Tree) -> Option<()> {
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
