//! The same tree from other people's readers.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use crate::parser::builtin::Element;

/// quick-xml, event by event.
pub(super) fn quick_xml(body: &[u8]) -> Result<Element, String> {
    let mut reader = NsReader::from_reader(body);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().map_err(|e| class(&e))? {
            Event::Start(start) => open.push(element(&reader, &start)?),
            Event::End(_) => {
                let Some(done) = open.pop() else {
                    return Err("end without start".to_owned());
                };
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => root = Some(done),
                }
            }
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(data) => push(&mut open, &data.xml10_content()),
            Event::GeneralRef(reference) => {
                let c = reference.resolve_char_ref().map_err(|e| class(&e))?;
                let named = quick_xml::escape::resolve_predefined_entity(&reference);
                match (c, named) {
                    (Some(c), _) => push(&mut open, c.encode_utf8(&mut [0; 4])),
                    (None, Some(text)) => push(&mut open, text),
                    (None, None) => return Err("undefined entity".to_owned()),
                }
            }
            Event::DocType(_) => return Err("document type declaration".to_owned()),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::Empty(_) | Event::PI(_) => {}
        }
    }
    if !open.is_empty() {
        return Err("elements are left open".to_owned());
    }
    root.ok_or_else(|| "no root element".to_owned())
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, String> {
    let (namespace, name) = reader.resolver().resolve_element(start.name());
    let namespace = match namespace {
        ResolveResult::Bound(ns) => ns.as_ref().to_owned(),
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(_) => return Err("unbound prefix".to_owned()),
    };
    let mut id = None;
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| "attribute".to_owned())?;
        if attribute.key.as_ref() == "id" {
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                .map_err(|e| class(&e))?;
            id = Some(value.into_owned());
        }
    }
    Ok(Element::new(name.as_ref(), &namespace, id))
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn class(error: &quick_xml::Error) -> String {
    let text = format!("{error:?}");
    text.split(['(', ' ', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// roxmltree, which reads text only.
pub(super) fn roxmltree(body: &[u8]) -> Result<Element, String> {
    let text = std::str::from_utf8(body).map_err(|_| "encoding".to_owned())?;
    let document = roxmltree::Document::parse(text).map_err(|error| {
        let text = format!("{error:?}");
        text.split(['(', ' ']).next().unwrap_or_default().to_owned()
    })?;
    let mut open: Vec<(roxmltree::NodeId, Element)> = Vec::new();
    for node in document
        .root_element()
        .descendants()
        .filter(roxmltree::Node::is_element)
    {
        let parent = node.parent_element().map(|p| p.id());
        while open.len() > 1 && open.last().map(|(id, _)| *id) != parent {
            close(&mut open);
        }
        let namespace = node.tag_name().namespace().unwrap_or_default();
        let plain = |a: &roxmltree::Attribute<'_, '_>| a.namespace().is_none() && a.name() == "id";
        let id = node.attributes().find(plain).map(|a| a.value().to_owned());
        let mut element = Element::new(node.tag_name().name(), namespace, id);
        element.text = node
            .children()
            .filter(|c| c.is_text())
            .filter_map(|c| c.text())
            .collect();
        open.push((node.id(), element));
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop()
        .map(|(_, root)| root)
        .ok_or_else(|| "no root element".to_owned())
}

/// Puts the last open element into its parent.
fn close(open: &mut Vec<(roxmltree::NodeId, Element)>) {
    if let Some((_, done)) = open.pop()
        && let Some((_, parent)) = open.last_mut()
    {
        parent.children.push(done);
    }
}
