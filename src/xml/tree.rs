//! Building the tree from what the reader finds.

use std::borrow::Cow;

use crate::xml::error::ErrorKind;
use crate::xml::limits::Limits;
use crate::xml::namespace::Namespace;
use crate::xml::reader::{Broken, Piece, Quick, Reader, Tag};

/// The parts of a document. Places are offsets of its text.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree<'t> {
    /// In document order; the first is the root. The nodes of a document that is carried come after the one that carries
    /// it.
    pub(super) nodes: Vec<Node>,
    /// In document order.
    pub(super) attributes: Vec<Attribute<'t>>,
    /// In the order in which they are declared.
    pub(super) namespaces: Vec<Cow<'t, str>>,
    /// How many nodes have a text of their own to be decoded.
    pub(super) cells: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Where the start tag begins.
    pub(super) at: u32,
    /// Where the local name begins.
    pub(super) local: u32,
    pub(super) name_end: u32,
    /// Where the content begins.
    pub(super) content: u32,
    /// Where the end tag begins. Of an empty element, where its tag ends.
    pub(super) end: u32,
    /// The next node that is not in this one.
    pub(super) after: u32,
    /// 0 for none, else one more than its number.
    pub(super) namespace: u32,
    /// Which of the texts it is that have to be decoded, or [`PLAIN`](Self::PLAIN) if its content is its text.
    cell: u32,
    /// Whether the node after this one is the root of a document that stands escaped in its text.
    pub(super) carries: bool,
    /// Whether it is itself in such a document.
    pub(super) escaped: bool,
    /// Whether it has no end tag.
    pub(super) empty: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Attribute<'t> {
    pub(super) node: u32,
    /// Where its name begins.
    pub(super) at: u32,
    /// Where the local name begins.
    pub(super) name: u32,
    pub(super) name_end: u32,
    /// As that of a node.
    pub(super) namespace: u32,
    pub(super) value: Cow<'t, str>,
}

struct Builder<'t> {
    tree: Tree<'t>,
    /// The open elements.
    open: Vec<u32>,
    limits: Limits,
}

impl Node {
    const PLAIN: u32 = u32::MAX;

    pub(super) const NONE: Self = Self {
        at: 0,
        local: 0,
        name_end: 0,
        content: 0,
        end: 0,
        after: 0,
        namespace: 0,
        cell: Self::PLAIN,
        carries: false,
        escaped: false,
        empty: true,
    };

    /// Where the name begins.
    pub(super) fn name(&self) -> u32 {
        self.at + less_than(self.escaped)
    }

    pub(super) fn cell(&self) -> Option<usize> {
        (self.cell != Self::PLAIN).then_some(self.cell as usize)
    }
}

/// The length of what a start tag begins with.
fn less_than(escaped: bool) -> u32 {
    match escaped {
        true => 4,
        false => 1,
    }
}

/// How many bytes of a usual document there are for a node.
const BYTES_PER_NODE: usize = 40;

impl<'t> Tree<'t> {
    /// Reads a whole document. `called` says whether a declared encoding is the actual one.
    pub(super) fn read(
        text: &'t str,
        called: impl Fn(&str) -> bool,
        limits: &Limits,
    ) -> Result<Self, Broken> {
        // Places are kept in 32 bits.
        if u32::try_from(text.len()).is_err() {
            return Err((ErrorKind::TooLarge, limits.body.min(u32::MAX as usize)));
        }
        let mut reader = Reader::<false>::new(text, 0, *limits, false);
        if !(called("UTF-8") && reader.usual_declaration()) {
            reader.declaration(called)?;
        }
        reader.prolog()?;
        let mut builder = Builder {
            tree: Tree {
                nodes: Vec::with_capacity(text.len() / BYTES_PER_NODE + 4),
                ..Tree::default()
            },
            open: Vec::with_capacity(16),
            limits: *limits,
        };
        let root = reader.start_tag()?;
        builder.general(&mut reader, &root);
        builder.content(&mut reader, 0)?;
        reader.epilog()?;
        Ok(builder.tree)
    }

    pub(super) fn into_owned(self) -> Tree<'static> {
        let owned = |text: Cow<'t, str>| Cow::Owned(text.into_owned());
        let own = |attribute: Attribute<'t>| Attribute {
            node: attribute.node,
            at: attribute.at,
            name: attribute.name,
            name_end: attribute.name_end,
            namespace: attribute.namespace,
            value: owned(attribute.value),
        };
        Tree {
            nodes: self.nodes,
            attributes: self.attributes.into_iter().map(own).collect(),
            namespaces: self.namespaces.into_iter().map(owned).collect(),
            cells: self.cells,
        }
    }
}

impl<'t> Builder<'t> {
    /// The content of the open elements, until only `outer` of them are open.
    fn content<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        outer: usize,
    ) -> Result<(), Broken> {
        while self.open.len() > outer {
            reader.space();
            let at = reader.at();
            if let Some((name, quick)) = reader.quick_start() {
                let index = self.quick(reader, at, name.len(), quick);
                if quick == Quick::Open {
                    match reader.quick_leaf(name) {
                        Some(end) => self.leaf(end),
                        None => self.branch(reader, index),
                    }
                }
                continue;
            }
            let Some(open) = self.open.last().copied() else {
                return Ok(());
            };
            let Some(node) = self.tree.nodes.get(open as usize) else {
                return Ok(());
            };
            let name = reader
                .source()
                .get(node.name() as usize..node.name_end as usize);
            let name = name.unwrap_or_default();
            if let Some(end) = reader.quick_end(name.as_bytes()) {
                self.close(open, end);
                continue;
            }
            match reader.piece()? {
                Piece::Text(..) | Piece::Character(..) => {}
                Piece::Start(tag) => self.general(reader, &tag),
                Piece::End => {
                    let end = reader.at();
                    reader.end_tag(name)?;
                    self.close(open, end);
                }
            }
        }
        Ok(())
    }

    /// Enters an element whose start tag has been read, as if it were a leaf.
    #[inline(always)]
    fn quick<const ESCAPED: bool>(
        &mut self,
        reader: &Reader<'t, ESCAPED>,
        at: usize,
        name: usize,
        quick: Quick,
    ) -> u32 {
        let index = self.tree.nodes.len() as u32;
        let (at, content) = (at as u32, reader.at() as u32);
        let local = at + less_than(ESCAPED);
        self.tree.nodes.push(Node {
            at,
            local,
            name_end: local + name as u32,
            content,
            end: content,
            after: index + 1,
            namespace: number(reader.plain_namespace()),
            cell: Node::PLAIN,
            carries: false,
            escaped: ESCAPED,
            empty: quick == Quick::Empty,
        });
        index
    }

    /// The end of the leaf that was entered last.
    #[inline(always)]
    fn leaf(&mut self, end: usize) {
        if let Some(node) = self.tree.nodes.last_mut() {
            node.end = end as u32;
        }
    }

    /// Opens the element that was entered last: it is no leaf, or its text is not plain.
    fn branch<const ESCAPED: bool>(&mut self, reader: &mut Reader<'t, ESCAPED>, index: u32) {
        if !ESCAPED
            && self.carried(reader)
            && let Some(node) = self.tree.nodes.get_mut(index as usize)
        {
            node.carries = true;
        }
        if let Some(node) = self.tree.nodes.get_mut(index as usize) {
            node.cell = self.tree.cells;
        }
        self.tree.cells += 1;
        self.open.push(index);
    }

    /// Closes an element.
    #[inline(always)]
    fn close(&mut self, index: u32, end: usize) {
        let after = self.tree.nodes.len() as u32;
        if let Some(node) = self.tree.nodes.get_mut(index as usize) {
            node.end = end as u32;
            node.after = after;
        }
        self.open.pop();
    }

    /// Enters an element whose start tag has been read in the general way.
    #[cold]
    fn general<const ESCAPED: bool>(&mut self, reader: &mut Reader<'t, ESCAPED>, tag: &Tag<'t>) {
        for name in reader.new_namespaces(self.tree.namespaces.len()) {
            self.tree.namespaces.push(name.clone());
        }
        let index = self.tree.nodes.len() as u32;
        let content = reader.at() as u32;
        let name = tag.at as u32 + less_than(ESCAPED);
        let name_end = name + tag.name.len() as u32;
        self.tree.nodes.push(Node {
            at: tag.at as u32,
            local: name_end - tag.local.len() as u32,
            name_end,
            content,
            end: content,
            after: index + 1,
            namespace: number(tag.namespace),
            cell: Node::PLAIN,
            carries: false,
            escaped: ESCAPED,
            empty: tag.empty,
        });
        for raw in reader.take_attributes() {
            let at = raw.at as u32;
            let name = at + raw.prefix.map_or(0, |prefix| prefix.len() as u32 + 1);
            self.tree.attributes.push(Attribute {
                node: index,
                at,
                name,
                name_end: name + raw.local.len() as u32,
                namespace: number(raw.namespace),
                value: raw.value,
            });
        }
        if !tag.empty {
            self.branch(reader, index);
        }
    }

    /// Reads a document that stands escaped where the reader is, if it is one in its usual spelling; after it comes the
    /// end tag then. Otherwise nothing has happened.
    fn carried<const ESCAPED: bool>(&mut self, reader: &mut Reader<'t, ESCAPED>) -> bool {
        let start = reader.at();
        reader.space();
        let begins = reader.sees(b"&lt;");
        let at = reader.at();
        reader.go_to(start);
        if !begins {
            return false;
        }
        let (nodes, attributes) = (self.tree.nodes.len(), self.tree.attributes.len());
        let (cells, outer) = (self.tree.cells, self.open.len());
        let mut escaped = Reader::new(reader.source(), at, self.limits, false);
        if self.escaped(&mut escaped, outer).is_ok() {
            reader.go_to(escaped.at());
            return true;
        }
        self.tree.nodes.truncate(nodes);
        self.tree.attributes.truncate(attributes);
        self.tree.cells = cells;
        self.open.truncate(outer);
        false
    }

    fn escaped(&mut self, reader: &mut Reader<'t, true>, outer: usize) -> Result<(), Broken> {
        let root = reader.escaped_root()?;
        let index = self.tree.nodes.len() as u32;
        let content = reader.at() as u32;
        let local = root.at as u32 + less_than(true);
        self.tree.nodes.push(Node {
            at: root.at as u32,
            local,
            name_end: local + root.name.len() as u32,
            content,
            end: content,
            after: index + 1,
            namespace: 0,
            cell: Node::PLAIN,
            carries: false,
            escaped: true,
            empty: root.quick == Quick::Empty,
        });
        for (name, value, at) in root.attributes {
            let at = at as u32;
            self.tree.attributes.push(Attribute {
                node: index,
                at,
                name: at,
                name_end: at + name.len() as u32,
                namespace: 0,
                value: Cow::Borrowed(value),
            });
        }
        if root.quick == Quick::Open {
            match reader.quick_leaf(root.name.as_bytes()) {
                Some(end) => self.leaf(end),
                None => self.branch(reader, index),
            }
            self.content(reader, outer)?;
        }
        reader.rest_is_space()
    }
}

fn number(namespace: Option<Namespace>) -> u32 {
    namespace.map_or(0, |namespace| namespace.number() as u32 + 1)
}
