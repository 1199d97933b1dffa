//! How a document is put into characters: everything an XML parser must not notice.

use std::fmt::Write as _;

use crate::reference::element::Element;

/// The lexical choices of a document. The default is what the real service was seen to send.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// What stands before the root element.
    pub(crate) declaration: &'static str,
    /// Blanks per level, or `None` for everything on one line.
    pub(crate) indent: Option<usize>,
    /// The end of a line.
    pub(crate) newline: &'static str,
    /// Around attribute values.
    pub(crate) quote: char,
    /// `<x></x>` instead of `<x/>`.
    pub(crate) empty_as_pair: bool,
    /// Blanks before the `>` of an end tag.
    pub(crate) end_tag_space: &'static str,
    /// Put before each child element, for instance a comment.
    pub(crate) between: &'static str,
    /// A prefix for all names of the document.
    pub(crate) prefix: Option<&'static str>,
    /// Escapes character data.
    pub(crate) text: fn(&str, &mut String),
    /// Escapes the configuration document.
    pub(crate) configuration: fn(&str, &mut String),
    /// Writes the configuration document.
    pub(crate) inner: fn(&Element) -> String,
}

impl Style {
    /// Of a response.
    pub(crate) const OUTER: Self = Self {
        declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        indent: Some(4),
        newline: "\n",
        quote: '"',
        empty_as_pair: false,
        end_tag_space: "",
        between: "",
        prefix: None,
        text: entities,
        configuration: entities,
        inner: |root| root.document(&Style::INNER),
    };

    /// Of a configuration document (protocol notes, section 5): two blanks per level, no line feed at the end.
    pub(crate) const INNER: Self = Self {
        indent: Some(2),
        ..Self::OUTER
    };

    /// Of an error envelope, which came on one line in every wire sample (protocol notes, section 3.7).
    pub(crate) const ERROR: Self = Self {
        indent: None,
        ..Self::OUTER
    };

    pub(crate) fn line(&self, out: &mut String, depth: usize) {
        if let Some(width) = self.indent {
            out.push_str(self.newline);
            out.extend(std::iter::repeat_n(' ', width * depth));
        }
    }
}

/// The three entities every writer uses, and a reference where a carriage return would be lost in reading.
pub(crate) fn entities(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}

/// All five predefined entities.
pub(crate) fn five_entities(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            other => entities(other.encode_utf8(&mut [0; 4]), out),
        }
    }
}

/// Markup as decimal references.
pub(crate) fn decimal(text: &str, out: &mut String) {
    numeric(text, out, |code, out| write!(out, "&#{code};"));
}

/// Markup as hexadecimal references, with leading zeros and both cases of digits.
pub(crate) fn hexadecimal(text: &str, out: &mut String) {
    numeric(text, out, |code, out| match code % 2 {
        0 => write!(out, "&#x{code:04X};"),
        _ => write!(out, "&#x{code:x};"),
    });
}

/// Every character as a reference, also letters.
pub(crate) fn all_numeric(text: &str, out: &mut String) {
    for character in text.chars() {
        // Writing to a string cannot fail.
        let _ = write!(out, "&#{};", u32::from(character));
    }
}

/// A CDATA section, split where the text itself holds the end of one.
pub(crate) fn cdata(text: &str, out: &mut String) {
    out.push_str("<![CDATA[");
    out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
    out.push_str("]]>");
}

/// Half as entities and half as a CDATA section, with a comment where they meet.
pub(crate) fn mixed(text: &str, out: &mut String) {
    let middle = (text.len() / 2..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    let (first, second) = text.split_at_checked(middle).unwrap_or((text, ""));
    entities(first, out);
    out.push_str("<!-- the rest -->");
    cdata(second, out);
}

fn numeric(text: &str, out: &mut String, write: fn(u32, &mut String) -> std::fmt::Result) {
    for character in text.chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '\r' => {
                let _ = write(u32::from(character), out);
            }
            other => out.push(other),
        }
    }
}
