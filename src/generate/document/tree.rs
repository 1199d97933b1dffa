//! A document before it is written: a flat list of elements, and the fields a parser should find in it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::generate::document::escape::is_plain;
use crate::generate::document::field::{CONFIGURATION, Fields, RESPONSE, TUNNEL, Target, Value};
use crate::generate::document::style::Style;
use crate::generate::document::write::write;

/// Text of a leaf: borrowed where it is one of ours.
pub type Text = Cow<'static, str>;

/// One step through a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A start tag with children to come.
    Open(&'static str),
    /// An element whose text is a document.
    Inner(&'static str, Arc<Inner>),
    /// An element with text alone.
    Leaf(&'static str, Text),
    /// As `Leaf`, with text of which nothing is ever escaped.
    Plain(&'static str, &'static str),
    /// The end tag of the last open element.
    Close(&'static str),
}

/// A document that is the text of an element in another. It is written where it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inner {
    /// What it holds.
    pub tree: Tree,
    /// How it is written, before the outer document escapes it.
    pub style: Style,
}

impl Inner {
    /// The text.
    pub fn text(&self) -> String {
        let mut bytes = Vec::with_capacity(self.tree.length());
        write(&self.tree, &self.style, &mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    }
}

impl Node {
    /// Whether it is an element of this name without elements in it.
    pub fn is_leaf(&self, name: &str) -> bool {
        matches!(self, Self::Inner(own, _) | Self::Leaf(own, _) | Self::Plain(own, _) if *own == name)
    }

    /// The text of an element without elements in it.
    fn text(&self) -> Text {
        match self {
            Self::Close(_) | Self::Open(_) => Text::default(),
            Self::Inner(_, inner) => inner.text().into(),
            Self::Leaf(_, text) => text.clone(),
            Self::Plain(_, text) => Text::Borrowed(text),
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

    /// Adds an element with text that needs no escaping.
    pub fn plain(&mut self, name: &'static str, text: &'static str) {
        debug_assert!(is_plain(text), "{text:?} is to be escaped");
        self.nodes.push(Node::Plain(name, text));
    }

    /// Adds an element with the children that `fill` adds.
    pub fn element(&mut self, name: &'static str, fill: impl FnOnce(&mut Self)) {
        self.nodes.push(Node::Open(name));
        fill(self);
        self.nodes.push(Node::Close(name));
    }

    /// About how long the document is when it is written, if its text is short.
    pub fn length(&self) -> usize {
        let inner = self.nodes.iter().find_map(|node| match node {
            Node::Inner(_, inner) => Some(96 * inner.tree.nodes.len()),
            _ => None,
        });
        256 + 64 * self.nodes.len() + inner.unwrap_or_default()
    }

    /// The same document without anything in it.
    pub fn emptied(&self) -> Self {
        Self {
            target: self.target,
            attribute: self.attribute.clone(),
            nodes: Vec::new(),
        }
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
                Node::Leaf("tagSet", _) | Node::Plain("tagSet", _) if path == ["vpnConnection"] => {
                    tags = Some(Vec::new());
                }
                Node::Inner(name, _) | Node::Leaf(name, _) | Node::Plain(name, _) => {
                    let into = match path.as_slice() {
                        [] if *name == "requestId" => Some(&mut fields),
                        ["vpnConnection"] => Some(&mut fields),
                        ["vpnConnection", "tagSet", "item"] => {
                            tags.as_mut().and_then(|t| t.last_mut())
                        }
                        _ => None,
                    };
                    fill(into, name, node);
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
        let mut next = 0;
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
                Node::Inner(name, _) | Node::Leaf(name, _) | Node::Plain(name, _) => {
                    match path.as_slice() {
                        [] => fill(Some(&mut fields), name, node),
                        ["ipsec_tunnel", inside @ ..] => {
                            if let Some(known) = leaf_of_tunnel(inside, name, &mut next)
                                && let Some(tunnel) = tunnels.last_mut()
                            {
                                tunnel.insert(Cow::Borrowed(known), Value::Text(node.text()));
                            }
                        }
                        _ => {}
                    }
                }
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
fn fill(fields: Option<&mut Fields>, name: &str, leaf: &Node) {
    if let Some(value) = fields.and_then(|fields| fields.get_mut(name)) {
        *value = Value::Text(leaf.text());
    }
}

/// The name of this leaf among those of [`TUNNEL`], which is looked at from `next` on: leaves come in its order as a rule.
fn leaf_of_tunnel(path: &[&str], name: &str, next: &mut usize) -> Option<&'static str> {
    let is_it = |known: &str| {
        let mut parts = known.split('/');
        path.iter()
            .chain([&name])
            .all(|part| parts.next() == Some(part))
            && parts.next().is_none()
    };
    let (before, after) = TUNNEL.split_at_checked(*next)?;
    let mut places = (*next..).zip(after).chain((0..).zip(before));
    let (place, known) = places.find(|(_, known)| is_it(known))?;
    *next = place + 1;
    Some(known)
}
