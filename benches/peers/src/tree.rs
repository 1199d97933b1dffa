//! Libraries that build a tree.

use crate::fill::Tree;
use crate::fill::inner_tree;
use crate::fill::outer_tree;
use crate::said;

impl Tree for roxmltree::Node<'_, '_> {
    fn name(&self) -> &str {
        self.tag_name().name()
    }

    fn text(&self) -> String {
        roxmltree::Node::text(self).unwrap_or_default().to_owned()
    }

    fn attribute(&self, name: &str) -> Option<String> {
        roxmltree::Node::attribute(self, name).map(str::to_owned)
    }

    fn each(&self, take: &mut dyn FnMut(Self)) {
        self.children().filter(roxmltree::Node::is_element).for_each(take);
    }
}

pub fn roxmltree(body: &str) -> Result<usize, String> {
    let outer = roxmltree::Document::parse(body).map_err(said)?;
    let text = outer_tree(outer.root_element())?;
    let inner = roxmltree::Document::parse(&text).map_err(said)?;
    inner_tree(inner.root_element())
}

impl Tree for &minidom::Element {
    fn name(&self) -> &str {
        minidom::Element::name(self)
    }

    fn text(&self) -> String {
        minidom::Element::text(self)
    }

    fn attribute(&self, name: &str) -> Option<String> {
        minidom::Element::attr(self, name).map(str::to_owned)
    }

    fn each(&self, take: &mut dyn FnMut(Self)) {
        self.children().for_each(take);
    }
}

pub fn minidom(body: &str) -> Result<usize, String> {
    let outer = minidom::Element::from_reader(body.as_bytes()).map_err(said)?;
    let text = outer_tree(&outer)?;
    // It insists on a namespace.
    let none = Some("none".to_owned());
    let inner = minidom::Element::from_reader_with_prefixes(text.as_bytes(), none).map_err(said)?;
    inner_tree(&inner)
}
