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

/// Builds both trees and visits every element: how many tunnels there are.
pub fn visit(body: &str) -> Result<usize, String> {
    fn child<'a, 'i>(node: roxmltree::Node<'a, 'i>, name: &str) -> Result<roxmltree::Node<'a, 'i>, String> {
        let found = node.children().find(|child| child.tag_name().name() == name);
        found.ok_or_else(|| name.to_owned())
    }
    fn length(document: &roxmltree::Document<'_>) -> usize {
        let texts = document.descendants().filter(roxmltree::Node::is_element);
        texts.map(|node| node.tag_name().name().len() + node.text().unwrap_or_default().len()).sum()
    }
    let outer = roxmltree::Document::parse(body).map_err(said)?;
    let connection = child(outer.root_element(), "vpnConnection")?;
    let text = child(connection, "customerGatewayConfiguration")?.text().unwrap_or_default();
    let inner = roxmltree::Document::parse(text).map_err(said)?;
    std::hint::black_box(length(&outer) + length(&inner));
    let tunnels = inner.root_element().children();
    Ok(tunnels.filter(|child| child.tag_name().name() == "ipsec_tunnel").count())
}
