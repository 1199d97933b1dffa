//! The tree of a document: owned, flat, with the offset on the wire of everything in it.

use std::sync::Arc;

use crate::xml::decoded::Decoded;
use crate::xml::error::Error;
use crate::xml::limits::Limits;
use crate::xml::offsets::Wire;
use crate::xml::{encoding, tree};

/// A well-formed document.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) declaration: Option<Declaration>,
    /// In document order; the first is the root.
    pub(super) nodes: Vec<Node>,
}

/// The XML declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// `version`
    pub version: String,
    /// `encoding`, as it is written.
    pub encoding: Option<String>,
    /// `standalone`: whether it says yes.
    pub standalone: Option<bool>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) prefix: Option<String>,
    pub(super) namespace: Option<Arc<str>>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<usize>,
    pub(super) text: Decoded,
    pub(super) offset: usize,
    pub(super) text_offset: usize,
}

/// An attribute that declares no namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub(super) name: String,
    pub(super) namespace: Option<Arc<str>>,
    pub(super) value: String,
    pub(super) offset: usize,
}

/// An element of a document.
#[derive(Clone, Copy, Debug)]
pub struct Element<'d> {
    nodes: &'d [Node],
    node: &'d Node,
}

impl Document {
    /// Reads a body as it came off the wire. A byte order mark and UTF-16 are dealt with at the door.
    ///
    /// # Errors
    /// [`Error`] names the first rule that is broken, and the byte.
    pub fn parse(body: &[u8], limits: &Limits) -> Result<Self, Error> {
        let source = encoding::admit(body, limits)?;
        let wire = Wire::of(&source);
        tree::read(&source.text, Some(source.encoding), &wire, limits)
    }

    /// Reads text that has been decoded already, so that the encoding it declares is of no effect. Offsets count in its
    /// bytes.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_text(text: &str, limits: &Limits) -> Result<Self, Error> {
        tree::read(text, None, &Wire::Shifted(0), limits)
    }

    /// Reads the document inside an element, with offsets in the body on the wire.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_decoded(decoded: &Decoded, limits: &Limits) -> Result<Self, Error> {
        tree::read(&decoded.text, None, &Wire::Decoded(decoded), limits)
    }

    /// The root element.
    pub fn root(&self) -> Element<'_> {
        static NONE: Node = Node {
            name: String::new(),
            prefix: None,
            namespace: None,
            attributes: Vec::new(),
            children: Vec::new(),
            text: Decoded::EMPTY,
            offset: 0,
            text_offset: 0,
        };
        Element {
            nodes: &self.nodes,
            // The reader refuses a document without a root.
            node: self.nodes.first().unwrap_or(&NONE),
        }
    }

    /// The XML declaration.
    pub fn declaration(&self) -> Option<Declaration> {
        self.declaration.clone()
    }
}

impl Attribute {
    /// The local name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The namespace; none without a prefix.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The normalised value.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Where its name stands on the wire.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl<'d> Element<'d> {
    /// The local name.
    pub fn name(&self) -> &'d str {
        &self.node.name
    }

    /// The prefix.
    pub fn prefix(&self) -> Option<&'d str> {
        self.node.prefix.as_deref()
    }

    /// The namespace.
    pub fn namespace(&self) -> Option<&'d str> {
        self.node.namespace.as_deref()
    }

    /// The attributes in order, without those that declare namespaces.
    pub fn attributes(&self) -> impl Iterator<Item = &'d Attribute> + use<'d> {
        self.node.attributes.iter()
    }

    /// The value of the attribute of this local name that is in no namespace.
    pub fn attribute(&self, name: &str) -> Option<&'d str> {
        self.attributes()
            .find(|a| a.name == name && a.namespace.is_none())
            .map(|a| a.value.as_str())
    }

    /// The child elements in order.
    pub fn children(&self) -> impl Iterator<Item = Element<'d>> + use<'d> {
        let nodes = self.nodes;
        self.node
            .children
            .iter()
            .filter_map(move |index| nodes.get(*index))
            .map(move |node| Element { nodes, node })
    }

    /// The first child element of this local name.
    pub fn child(&self, name: &str) -> Option<Element<'d>> {
        self.children().find(|child| child.name() == name)
    }

    /// The first element at a path of local names, for instance `ike/lifetime`.
    pub fn path(&self, path: &str) -> Option<Element<'d>> {
        path.split('/')
            .try_fold(*self, |element, name| element.child(name))
    }

    /// The character data directly in the element: references decoded, CDATA sections merged, comments left out.
    pub fn text(&self) -> &'d str {
        &self.node.text.text
    }

    /// The same with the way back to the wire.
    pub fn decoded(&self) -> &'d Decoded {
        &self.node.text
    }

    /// Where its start tag stands on the wire.
    pub fn offset(&self) -> usize {
        self.node.offset
    }

    /// Where its content begins on the wire.
    pub fn text_offset(&self) -> usize {
        self.node.text_offset
    }

    /// Whether there are child elements.
    pub fn has_children(&self) -> bool {
        !self.node.children.is_empty()
    }

    /// Whether there is character data, white space included.
    pub fn has_text(&self) -> bool {
        !self.node.text.text.is_empty()
    }
}
