//! One spelling of a document for all that mean the same: prefixes, CDATA sections, comments, quotes and layout are gone,
//! and every element has a line.

use std::collections::HashMap;
use std::fmt::Write;

use crate::report::printable::is_direction;
use crate::xml::{Document, Element, Limits};

/// What stands in the outer document in place of the inner one, which is kept apart.
pub(super) const APART: &str = "[the inner document, kept apart]";
/// What stands in a description in place of an inner document that is the same as in its create.
const AS_CREATED: &str = "[the inner document, as it was created]";
/// The element that holds the inner document.
pub(super) const INNER: &str = "customerGatewayConfiguration";

/// An element without its spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) namespace: Option<String>,
    /// Local names and values, in the order of the names.
    pub(super) attributes: Vec<(String, String)>,
    /// Of an element with children, what is no white space.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// The element with everything in it.
    pub(super) fn of(element: Element<'_>) -> Self {
        let children: Vec<Self> = element.children().map(Self::of).collect();
        let text = element.text();
        let text = if children.is_empty() {
            text
        } else {
            text.trim()
        };
        let attributes = element.attributes();
        let mut attributes: Vec<(String, String)> = attributes
            .map(|a| (a.name().to_owned(), a.value().to_owned()))
            .collect();
        attributes.sort();
        Self {
            name: element.name().to_owned(),
            namespace: element.namespace().map(str::to_owned),
            attributes,
            text: text.to_owned(),
            children,
        }
    }

    /// The first element at a path of names.
    pub(super) fn at_mut(&mut self, path: &str) -> Option<&mut Self> {
        path.split('/').try_fold(self, |node, name| {
            node.children.iter_mut().find(|child| child.name == name)
        })
    }

    /// The text of the first child of this name.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        let child = self.children.iter().find(|child| child.name == name)?;
        Some(child.text.as_str())
    }

    /// Puts the decoded document in the place of its text, wherever an inner document is listed; of one that is the same as
    /// in its create, only that.
    pub(super) fn decode_listed(&mut self, created: &HashMap<&str, &str>) {
        let id = self
            .child_text("vpnConnectionId")
            .map(|id| id.trim().to_owned());
        let own = id.and_then(|id| created.get(id.as_str()).copied());
        for child in &mut self.children {
            if child.name != INNER || !child.children.is_empty() {
                child.decode_listed(created);
            } else if own == Some(child.text.as_str()) {
                AS_CREATED.clone_into(&mut child.text);
            } else if let Ok(inner) = Document::parse_text(child.text.trim(), &Limits::default()) {
                let root = Self::of(inner.root());
                child.text = String::new();
                child.children.push(root);
            }
        }
    }

    /// Calls for every attribute value and text, with its path; one of several of a name has its number.
    pub(super) fn visit(&mut self, path: &str, each: &mut dyn FnMut(&str, &mut String)) {
        for (name, value) in &mut self.attributes {
            each(&format!("{path}/@{name}"), value);
        }
        if self.children.is_empty() || !self.text.is_empty() {
            each(path, &mut self.text);
        }
        let names: Vec<String> = self.children.iter().map(|c| c.name.clone()).collect();
        for (place, child) in self.children.iter_mut().enumerate() {
            child.visit(&step(path, &names, place), each);
        }
    }

    /// The document in lines, behind its declaration.
    pub(super) fn print(&self, declaration: Option<&str>) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        if let Some(declaration) = declaration {
            let _ = writeln!(out, "{declaration}");
        }
        let _ = self.write(&mut out, 0, None);
        out
    }

    fn write(&self, out: &mut String, depth: usize, outside: Option<&str>) -> std::fmt::Result {
        let (indent, name) = ("  ".repeat(depth), &self.name);
        write!(out, "{indent}<{name}")?;
        let namespace = self.namespace.as_deref();
        if namespace != outside {
            write!(out, " xmlns=\"{}\"", escape(namespace.unwrap_or_default()))?;
        }
        for (name, value) in &self.attributes {
            write!(out, " {name}=\"{}\"", escape(value))?;
        }
        let text = escape(&self.text);
        if self.children.is_empty() {
            return match text.as_str() {
                "" => writeln!(out, "/>"),
                text => writeln!(out, ">{text}</{name}>"),
            };
        }
        writeln!(out, ">")?;
        if !text.is_empty() {
            writeln!(out, "{indent}  {text}")?;
        }
        for child in &self.children {
            child.write(out, depth + 1, namespace)?;
        }
        writeln!(out, "{indent}</{name}>")
    }
}

/// The path of the child at this place.
pub(super) fn step(path: &str, names: &[String], place: usize) -> String {
    let Some(name) = names.get(place) else {
        return path.to_owned();
    };
    let number = names.iter().take(place + 1).filter(|n| *n == name).count();
    let single = names.iter().filter(|n| *n == name).count() == 1;
    if single || name == "item" {
        format!("{path}/{name}")
    } else {
        format!("{path}/{name}[{number}]")
    }
}

/// The declaration in one spelling.
pub(super) fn declaration(document: &Document<'_>) -> Option<String> {
    let declaration = document.declaration()?;
    let mut out = format!("<?xml version=\"{}\"", declaration.version);
    if let Some(encoding) = declaration.encoding {
        let _ = write!(out, " encoding=\"{}\"", encoding.to_lowercase());
    }
    if let Some(standalone) = declaration.standalone {
        let word = if standalone { "yes" } else { "no" };
        let _ = write!(out, " standalone=\"{word}\"");
    }
    Some(out + "?>")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ if c.is_control() || is_direction(c) => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Text without characters that a terminal or an editor would act on, for what is no XML. Lines stay.
pub(super) fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(c),
            '\\' => out.push_str("\\\\"),
            _ if c.is_control() || is_direction(c) => out.extend(c.escape_default()),
            _ => out.push(c),
        }
    }
    out
}

/// Bytes as text: what is no UTF-8 as `\xNN`.
pub(super) fn escape_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(&escape_text(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Text in which what stands there over and over is told by its number: a value of a megabyte is one of a line.
pub(super) fn shorten(text: &str) -> String {
    /// Repetitions of less than this stay.
    const SHORTEST: usize = 64;
    const UNIT: usize = 8;
    if text.len() < SHORTEST {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let repeated = (1..=UNIT).find_map(|unit| {
            let head = rest.get(..unit)?;
            let times = rest.chunks(unit).take_while(|chunk| *chunk == head).count();
            (times * unit >= SHORTEST).then_some((unit, times))
        });
        match repeated {
            Some((unit, times)) => {
                let head: String = rest.iter().take(unit).collect();
                let _ = write!(out, "{{{times} times {head:?}}}");
                at += unit * times;
            }
            None => {
                out.extend(rest.first());
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        let document = Document::parse_text(text, &Limits::default()).unwrap();
        Node::of(document.root()).print(declaration(&document).as_deref())
    }

    #[test]
    fn spellings_of_one_document_are_one() {
        let plain = canonical("<a xmlns=\"u\" y=\"2\" x=\"1\"><b>1 &lt; 2</b><c></c></a>");
        assert_eq!(
            plain,
            "<a xmlns=\"u\" x=\"1\" y=\"2\">\n  <b>1 &lt; 2</b>\n  <c/>\n</a>\n"
        );
        let prefixed =
            "<p:a xmlns:p='u' x='1' y='2'>\n <p:b><![CDATA[1 < 2]]></p:b><!-- --><p:c/></p:a>";
        assert_eq!(canonical(prefixed), plain);
    }

    #[test]
    fn what_differs_stays_different() {
        let one = canonical("<a><b> x </b></a>");
        assert_ne!(canonical("<a><b>x</b></a>"), one);
        assert_ne!(canonical("<a><b xmlns='u'> x </b></a>"), one);
        assert_ne!(canonical("<?xml version='1.0'?><a><b> x </b></a>"), one);
        assert!(canonical("<a>\u{7f}&#10;</a>").contains("&#127;&#10;"));
    }

    #[test]
    fn repetitions_are_told_by_their_number() {
        let value = format!("<{}>", "ipsec.1".repeat(100));
        assert_eq!(shorten(&value), "<{100 times \"ipsec.1\"}>");
        let short = "0".repeat(63);
        assert_eq!(shorten(&short), short);
    }

    #[test]
    fn bytes_that_are_no_text_are_escaped() {
        assert_eq!(
            escape_bytes(b"a\xff\x00\\\n\xe2\x80\xae"),
            "a\\xff\\u{0}\\\\\n\\u{202e}"
        );
    }
}
