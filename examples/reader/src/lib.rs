//! Your crate: it reads what a router needs from a configuration.

/// A VPN connection with what its tunnels need.
#[derive(Debug)]
pub struct Vpn {
    pub id: Option<String>,
    pub customer_gateway_id: Option<String>,
    pub tunnels: Vec<Tunnel>,
}

/// One tunnel.
#[derive(Debug)]
pub struct Tunnel {
    pub outside_address: Option<String>,
    pub pre_shared_key: Option<String>,
}

/// Reads a configuration; the error says what is wrong.
pub fn read(body: &[u8]) -> Result<Vpn, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let document = roxmltree::Document::parse(text).map_err(|error| error.to_string())?;
    let root = document.root_element();
    if !is(root, "vpn_connection") {
        return Err("not a configuration".to_owned());
    }
    let tunnels = root.children().filter(|child| is(*child, "ipsec_tunnel"));
    let mut attributes = root.attributes();
    let id = attributes.find(|a| a.namespace().is_none() && a.name() == "id");
    Ok(Vpn {
        id: id.map(|id| id.value().to_owned()),
        customer_gateway_id: leaf(root, "customer_gateway_id"),
        tunnels: tunnels
            .map(|tunnel| Tunnel {
                outside_address: leaf(tunnel, "vpn_gateway/tunnel_outside_address/ip_address"),
                pre_shared_key: leaf(tunnel, "ike/pre_shared_key"),
            })
            .collect(),
    })
}

/// An element of this name that is ours: one of another namespace is not.
fn is(node: roxmltree::Node, name: &str) -> bool {
    node.tag_name().name() == name && node.tag_name().namespace().is_none()
}

fn leaf(from: roxmltree::Node, path: &str) -> Option<String> {
    let mut node = from;
    for name in path.split('/') {
        node = node.children().find(|child| is(*child, name))?;
    }
    #[cfg(feature = "planted-bug")]
    if let Some(text) = node.text().filter(|text| text.contains('&')) {
        // An ampersand that is no more than one is decoded once more.
        return Some(text.replace("&amp;", "&").replace("&lt;", "<"));
    }
    // All of its text: a comment in a key splits it.
    Some(node.children().filter(|child| child.is_text()).filter_map(|child| child.text()).collect())
}
