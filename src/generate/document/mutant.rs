//! A written document that deviations edit: as a tree before it is written, or as bytes after.

use std::ops::Range;

use memchr::memmem;

use crate::generate::document::field::{Fields, Target, Value};
use crate::generate::document::style::Style;
use crate::generate::document::tree::{Node, Tree};
use crate::generate::document::write::write;

/// A document on its way to a parser. An edit answers `None` where the document lacks what it edits.
#[derive(Clone, Debug)]
pub struct Wire {
    /// What was written.
    pub tree: Tree,
    /// How it was written.
    pub style: Style,
    /// The HTTP status it comes with.
    pub status: u16,
    /// The bytes.
    pub body: Vec<u8>,
    /// What a parser reads differently from the tree after the edit.
    pub changes: Vec<(&'static str, Value)>,
    /// For policy: every further reading that would do.
    pub alternatives: Vec<(&'static str, Value)>,
    is_written: bool,
}

impl Wire {
    /// A document that is not written yet.
    pub fn new(tree: Tree, style: Style) -> Self {
        Self {
            tree,
            style,
            status: 200,
            body: Vec::new(),
            changes: Vec::new(),
            alternatives: Vec::new(),
            is_written: false,
        }
    }

    /// The bytes. They are written when they are first needed: a change of the tree before that costs nothing.
    pub fn written(&mut self) -> &mut Vec<u8> {
        if !self.is_written {
            self.is_written = true;
            self.body.clear();
            self.body.reserve(self.tree.length());
            write(&self.tree, &self.style, &mut self.body);
        }
        &mut self.body
    }

    /// What a parser should read.
    pub fn fields(&self) -> Fields {
        let mut fields = self.tree.fields();
        for (path, value) in &self.changes {
            set(&mut fields, path, value.clone());
        }
        fields
    }

    /// The readings that would do as well, one for each alternative.
    pub fn alternative_fields(&self) -> Vec<Fields> {
        let with = |(path, value): &(&'static str, Value)| {
            let mut fields = self.fields();
            set(&mut fields, path, value.clone());
            fields
        };
        self.alternatives.iter().map(with).collect()
    }

    /// Writes the same tree in another style.
    pub fn restyle(&mut self, change: impl FnOnce(&mut Style)) -> Option<()> {
        change(&mut self.style);
        self.is_written = false;
        Some(())
    }

    /// Changes the tree and writes it again.
    pub fn edit_tree(&mut self, change: impl FnOnce(&mut Tree) -> Option<()>) -> Option<()> {
        change(&mut self.tree)?;
        self.is_written = false;
        Some(())
    }

    /// The leaf that deviations of plain text use.
    pub fn leaf(&self) -> &'static str {
        match self.tree.target {
            Target::Configuration => "customer_gateway_id",
            Target::Response => "state",
        }
    }

    /// Writes `raw` as the text of the plain leaf, which then reads as `decoded`.
    pub fn text(&mut self, raw: impl AsRef<[u8]>, decoded: impl Into<String>) -> Option<()> {
        let leaf = self.leaf();
        self.set_raw(leaf, raw.as_ref())?;
        self.changes
            .push((leaf, Value::Text(decoded.into().into())));
        Some(())
    }

    /// Writes `raw` as the first pre-shared key, which then reads as `decoded`.
    pub fn key(&mut self, raw: impl AsRef<[u8]>, decoded: impl Into<String>) -> Option<()> {
        self.set_raw("pre_shared_key", raw.as_ref())?;
        self.changes.push((
            "tunnels/0/ike/pre_shared_key",
            Value::Text(decoded.into().into()),
        ));
        Some(())
    }

    /// Writes `raw` as the plain leaf's text where no reading matters.
    pub fn raw_text(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        self.set_raw(self.leaf(), raw.as_ref())
    }

    fn set_raw(&mut self, name: &str, raw: &[u8]) -> Option<()> {
        let body = self.written();
        let start = memmem::find(body, format!("<{name}>").as_bytes())? + name.len() + 2;
        let length = memmem::find(body.get(start..)?, format!("</{name}>").as_bytes())?;
        put(body, start..start + length, raw);
        Some(())
    }

    /// Replaces the whole plain leaf.
    pub fn element(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let name = self.leaf();
        let body = self.written();
        let start = memmem::find(body, format!("<{name}>").as_bytes())?;
        let end = format!("</{name}>");
        let length = memmem::find(body.get(start..)?, end.as_bytes())? + end.len();
        put(body, start..start + length, raw.as_ref());
        Some(())
    }

    /// Replaces the first occurrence.
    pub fn replace(&mut self, from: impl AsRef<[u8]>, to: impl AsRef<[u8]>) -> Option<()> {
        let from = from.as_ref();
        let at = memmem::find(self.written(), from)?;
        put(&mut self.body, at..at + from.len(), to.as_ref());
        Some(())
    }

    /// Inserts before the plain leaf.
    pub fn before_leaf(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let leaf = format!("<{}>", self.leaf());
        let at = memmem::find(self.written(), leaf.as_bytes())?;
        put(&mut self.body, at..at, raw.as_ref());
        Some(())
    }

    /// Inserts right before the root's end tag.
    pub fn before_end(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let at = memmem::rfind(self.written(), b"</")?;
        put(&mut self.body, at..at, raw.as_ref());
        Some(())
    }

    /// Inserts right before the root's start tag.
    pub fn before_root(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let root = format!("<{}", self.tree.root());
        let at = memmem::find(self.written(), root.as_bytes())?;
        put(&mut self.body, at..at, raw.as_ref());
        Some(())
    }

    /// Inserts into the root's start tag.
    pub fn root_attribute(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let root = self.tree.root();
        let at = memmem::find(self.written(), format!("<{root}").as_bytes())? + root.len() + 1;
        put(&mut self.body, at..at, raw.as_ref());
        Some(())
    }

    /// Writes another declaration, or one where there was none.
    pub fn declaration(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let body = self.written();
        if body.starts_with(b"<?xml ") {
            let end = memmem::find(body, b"?>")? + 2;
            body.drain(..end);
        }
        self.prepend(raw)
    }

    /// Puts bytes first.
    pub fn prepend(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        put(self.written(), 0..0, raw.as_ref());
        Some(())
    }

    /// Puts bytes last.
    pub fn append(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        self.written().extend_from_slice(raw.as_ref());
        Some(())
    }

    /// Another body altogether.
    pub fn body(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        self.body = raw.as_ref().to_vec();
        self.is_written = true;
        Some(())
    }

    /// Removes the last occurrence.
    pub fn remove_last(&mut self, what: impl AsRef<[u8]>) -> Option<()> {
        let at = memmem::rfind(self.written(), what.as_ref())?;
        self.body.drain(at..at + what.as_ref().len());
        Some(())
    }

    /// The body in another encoding, if it is UTF-8.
    pub fn transcode(&mut self, to: impl FnOnce(&str) -> Vec<u8>) -> Option<()> {
        self.body = to(std::str::from_utf8(self.written()).ok()?);
        Some(())
    }
}

impl Tree {
    /// Removes every leaf of this name.
    pub fn remove_leaf(&mut self, name: &str) -> Option<()> {
        let before = self.nodes.len();
        self.nodes.retain(|node| !node.is_leaf(name));
        (self.nodes.len() < before).then_some(())
    }

    /// Removes every element of this name with all it holds.
    pub fn remove_element(&mut self, name: &str) -> Option<()> {
        let (before, mut inside) = (self.nodes.len(), 0_usize);
        self.nodes.retain(|node| {
            match node {
                Node::Open(n) if *n == name => inside += 1,
                Node::Close(n) if *n == name => {
                    inside = inside.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            inside == 0
        });
        (self.nodes.len() < before).then_some(())
    }

    /// Where the last element of this name begins and ends.
    pub fn last_element(&self, name: &str) -> Option<std::ops::Range<usize>> {
        let start = self
            .nodes
            .iter()
            .rposition(|n| matches!(n, Node::Open(o) if *o == name))?;
        let end = self
            .nodes
            .iter()
            .rposition(|n| matches!(n, Node::Close(c) if *c == name))?;
        Some(start..end + 1)
    }
}

/// Replaces these bytes, moving what follows once.
fn put(body: &mut Vec<u8>, range: Range<usize>, raw: &[u8]) {
    let (old, new) = (body.len(), body.len() - range.len() + raw.len());
    let end = range.start + raw.len();
    body.resize(old.max(new), 0);
    body.copy_within(range.end..old, end);
    body.truncate(new);
    if let Some(place) = body.get_mut(range.start..end) {
        place.copy_from_slice(raw);
    }
}

fn set(fields: &mut Fields, path: &'static str, value: Value) {
    let mut parts = path.splitn(3, '/');
    let (Some(list), Some(index), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        fields.insert(path.into(), value);
        return;
    };
    if let Some(Value::List(items)) = fields.get_mut(list)
        && let Some(item) = index.parse().ok().and_then(|i: usize| items.get_mut(i))
    {
        item.insert(rest.into(), value);
    }
}
