//! A small XML tree and its writer. The reference writes with its own writer, not with the one in `write`, so that a
//! defect there cannot hide by being on both sides of a test, and so that a fault can put anything anywhere.

use crate::reference::style::Style;

/// One thing inside an element. No `Debug`: a tree may hold pre-shared keys.
#[derive(Clone)]
pub(crate) enum Node {
    /// An element.
    Element(Element),
    /// Character data, escaped when written.
    Text(String),
    /// Bytes that are written as they are, for faults and for comments.
    Raw(String),
    /// A whole document that is written in its own style and then escaped as character data.
    Document(Element),
}

/// An element with its attributes and content.
#[derive(Clone)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// An element with text in it.
    pub(crate) fn leaf(name: &str, text: impl Into<String>) -> Self {
        let mut element = Self::new(name);
        element.children.push(Node::Text(text.into()));
        element
    }

    /// An element with elements in it.
    pub(crate) fn branch(name: &str, children: impl IntoIterator<Item = Element>) -> Self {
        let mut element = Self::new(name);
        element
            .children
            .extend(children.into_iter().map(Node::Element));
        element
    }

    pub(crate) fn attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn push(&mut self, child: Element) {
        self.children.push(Node::Element(child));
    }

    pub(crate) fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    pub(crate) fn child_mut(&mut self, name: &str) -> Option<&mut Element> {
        self.elements_mut().find(|element| element.name == name)
    }

    /// The first element at a path of names.
    pub(crate) fn at(&mut self, path: &[&str]) -> Option<&mut Element> {
        match path.split_first() {
            None => Some(self),
            Some((first, rest)) => self.child_mut(first)?.at(rest),
        }
    }

    /// Replaces the content by text, where there is such an element.
    pub(crate) fn set(&mut self, path: &[&str], text: impl Into<String>) {
        if let Some(element) = self.at(path) {
            element.children = vec![Node::Text(text.into())];
        }
    }

    /// Removes the children with this name.
    pub(crate) fn remove(&mut self, name: &str) {
        self.children
            .retain(|node| !matches!(node, Node::Element(e) if e.name == name));
    }

    /// The text directly in it.
    pub(crate) fn text(&self) -> String {
        self.children
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    /// The tree as a document.
    pub(crate) fn document(&self, style: &Style) -> String {
        let mut out = String::from(style.declaration);
        self.write(&mut out, style, 0);
        out
    }

    fn write(&self, out: &mut String, style: &Style, depth: usize) {
        let name = match style.prefix {
            Some(prefix) => format!("{prefix}:{}", self.name),
            None => self.name.clone(),
        };
        out.push('<');
        out.push_str(&name);
        for (attribute, value) in &self.attributes {
            out.push(' ');
            match style.prefix {
                Some(prefix) if attribute == "xmlns" => {
                    out.push_str("xmlns:");
                    out.push_str(prefix);
                }
                _ => out.push_str(attribute),
            }
            out.push('=');
            out.push(style.quote);
            attribute_value(value, out);
            out.push(style.quote);
        }
        if self.children.is_empty() && !style.empty_as_pair {
            out.push_str("/>");
            return;
        }
        out.push('>');
        let nested = self
            .children
            .iter()
            .any(|node| matches!(node, Node::Element(_)));
        for node in &self.children {
            match node {
                Node::Element(element) => {
                    style.line(out, depth + 1);
                    out.push_str(style.between);
                    element.write(out, style, depth + 1);
                }
                Node::Text(text) => (style.text)(text, out),
                Node::Raw(raw) => out.push_str(raw),
                Node::Document(root) => {
                    (style.configuration)(&(style.inner)(root), out);
                }
            }
        }
        if nested {
            style.line(out, depth);
        }
        out.push_str("</");
        out.push_str(&name);
        out.push_str(style.end_tag_space);
        out.push('>');
    }
}

fn attribute_value(value: &str, out: &mut String) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            other => out.push(other),
        }
    }
}
