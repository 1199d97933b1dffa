//! Changes of a tree before it is written.

use std::ops::Range;

use crate::generate::document::field::Target;
use crate::generate::document::tree::{Node, Tree};

impl Tree {
    /// Gives every element with text alone another text, by its number, and the `id` too. Documents stay as they are, and so
    /// do numbers, booleans and times of a response that are no fields: a typed client may refuse text there.
    pub fn fill(&mut self, text: impl Fn(usize) -> String) {
        let is_response = self.target == Target::Response;
        let leaves = self.nodes.iter_mut();
        let leaves = leaves.filter_map(|node| match node {
            Node::Leaf("tagSet", _) | Node::Plain("tagSet", _) => None,
            Node::Plain(_, text) if is_response && is_typed(text) => None,
            Node::Leaf(name, _) | Node::Plain(name, _) => {
                let name = *name;
                Some((node, name))
            }
            Node::Close(_) | Node::Inner(..) | Node::Open(_) => None,
        });
        let mut count = 0;
        for (at, (node, name)) in leaves.enumerate() {
            *node = Node::Leaf(name, text(at).into());
            count = at + 1;
        }
        if self.target == Target::Configuration {
            // An XML parser reads white space in an attribute as spaces.
            self.attribute = text(count).replace(['\t', '\n', '\r'], " ").into();
        }
    }

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
    pub fn last_element(&self, name: &str) -> Option<Range<usize>> {
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

/// Whether this is a number, a boolean or a time.
fn is_typed(text: &str) -> bool {
    let is_time = text.ends_with('Z') && text.contains('T');
    matches!(text, "true" | "false") || text.parse::<u32>().is_ok() || is_time
}
