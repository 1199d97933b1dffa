//! The tree of a document: nodes in one list, with the places in the text of all that is in it.
//!
//! A text that is the usual spelling of an escaped document is read where it stands, into the same list. What costs
//! something and is seldom asked for is made when it is asked for: texts that have to be decoded, places on a wire that
//! had to be transcoded, the XML declaration.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use crate::xml::decoded::Decoded;
use crate::xml::error::Error;
use crate::xml::limits::Limits;
use crate::xml::offsets::Wire;
use crate::xml::reader::{Reader, normalised, unescaped};
use crate::xml::tree::{Node, Tree};
use crate::xml::{encoding, namespace, text, tree};

const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// A well-formed document.
#[derive(Clone)]
pub struct Document<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) wire: Wire,
    tree: Tree<'a>,
    /// The texts that had to be decoded, by [`Node::cell`].
    texts: OnceLock<Box<[OnceLock<String>]>>,
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

/// An element of a document.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    document: &'d Document<'d>,
    node: &'d Node,
    index: usize,
}

/// An attribute that declares no namespace.
#[derive(Clone, Copy)]
pub struct Attribute<'d> {
    document: &'d Document<'d>,
    attribute: &'d tree::Attribute<'d>,
}

/// A document that lies escaped in the text of an element, in its usual spelling.
#[derive(Clone, Copy, Debug)]
pub struct Carried<'d> {
    carrier: Element<'d>,
    root: Element<'d>,
}

impl<'a> Document<'a> {
    /// Reads a body as it came off the wire. A byte order mark and UTF-16 are dealt with at the door.
    ///
    /// # Errors
    /// [`Error`] names the first rule that is broken, and the byte.
    pub fn parse(body: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let source = encoding::admit(body, limits)?;
        let encoding = source.encoding;
        let wire = Wire::of(encoding);
        let called = |name: &str| encoding.is_called(name);
        match source.text {
            Cow::Borrowed(text) => Self::read(text, wire, called, limits),
            Cow::Owned(text) => Ok(Document::read(&text, wire, called, limits)?.into_owned()),
        }
    }

    /// Reads text that has been decoded already, so that the encoding it declares is of no effect. Offsets count in its
    /// bytes.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_text(text: &'a str, limits: &Limits) -> Result<Self, Error> {
        Self::read(text, Wire::Shifted(0), |_| true, limits)
    }

    fn read(
        text: &'a str,
        wire: Wire,
        called: impl Fn(&str) -> bool,
        limits: &Limits,
    ) -> Result<Self, Error> {
        match Tree::read(text, called, limits) {
            Ok(tree) => Ok(Self {
                text: Cow::Borrowed(text),
                wire,
                tree,
                texts: OnceLock::new(),
            }),
            Err((kind, at)) => Err(Error {
                kind,
                offset: wire.at(text, at.min(text.len())),
            }),
        }
    }

    /// One that borrows nothing: the text is copied as a whole.
    pub fn into_owned(self) -> Document<'static> {
        Document {
            text: Cow::Owned(self.text.into_owned()),
            wire: self.wire,
            tree: self.tree.into_owned(),
            texts: self.texts,
        }
    }

    /// The most memory that it takes once all is made that may be asked for, in bytes.
    pub(crate) fn held(&self) -> usize {
        let tree = &self.tree;
        let values = tree
            .attributes
            .iter()
            .map(|attribute| attribute.value.len());
        let namespaces = tree.namespaces.iter().map(|namespace| namespace.len());
        let places = match self.wire.shift() {
            Some(_) => 0,
            None => size_of::<usize>() * self.text.len(),
        };
        let texts = match tree.cells {
            0 => 0,
            cells => self.text.len() + size_of::<OnceLock<String>>() * cells as usize,
        };
        self.text.len()
            + size_of::<Node>() * tree.nodes.capacity()
            + size_of::<tree::Attribute<'_>>() * tree.attributes.capacity()
            + values.chain(namespaces).sum::<usize>()
            + places
            + texts
    }

    /// The root element.
    pub fn root(&self) -> Element<'_> {
        self.element(0)
    }

    /// The XML declaration.
    pub fn declaration(&self) -> Option<Declaration> {
        let mut reader = Reader::<false>::new(&self.text, 0, Limits::default(), false);
        reader.declaration(|_| true).ok().flatten()
    }

    /// The element of this [`number`](Element::number).
    pub fn element(&self, number: usize) -> Element<'_> {
        static NONE: Node = Node::NONE;
        Element {
            document: self,
            // The reader refuses a document without a root.
            node: self.tree.nodes.get(number).unwrap_or(&NONE),
            index: number,
        }
    }

    fn slice(&self, start: u32, end: u32) -> &str {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    fn namespace(&self, number: u32) -> Option<&str> {
        match number.checked_sub(1)? {
            0 => Some(namespace::XML),
            number => self
                .tree
                .namespaces
                .get(number as usize - 1)
                .map(AsRef::as_ref),
        }
    }
}

impl<'d> Carried<'d> {
    /// Its root. Places are those on the wire, as everywhere.
    pub fn root(&self) -> Element<'d> {
        self.root
    }

    /// White space before it in the decoded text, in bytes.
    pub fn leading(&self) -> usize {
        let before = self.before();
        let space = before.len() - before.trim_start_matches(SPACE).len();
        let space = before.get(..space).unwrap_or_default();
        normalised(space).len()
    }

    /// The XML declaration.
    pub fn declaration(&self) -> Option<Declaration> {
        let text = unescaped(self.before().trim_start_matches(SPACE));
        let mut reader = Reader::<false>::new(&text, 0, Limits::default(), false);
        reader.declaration(|_| true).ok().flatten()
    }

    /// What is written before the root.
    fn before(&self) -> &'d str {
        let document = self.carrier.document;
        document.slice(self.carrier.node.content, self.root.node.at)
    }
}

impl<'d> Attribute<'d> {
    /// The local name.
    pub fn name(&self) -> &'d str {
        self.document
            .slice(self.attribute.name, self.attribute.name_end)
    }

    /// The namespace; none without a prefix.
    pub fn namespace(&self) -> Option<&'d str> {
        self.document.namespace(self.attribute.namespace)
    }

    /// The normalised value.
    pub fn value(&self) -> &'d str {
        &self.attribute.value
    }

    /// Where its name stands on the wire.
    pub fn offset(&self) -> usize {
        let document = self.document;
        document.wire.at(&document.text, self.attribute.at as usize)
    }
}

impl<'d> Element<'d> {
    /// Its number in the document, by which [`Document::element`] finds it again.
    pub fn number(&self) -> usize {
        self.index
    }

    /// The local name.
    #[inline]
    pub fn name(&self) -> &'d str {
        self.document.slice(self.node.local, self.node.name_end)
    }

    /// The prefix.
    pub fn prefix(&self) -> Option<&'d str> {
        let start = self.node.name();
        let end = self.node.local.checked_sub(1)?;
        (end > start).then(|| self.document.slice(start, end))
    }

    /// The namespace.
    pub fn namespace(&self) -> Option<&'d str> {
        self.document.namespace(self.node.namespace)
    }

    /// The attributes in order, without those that declare namespaces.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'d>> + use<'d> {
        let (document, index) = (self.document, self.index);
        let all = document.tree.attributes.as_slice();
        let first = all.partition_point(|attribute| (attribute.node as usize) < index);
        let own = all.iter().skip(first);
        own.take_while(move |attribute| attribute.node as usize == index)
            .map(move |attribute| Attribute {
                document,
                attribute,
            })
    }

    /// The value of the attribute of this local name that is in no namespace.
    pub fn attribute(&self, name: &str) -> Option<&'d str> {
        self.attributes()
            .find(|a| a.name() == name && a.namespace().is_none())
            .map(|a| a.value())
    }

    /// The child elements in order.
    #[inline]
    pub fn children(&self) -> impl Iterator<Item = Element<'d>> + use<'d> {
        let document = self.document;
        let nodes = document.tree.nodes.as_slice();
        let end = match self.node.carries {
            true => 0,
            false => self.node.after as usize,
        };
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let index = next;
            let node = nodes.get(index).filter(|_| index < end)?;
            next = node.after as usize;
            Some(Element {
                document,
                node,
                index,
            })
        })
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
        let (document, node) = (self.document, self.node);
        let Some(cell) = node.cell() else {
            return document.slice(node.content, node.end);
        };
        let cells = document.texts.get_or_init(|| {
            let cells = (0..document.tree.cells).map(|_| OnceLock::new());
            cells.collect()
        });
        let text = cells.get(cell);
        text.map_or("", |text| text.get_or_init(|| text::decode(*self)))
    }

    /// The same with the way back to the wire. It is made at every call.
    pub fn decoded(&self) -> Decoded {
        text::trace(*self)
    }

    /// The document that is the text of this element, if it stands there escaped in its usual spelling. Any other spelling
    /// has to be decoded and read by [`Document::parse_text`].
    pub fn carried(&self) -> Option<Carried<'d>> {
        self.node.carries.then(|| Carried {
            carrier: *self,
            root: self.document.element(self.index + 1),
        })
    }

    /// Where its start tag stands on the wire.
    pub fn offset(&self) -> usize {
        self.wire(self.node.at)
    }

    /// Where its content begins on the wire.
    pub fn text_offset(&self) -> usize {
        self.wire(self.node.content)
    }

    /// Whether there are child elements.
    pub fn has_children(&self) -> bool {
        self.children().next().is_some()
    }

    pub(super) fn node(&self) -> &'d Node {
        self.node
    }

    pub(super) fn document(&self) -> &'d Document<'d> {
        self.document
    }

    fn wire(&self, at: u32) -> usize {
        self.document.wire.at(&self.document.text, at as usize)
    }
}

// What a document says may be secret.

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("root", &self.root())
            .field("nodes", &self.tree.nodes.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.name())
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
