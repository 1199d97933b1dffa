//! A document before it is written: a flat list of elements, and the fields a parser should find in it.

use std::borrow::Cow;

use crate::generate::document::field::CONFIGURATION;
use crate::generate::document::field::Fields;
use crate::generate::document::field::RESPONSE;
use crate::generate::document::field::TUNNEL;
use crate::generate::document::field::Target;
use crate::generate::document::field::Value;

/// Text of a leaf: borrowed where it is one of ours.
pub type Text = Cow<'static, str>;

/// One step through a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A start tag with children to come.
    Open(&'static str),
    /// An element with text alone.
    Leaf(&'static str, Text),
    /// The end tag of the last open element.
    Close(&'static str),
}

impl Node {
    /// The length of its text.
    pub fn text_len(&self) -> usize {
        match self {
            Self::Leaf(_, text) => text.len(),
            Self::Close(_) | Self::Open(_) => 0,
        }
    }
}

/// A document: root, its one attribute, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Which of the two documents.
    pub target: Target,
    /// The value of `id`, or the namespace.
    pub attribute: Text,
    /// Everything inside the root.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// The name of the root element.
    pub fn root(&self) -> &'static str {
        match self.target {
            Target::Configuration => "vpn_connection",
            Target::Response => "CreateVpnConnectionResponse",
        }
    }

    /// Adds an element with text.
    pub fn leaf(&mut self, name: &'static str, text: impl Into<Text>) {
        self.nodes.push(Node::Leaf(name, text.into()));
    }

    /// Adds an element with the children that `fill` adds.
    pub fn element(&mut self, name: &'static str, fill: impl FnOnce(&mut Self)) {
        self.nodes.push(Node::Open(name));
        fill(self);
        self.nodes.push(Node::Close(name));
    }

    /// What a parser should read.
    pub fn fields(&self) -> Fields {
        match self.target {
            Target::Configuration => self.configuration(),
            Target::Response => self.response(),
        }
    }

    fn response(&self) -> Fields {
        let mut fields = absent(RESPONSE);
        let mut tags: Option<Vec<Fields>> = None;
        let mut path: Vec<&str> = Vec::new();
        for node in &self.nodes {
            match node {
                Node::Open(name) => {
                    path.push(name);
                    match path.as_slice() {
                        ["vpnConnection", "tagSet"] => tags = Some(Vec::new()),
                        ["vpnConnection", "tagSet", "item"] => {
                            tags.get_or_insert_default().push(absent(&["key", "value"]));
                        }
                        _ => {}
                    }
                }
                Node::Close(_) => {
                    path.pop();
                }
                Node::Leaf("tagSet", _) if path == ["vpnConnection"] => tags = Some(Vec::new()),
                Node::Leaf(name, text) => {
                    let into = match path.as_slice() {
                        [] if *name == "requestId" => Some(&mut fields),
                        ["vpnConnection"] => Some(&mut fields),
                        ["vpnConnection", "tagSet", "item"] => {
                            tags.as_mut().and_then(|t| t.last_mut())
                        }
                        _ => None,
                    };
                    fill(into, name, text);
                }
            }
        }
        fields.insert("tagSet".into(), tags.map_or(Value::Absent, Value::List));
        fields
    }

    fn configuration(&self) -> Fields {
        let mut fields = absent(CONFIGURATION);
        let mut tunnels: Vec<Fields> = Vec::new();
        let mut path: Vec<&str> = Vec::new();
        for node in &self.nodes {
            match node {
                Node::Open(name) => {
                    if path.is_empty() && *name == "ipsec_tunnel" {
                        tunnels.push(Fields::new());
                    }
                    path.push(name);
                }
                Node::Close(_) => {
                    path.pop();
                }
                Node::Leaf(name, text) => match path.as_slice() {
                    [] => fill(Some(&mut fields), name, text),
                    ["ipsec_tunnel", inside @ ..] => {
                        let full = join(inside, name);
                        if let Some(known) = TUNNEL.iter().find(|known| **known == full)
                            && let Some(tunnel) = tunnels.last_mut()
                        {
                            tunnel.insert(Cow::Borrowed(known), Value::Text(text.clone()));
                        }
                    }
                    _ => {}
                },
            }
        }
        fields.insert("id".into(), Value::Text(self.attribute.clone()));
        fields.insert("tunnels".into(), Value::List(tunnels));
        fields
    }
}

/// A field for each name, all absent.
fn absent(names: &[&'static str]) -> Fields {
    names
        .iter()
        .map(|name| (Cow::Borrowed(*name), Value::Absent))
        .collect()
}

/// Sets the field, if the element is one of the known ones.
fn fill(fields: Option<&mut Fields>, name: &str, text: &Text) {
    if let Some(value) = fields.and_then(|fields| fields.get_mut(name)) {
        *value = Value::Text(text.clone());
    }
}

fn join(path: &[&str], name: &str) -> String {
    let mut full = String::with_capacity(64);
    for part in path {
        full.push_str(part);
        full.push('/');
    }
    full.push_str(name);
    full
}
