//! A written document that deviations edit: as a tree before it is written, or as bytes after.

mod place;
mod tree;

pub use place::Place;

use std::ops::Range;

use memchr::memmem;

use crate::generate::document::field::{Fields, Target, Value};
use crate::generate::document::mutant::place::top;
use crate::generate::document::style::Style;
use crate::generate::document::tree::{Text, Tree};
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
    pub changes: Vec<(Text, Value)>,
    /// For a rejection: the code of the error, where a parser that gives one must give this one.
    pub code: Option<&'static str>,
    /// Where text is changed.
    pub place: Place,
    /// For policy: every further reading that would do.
    pub alternatives: Vec<(&'static str, Value)>,
    is_written: bool,
}

impl Wire {
    /// A document that is not written yet.
    pub fn new(tree: Tree, style: Style) -> Self {
        let place = match tree.target {
            Target::Configuration => top("customer_gateway_id"),
            Target::Response => top("state"),
        };
        Self {
            tree,
            style,
            status: 200,
            body: Vec::new(),
            changes: Vec::new(),
            code: None,
            place,
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
        self.place.name
    }

    /// Where the tunnel begins that text is changed in; the document, where it is changed in none.
    fn start(&mut self) -> Option<usize> {
        let Some(tunnel) = self.place.tunnel else {
            return Some(0);
        };
        memmem::find_iter(self.written(), b"<ipsec_tunnel>").nth(tunnel)
    }

    /// Where this stands first, from this place on.
    fn find(&mut self, from: usize, what: impl AsRef<[u8]>) -> Option<usize> {
        let at = memmem::find(self.written().get(from..)?, what.as_ref())?;
        Some(from + at)
    }

    /// Writes `raw` as the text of the plain leaf, which then reads as `decoded`.
    pub fn text(&mut self, raw: impl AsRef<[u8]>, decoded: impl Into<String>) -> Option<()> {
        let (start, place) = (self.start()?, self.place);
        self.set_raw(start, place.name, raw.as_ref())?;
        self.changes
            .push((place.path.into(), Value::Text(decoded.into().into())));
        Some(())
    }

    /// Writes `raw` as the pre-shared key of every tunnel, which then reads as `decoded`.
    pub fn key(&mut self, raw: impl AsRef<[u8]>, decoded: impl Into<String>) -> Option<()> {
        let decoded = decoded.into();
        let tunnels = memmem::find_iter(self.written(), b"<ipsec_tunnel>").count();
        for tunnel in 0..tunnels {
            let start = memmem::find_iter(&self.body, b"<ipsec_tunnel>").nth(tunnel)?;
            self.set_raw(start, "pre_shared_key", raw.as_ref())?;
            self.changes.push((
                format!("tunnels/{tunnel}/ike/pre_shared_key").into(),
                Value::Text(decoded.clone().into()),
            ));
        }
        (tunnels > 0).then_some(())
    }

    /// Writes `raw` as the plain leaf's text where no reading matters.
    pub fn raw_text(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let start = self.start()?;
        self.set_raw(start, self.leaf(), raw.as_ref())
    }

    fn set_raw(&mut self, from: usize, name: &str, raw: &[u8]) -> Option<()> {
        let tag = format!("<{name}>");
        let start = self.find(from, &tag)? + tag.len();
        let end = self.find(start, format!("</{name}>"))?;
        put(&mut self.body, start..end, raw);
        Some(())
    }

    /// Replaces the whole plain leaf.
    pub fn element(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let (from, name) = (self.start()?, self.leaf());
        let start = self.find(from, format!("<{name}>"))?;
        let tag = format!("</{name}>");
        let end = self.find(start, &tag)? + tag.len();
        put(&mut self.body, start..end, raw.as_ref());
        Some(())
    }

    /// Replaces the first occurrence.
    pub fn replace(&mut self, from: impl AsRef<[u8]>, to: impl AsRef<[u8]>) -> Option<()> {
        let (begin, from) = (self.start()?, from.as_ref());
        let at = self.find(begin, from)?;
        put(&mut self.body, at..at + from.len(), to.as_ref());
        Some(())
    }

    /// Inserts before the plain leaf.
    pub fn before_leaf(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let from = self.start()?;
        let at = self.find(from, format!("<{}>", self.leaf()))?;
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
        let at = self.find(0, format!("<{}", self.tree.root()))?;
        put(&mut self.body, at..at, raw.as_ref());
        Some(())
    }

    /// Inserts into the root's start tag.
    pub fn root_attribute(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let tag = format!("<{}", self.tree.root());
        let at = self.find(0, &tag)? + tag.len();
        put(&mut self.body, at..at, raw.as_ref());
        Some(())
    }

    /// Writes `raw` as the id of the configuration, between quotation marks, which then reads as `decoded`.
    pub fn id(&mut self, raw: &str, decoded: &str) -> Option<()> {
        let tag = format!("<{} id=", self.tree.root());
        let quote = self.find(0, &tag)? + tag.len();
        let end = quote + 1 + memchr::memchr(*self.body.get(quote)?, self.body.get(quote + 1..)?)?;
        put(
            &mut self.body,
            quote..end + 1,
            format!("\"{raw}\"").as_bytes(),
        );
        let id = Value::Text(decoded.to_owned().into());
        self.changes.push(("id".into(), id));
        Some(())
    }

    /// Inserts right behind the root's start tag.
    pub fn after_start(&mut self, raw: impl AsRef<[u8]>) -> Option<()> {
        let root = self.find(0, format!("<{}", self.tree.root()))?;
        let at = self.find(root, ">")? + 1;
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

    /// An error envelope with this status. A parser that says its code must say this one.
    pub fn error(&mut self, status: u16, raw: impl AsRef<[u8]>, code: &'static str) -> Option<()> {
        self.status = status;
        self.code = Some(code);
        self.body(raw)
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

fn set(fields: &mut Fields, path: &str, value: Value) {
    let mut parts = path.splitn(3, '/');
    let (Some(list), Some(index), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        fields.insert(path.to_owned().into(), value);
        return;
    };
    if let Some(Value::List(items)) = fields.get_mut(list)
        && let Some(item) = index.parse().ok().and_then(|i: usize| items.get_mut(i))
    {
        item.insert(rest.to_owned().into(), value);
    }
}
