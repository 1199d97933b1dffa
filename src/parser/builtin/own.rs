//! The project's own reader, which must fail nothing.

use crate::parser::builtin::Element;
use crate::xml;
use crate::xml::Limits;

/// Reads with the usual limits.
pub(super) fn read(body: &[u8]) -> Result<Element, String> {
    let document = xml::Document::parse(body, &Limits::default()).map_err(|error| {
        let text = format!("{:?}", error.kind);
        text.split(['(', ' ', '{'])
            .next()
            .unwrap_or_default()
            .to_owned()
    })?;
    Ok(element(document.root()))
}

/// The depth is bounded by the limits, so the stack is too.
fn element(from: xml::Element<'_>) -> Element {
    let id = from.attribute("id").map(str::to_owned);
    let mut element = Element::new(from.name(), from.namespace().unwrap_or_default(), id);
    element.text.push_str(from.text());
    element.children = from.children().map(self::element).collect();
    element
}
