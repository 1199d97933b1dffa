//! Operators on an element of an answer.

use crate::reference::element::{Element, Node};
use crate::reference::mutant::operator::Operator;
use crate::reference::mutant::place::Path;
use crate::reference::mutant::{Memory, freedom};
use crate::reference::style::Style;

/// What stands at a path, if there is such an element: its text, or the document in it.
pub(super) fn text_at(root: &mut Element, path: &Path) -> Option<String> {
    let (parent, at) = parent(root, &path.0)?;
    match parent.children.get(at)? {
        Node::Element(element) => Some(content(element)),
        _ => None,
    }
}

/// Changes what stands at a path: whether anything has changed.
pub(super) fn change(
    operator: &Operator,
    path: &Path,
    root: &mut Element,
    memory: &Memory,
) -> bool {
    let taken = match operator {
        Operator::Take(from) => {
            let mut all = Vec::new();
            every_path(root, &mut Vec::new(), &mut all);
            let from = all.into_iter().find(|path| path.to_string() == *from);
            from.and_then(|path| text_at(root, &path))
        }
        Operator::Constant => memory.first.clone(),
        Operator::Previous => memory.last.clone(),
        _ => None,
    };
    let Some((parent, at)) = parent(root, &path.0) else {
        return false;
    };
    let Some(Node::Element(element)) = parent.children.get_mut(at) else {
        return false;
    };
    let before = content(element);
    let text = match operator {
        Operator::Absent => {
            parent.children.remove(at);
            return true;
        }
        Operator::Twice => {
            let copy = parent.children.get(at).cloned();
            parent.children.extend(copy);
            let end = parent.children.len();
            if let Some(rest) = parent.children.get_mut(at + 1..end) {
                rest.rotate_right(1);
            }
            return true;
        }
        Operator::Empty => {
            element.children.clear();
            return !before.is_empty();
        }
        Operator::Renamed => {
            element.name = swapped_case(&element.name);
            return true;
        }
        Operator::Moved => {
            let foreign = ("xmlns".to_owned(), "urn:of:another".to_owned());
            element.attributes.push(foreign);
            return true;
        }
        Operator::Nested => {
            let children = std::mem::take(&mut element.children);
            let mut value = Element::new("value");
            value.children = children;
            element.push(value);
            return true;
        }
        Operator::EscapedTwice => return document(element, |text| Node::Text(escaped(&text))),
        Operator::NotEscaped => {
            let raw = |text: String| match text.strip_prefix(Style::INNER.declaration) {
                Some(rest) => Node::Raw(rest.to_owned()),
                None => Node::Raw(text),
            };
            return document(element, raw);
        }
        Operator::Take(_) | Operator::Constant | Operator::Previous => match taken {
            Some(taken) => taken,
            None => return false,
        },
        Operator::Padded => format!(" {before}\n"),
        Operator::Raised => before.to_uppercase(),
        Operator::Halved => before.chars().step_by(2).collect(),
        Operator::Cut(length) => before.chars().take(*length).collect(),
        Operator::More => match before.parse::<u64>() {
            Ok(number) => (number + 1).to_string(),
            Err(_) => return false,
        },
        Operator::Fraction => format!("{before}.0"),
        Operator::LeadingZero => format!("0{before}"),
        other => return freedom::change(other, path, root),
    };
    if text == before {
        return false;
    }
    element.children = vec![Node::Text(text)];
    true
}

/// The text of an element, or the document in it as it is written.
pub(super) fn content(element: &Element) -> String {
    let document = element.children.iter().find_map(|node| match node {
        Node::Document(root) => Some(root.document(&Style::INNER)),
        _ => None,
    });
    document.unwrap_or_else(|| element.text())
}

/// Puts the document in the element there in another way.
fn document(element: &mut Element, write: impl Fn(String) -> Node) -> bool {
    let mut changed = false;
    for node in &mut element.children {
        if let Node::Document(root) = node {
            *node = write(root.document(&Style::INNER));
            changed = true;
        }
    }
    changed
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    crate::reference::style::entities(text, &mut out);
    out
}

fn swapped_case(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| match c.is_uppercase() {
        true => c.to_ascii_lowercase(),
        false => c.to_ascii_uppercase(),
    });
    first.into_iter().chain(letters).collect()
}

/// The element that holds what is at the path, and its place there.
pub(super) fn parent<'e>(
    element: &'e mut Element,
    path: &[(String, usize)],
) -> Option<(&'e mut Element, usize)> {
    let ((name, number), rest) = path.split_first()?;
    let mut seen = 0;
    let at = element.children.iter().position(|node| {
        let (Node::Element(child) | Node::Document(child)) = node else {
            return false;
        };
        seen += usize::from(child.name == *name);
        child.name == *name && seen == *number
    })?;
    if rest.is_empty() {
        return Some((element, at));
    }
    match element.children.get_mut(at)? {
        Node::Element(child) | Node::Document(child) => parent(child, rest),
        _ => None,
    }
}

fn every_path(element: &Element, above: &mut Vec<(String, usize)>, found: &mut Vec<Path>) {
    let mut names: Vec<&str> = Vec::new();
    for node in &element.children {
        let (Node::Element(child) | Node::Document(child)) = node else {
            continue;
        };
        names.push(&child.name);
        let number = names.iter().filter(|name| **name == child.name).count();
        above.push((child.name.clone(), number));
        found.push(Path(above.clone()));
        every_path(child, above, found);
        above.pop();
    }
}
