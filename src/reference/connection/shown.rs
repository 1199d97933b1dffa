//! A connection as answers show it.

use crate::reference::configuration;
use crate::reference::element::{Element, Node};
use crate::reference::state::Connection;
use crate::spec::version::ApiVersion;

/// The children of `vpnConnection`, in the order of the schema (protocol notes, sections 1.1 and 2).
pub(super) fn show(connection: &Connection, state: &str, version: ApiVersion) -> Vec<Node> {
    let mut nodes = vec![
        leaf("vpnConnectionId", &connection.id),
        leaf("state", state),
    ];
    // Always there at create, and later while the connection is pending or available (protocol notes, section 2).
    if !connection.deleted {
        let mut inner = Element::new("customerGatewayConfiguration");
        inner
            .children
            .push(Node::Document(configuration::document(connection)));
        nodes.push(Node::Element(inner));
    }
    nodes.push(leaf("type", &connection.kind));
    nodes.push(leaf("customerGatewayId", &connection.customer_gateway_id));
    if let Some(id) = &connection.vpn_gateway_id {
        nodes.push(leaf("vpnGatewayId", id));
    }
    if let Some(id) = &connection.transit_gateway_id {
        nodes.push(leaf("transitGatewayId", id));
    }
    if version.is_modern() {
        nodes.push(leaf("category", "VPN"));
    }
    if version.has_tag_set() {
        let tags = connection.tags.iter().map(|(key, value)| {
            Element::branch(
                "item",
                [
                    Element::leaf("key", &**key),
                    Element::leaf("value", &**value),
                ],
            )
        });
        nodes.push(Node::Element(Element::branch("tagSet", tags)));
    }
    if version.has_options() {
        nodes.push(Node::Element(options(connection, version)));
        nodes.push(Node::Element(Element::new("routes")));
    }
    nodes
}

fn options(connection: &Connection, version: ApiVersion) -> Element {
    let text = |flag: bool| if flag { "true" } else { "false" };
    let mut options = Element::new("options");
    let mut asked = connection.options.iter().peekable();
    if version.is_modern() {
        let (member, values) = match asked.next_if(|(m, _)| m.element == "enableAcceleration") {
            Some((member, values)) => (member.element, values.as_slice()),
            None => ("enableAcceleration", &["false".to_owned()][..]),
        };
        push(&mut options, member, values);
    }
    options.push(Element::leaf(
        "staticRoutesOnly",
        text(connection.static_routes),
    ));
    for (member, values) in asked.filter(|(m, _)| m.element != "staticRoutesOnly") {
        push(&mut options, member.element, values);
    }
    if version.is_modern() {
        let tunnels = connection.tunnels.iter().map(|tunnel| {
            let mut item = Element::branch(
                "item",
                [
                    Element::leaf("outsideIpAddress", &*tunnel.outside),
                    Element::leaf("tunnelInsideCidr", &*tunnel.inside_cidr),
                ],
            );
            if let Some(inside) = &tunnel.inside6 {
                item.push(Element::leaf("tunnelInsideIpv6Cidr", &*inside.cidr));
            }
            item.push(Element::leaf("preSharedKey", tunnel.key.expose()));
            for (member, values) in &tunnel.options {
                push(&mut item, member.element, values);
            }
            item
        });
        options.push(Element::branch("tunnelOptionSet", tunnels));
    }
    options
}

/// Adds the element at this path, with the values.
fn push(parent: &mut Element, path: &str, values: &[String]) {
    match path.split_once('/') {
        Some((first, rest)) => {
            if parent.child_mut(first).is_none() {
                parent.push(Element::new(first));
            }
            if let Some(child) = parent.child_mut(first) {
                push(child, rest, values);
            }
        }
        None if path.ends_with("Set") => {
            let items = values
                .iter()
                .map(|value| Element::branch("item", [Element::leaf("value", &**value)]));
            parent.push(Element::branch(path, items));
        }
        // What holds more than values is not shown.
        None if path.is_empty() => {}
        None => parent.push(Element::leaf(path, values.concat())),
    }
}

fn leaf(name: &str, text: &str) -> Node {
    Node::Element(Element::leaf(name, text))
}
