//! Building the tree from what the reader finds.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::xml::decoded::Decoded;
use crate::xml::document::{Attribute, Declaration, Document, Node};
use crate::xml::encoding::Encoding;
use crate::xml::error::Error;
use crate::xml::limits::Limits;
use crate::xml::namespace::Namespace;
use crate::xml::offsets::Wire;
use crate::xml::reader::{Broken, Piece, Reader, Tag};

struct Builder<'t> {
    reader: Reader<'t, false>,
    wire: &'t Wire<'t>,
    nodes: Vec<Node>,
    /// The open elements: the node and its start tag.
    open: Vec<(usize, Tag<'t>)>,
    namespaces: BTreeMap<Namespace, Arc<str>>,
}

/// Reads a whole document. `encoding` is the actual one, where a declared one has to agree with it.
pub(super) fn read(
    text: &str,
    encoding: Option<Encoding>,
    wire: &Wire<'_>,
    limits: &Limits,
) -> Result<Document, Error> {
    let mut builder = Builder {
        reader: Reader::new(text, 0, *limits, false),
        wire,
        nodes: Vec::new(),
        open: Vec::new(),
        namespaces: BTreeMap::new(),
    };
    match builder.document(encoding) {
        Ok(declaration) => Ok(Document {
            declaration,
            nodes: builder.nodes,
        }),
        Err((kind, at)) => Err(Error {
            kind,
            offset: wire.at(at.min(text.len())),
        }),
    }
}

impl<'t> Builder<'t> {
    fn document(&mut self, encoding: Option<Encoding>) -> Result<Option<Declaration>, Broken> {
        let called = |name: &str| encoding.is_none_or(|encoding| encoding.is_called(name));
        let declaration = self.reader.declaration(called)?;
        self.reader.prolog()?;
        let root = self.reader.start_tag()?;
        self.enter(root);
        while let Some((index, tag)) = self.open.last() {
            match self.reader.piece()? {
                Piece::Text(text, at) => self.literal(*index, text, at),
                Piece::Character(character, at) => {
                    let wire = self.wire.at(at);
                    if let Some(node) = self.nodes.get_mut(*index) {
                        node.text.push_decoded(character, wire);
                    }
                }
                Piece::Start(tag) => self.enter(tag),
                Piece::End => {
                    self.reader.end_tag(tag)?;
                    self.open.pop();
                }
            }
        }
        self.reader.epilog()?;
        Ok(declaration)
    }

    fn enter(&mut self, tag: Tag<'t>) {
        let index = self.nodes.len();
        let mut attributes = Vec::with_capacity(self.reader.attributes().len());
        for raw in self.reader.attributes() {
            attributes.push(Attribute {
                name: raw.local.to_owned(),
                namespace: raw
                    .namespace
                    .map(|n| shared(&mut self.namespaces, &self.reader, n)),
                value: raw.value.clone().into_owned(),
                offset: self.wire.at(raw.at),
            });
        }
        self.nodes.push(Node {
            name: tag.local.to_owned(),
            prefix: tag.prefix.map(str::to_owned),
            namespace: tag
                .namespace
                .map(|n| shared(&mut self.namespaces, &self.reader, n)),
            attributes,
            children: Vec::new(),
            text: Decoded::default(),
            offset: self.wire.at(tag.at),
            text_offset: self.wire.at(self.reader.at()),
        });
        if let Some((parent, _)) = self.open.last()
            && let Some(parent) = self.nodes.get_mut(*parent)
        {
            parent.children.push(index);
        }
        if !tag.empty {
            self.open.push((index, tag));
        }
    }

    /// Adds text as it stands, with line ends normalised (section 2.11).
    fn literal(&mut self, index: usize, data: &str, start: usize) {
        let wire = self.wire;
        let Some(node) = self.nodes.get_mut(index) else {
            return;
        };
        literal(&mut node.text, data, start, wire);
    }
}

/// Appends text as it stands, with line ends normalised (section 2.11).
fn literal(text: &mut Decoded, data: &str, start: usize, wire: &Wire<'_>) {
    let mut at = start;
    for (index, piece) in data.split('\r').enumerate() {
        let mut piece = piece;
        if index > 0 {
            text.push_decoded('\n', wire.at(at));
            at += 1;
            if let Some(after) = piece.strip_prefix('\n') {
                piece = after;
                at += 1;
            }
        }
        if !piece.is_empty() {
            push(text, piece, at, wire);
        }
        at += piece.len();
    }
}

/// Appends text that stands on the wire as it is: in one run where the wire has the same bytes.
fn push(text: &mut Decoded, piece: &str, at: usize, wire: &Wire<'_>) {
    if let Wire::Shifted(by) = wire {
        text.push_literal(piece, by + at);
        return;
    }
    for (index, c) in piece.char_indices() {
        text.push_decoded(c, wire.at(at + index));
    }
}

/// The name of a namespace, one copy for all who are in it.
fn shared(
    namespaces: &mut BTreeMap<Namespace, Arc<str>>,
    reader: &Reader<'_, false>,
    namespace: Namespace,
) -> Arc<str> {
    let name = || Arc::from(reader.namespace_name(namespace).as_ref());
    namespaces.entry(namespace).or_insert_with(name).clone()
}
