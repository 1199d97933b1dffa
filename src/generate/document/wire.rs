//! A written document that deviations edit: as a tree before it is written, or as bytes after.

use memchr::memmem;

use crate::generate::document::field::Fields;
use crate::generate::document::field::Target;
use crate::generate::document::field::Value;
use crate::generate::document::style::Style;
use crate::generate::document::style::write;
use crate::generate::document::tree::Node;
use crate::generate::document::tree::Tree;

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
}

impl Wire {
    /// Writes the document.
    pub fn new(tree: Tree, style: Style) -> Self {
        let text: usize = tree.nodes.iter().map(Node::text_len).sum();
        let mut body = Vec::with_capacity(40 * tree.nodes.len() + 2 * text + 256);
        write(&tree, &style, &mut body);
        Self {
            tree,
            style,
            status: 200,
            body,
            changes: Vec::new(),
            alternatives: Vec::new(),
        }
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
        self.rewrite()
    }

    /// Changes the tree and writes it again.
    pub fn edit_tree(&mut self, change: impl FnOnce(&mut Tree) -> Option<()>) -> Option<()> {
        change(&mut self.tree)?;
        self.rewrite()
    }

    fn rewrite(&mut self) -> Option<()> {
        self.body.clear();
        write(&self.tree, &self.style, &mut self.body);
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
        let start = memmem::find(&self.body, format!("<{name}>").as_bytes())? + name.len() + 2;
        let length = memmem::find(self.body.get(start..)?, format!("</{name}>").as_bytes())?;
        self.body.splice(start..start + length, raw.iter().copied());
        Some(())
    }

    /// Replaces the whole plain leaf.
    pub fn element(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let name = self.leaf();
        let start = memmem::find(&self.body, format!("<{name}>").as_bytes())?;
        let end = format!("</{name}>");
        let length = memmem::find(self.body.get(start..)?, end.as_bytes())? + end.len();
        self.body
            .splice(start..start + length, raw.as_ref().iter().copied());
        Some(())
    }

    /// Replaces the first occurrence.
    pub fn replace(&mut self, from: impl AsRef<[u8]>, to: impl AsRef<[u8]>) -> Option<()> {
        let from = from.as_ref();
        let at = memmem::find(&self.body, from)?;
        self.body
            .splice(at..at + from.len(), to.as_ref().iter().copied());
        Some(())
    }

    /// Inserts before the plain leaf.
    pub fn before_leaf(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let at = memmem::find(&self.body, format!("<{}>", self.leaf()).as_bytes())?;
        self.body.splice(at..at, raw.as_ref().iter().copied());
        Some(())
    }

    /// Inserts right before the root's end tag.
    pub fn before_end(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let at = memmem::rfind(&self.body, b"</")?;
        self.body.splice(at..at, raw.as_ref().iter().copied());
        Some(())
    }

    /// Inserts right before the root's start tag.
    pub fn before_root(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let at = memmem::find(&self.body, format!("<{}", self.tree.root()).as_bytes())?;
        self.body.splice(at..at, raw.as_ref().iter().copied());
        Some(())
    }

    /// Inserts into the root's start tag.
    pub fn root_attribute(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let root = self.tree.root();
        let at = memmem::find(&self.body, format!("<{root}").as_bytes())? + root.len() + 1;
        self.body.splice(at..at, raw.as_ref().iter().copied());
        Some(())
    }

    /// Writes another declaration, or one where there was none.
    pub fn declaration(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        if self.body.starts_with(b"<?xml ") {
            let end = memmem::find(&self.body, b"?>")? + 2;
            self.body.drain(..end);
        }
        self.prepend(raw)
    }

    /// Puts bytes first.
    pub fn prepend(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        self.body.splice(0..0, raw.as_ref().iter().copied());
        Some(())
    }

    /// Puts bytes last.
    pub fn append(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        self.body.extend_from_slice(raw.as_ref());
        Some(())
    }

    /// Another body altogether.
    pub fn body(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        self.body = raw.as_ref().to_vec();
        Some(())
    }

    /// Removes the last occurrence.
    pub fn remove_last(&mut self, what: impl AsRef<[u8]>) -> Option<()> {
        let at = memmem::rfind(&self.body, what.as_ref())?;
        self.body.drain(at..at + what.as_ref().len());
        Some(())
    }

    /// The body in another encoding, if it is UTF-8.
    pub fn transcode(&mut self, to: impl FnOnce(&str) -> Vec<u8>) -> Option<()> {
        self.body = to(std::str::from_utf8(&self.body).ok()?);
        Some(())
    }
}

impl Tree {
    /// Removes every leaf of this name.
    pub fn remove_leaf(&mut self, name: &str) -> Option<()> {
        let before = self.nodes.len();
        self.nodes
            .retain(|node| !matches!(node, Node::Leaf(n, _) if *n == name));
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
