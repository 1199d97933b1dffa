//! The readers of this project, as its commands run them.

use vpnconform::document::parse;
use vpnconform::xml::{Document, Element, Limits};

use crate::fill::{Tree, inner_tree, outer_tree};
use crate::said;

fn tunnels(parsed: &parse::Parsed<'_>) -> Result<usize, String> {
    let configuration = parsed.configuration.as_ref().ok_or("configuration")?;
    Ok(configuration.tunnels.len())
}

pub fn typed(body: &str) -> Result<usize, String> {
    let parsed = parse::exchange(body.as_bytes(), &Limits::default()).map_err(said)?;
    tunnels(std::hint::black_box(&parsed))
}

pub fn typed_owned(body: &str) -> Result<usize, String> {
    let parsed = parse::exchange(body.as_bytes(), &Limits::default()).map_err(said)?;
    tunnels(std::hint::black_box(&parsed.into_owned()))
}

impl Tree for Element<'_> {
    fn name(&self) -> &str {
        Element::name(self)
    }

    fn text(&self) -> String {
        Element::text(self).to_owned()
    }

    fn attribute(&self, name: &str) -> Option<String> {
        Element::attribute(self, name).map(str::to_owned)
    }

    fn each(&self, take: &mut dyn FnMut(Self)) {
        self.children().for_each(take);
    }
}

/// The document as evidence keeps it, with a copy of the body.
fn document(body: &str) -> Result<Document<'static>, String> {
    let document = Document::parse(body.as_bytes(), &Limits::default()).map_err(said)?;
    Ok(document.into_owned())
}

/// The inner document: where it stands, or decoded.
fn inner<T>(outer: &Document<'_>, take: impl FnOnce(Element<'_>) -> Result<T, String>) -> Result<T, String> {
    let element = outer.root().path("vpnConnection/customerGatewayConfiguration").ok_or("configuration")?;
    match element.carried() {
        Some(carried) => take(carried.root()),
        None => take(Document::parse_text(element.text(), &Limits::default()).map_err(said)?.root()),
    }
}

/// The same fields as from the other trees.
pub fn tree(body: &str) -> Result<usize, String> {
    let outer = document(body)?;
    outer_tree(outer.root())?;
    inner(&outer, |root| inner_tree(root))
}

/// Builds both trees and visits every element: how many tunnels there are.
pub fn visit(body: &str) -> Result<usize, String> {
    fn length(element: Element<'_>) -> usize {
        let children: usize = element.children().map(length).sum();
        element.name().len() + children + if children == 0 { element.text().len() } else { 0 }
    }
    let outer = document(body)?;
    inner(&outer, |root| {
        std::hint::black_box(length(outer.root()) + length(root));
        Ok(root.children().filter(|child| child.name() == "ipsec_tunnel").count())
    })
}
