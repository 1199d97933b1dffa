//! Start tags and end tags.

use crate::xml::character::is_char;
use crate::xml::character::is_name_start;
use crate::xml::decoded::Decoded;
use crate::xml::document::Attribute;
use crate::xml::document::Node;
use crate::xml::error::ErrorKind;
use crate::xml::reader::Broken;
use crate::xml::reader::Reader;
use crate::xml::reference::reference;

/// An attribute before its namespace is known.
struct Raw<'t> {
    prefix: Option<&'t str>,
    local: &'t str,
    value: String,
    at: usize,
}

impl<'t> Reader<'t> {
    /// Namespaces 1.0 [7] QName: prefix and local part.
    fn split(name: &'t str, at: usize) -> Result<(Option<&'t str>, &'t str), Broken> {
        let Some((prefix, local)) = name.split_once(':') else {
            return Ok((None, name));
        };
        let fits = !prefix.is_empty() && !local.contains(':') && local.starts_with(is_name_start);
        match fits {
            true => Ok((Some(prefix), local)),
            false => Err((ErrorKind::QName, at)),
        }
    }

    /// [40] STag or [44] EmptyElemTag
    pub(super) fn start_tag(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += 1;
        let name = self.name(ErrorKind::Name)?;
        let (prefix, local) = Self::split(name, start + 1)?;
        let depth = self.open.len() + 1;
        if depth > self.limits.depth {
            return Err((ErrorKind::Depth, start));
        }
        let raw = self.attributes(depth)?;
        let empty = self.eat("/");
        if !self.eat(">") {
            let kind = match self.rest().chars().next() {
                Some(c) if !is_char(c) => ErrorKind::Character,
                None => ErrorKind::ElementOpen,
                _ => ErrorKind::StartTag,
            };
            return Err((kind, self.at));
        }
        let attributes = self.resolved(raw)?;
        let namespace = self
            .scope
            .resolve(prefix)
            .map_err(|kind| (kind, start + 1))?
            .map(str::to_owned);
        let index = self.nodes.len();
        self.nodes.push(Node {
            name: local.to_owned(),
            prefix: prefix.map(str::to_owned),
            namespace,
            attributes,
            children: Vec::new(),
            text: Decoded::default(),
            offset: self.wire.at(start),
            text_offset: self.wire.at(self.at),
        });
        if let Some((parent, _)) = self.open.last()
            && let Some(parent) = self.nodes.get_mut(*parent)
        {
            parent.children.push(index);
        }
        match empty {
            true => self.scope.leave(depth),
            false => self.open.push((index, name)),
        }
        Ok(())
    }

    /// The attributes of a start tag; declarations of namespaces are entered at once.
    fn attributes(&mut self, depth: usize) -> Result<Vec<Raw<'t>>, Broken> {
        let mut raw: Vec<Raw<'t>> = Vec::new();
        let mut declared: Vec<&str> = Vec::new();
        loop {
            let spaced = self.space();
            if self.rest().starts_with(['/', '>']) || self.rest().is_empty() {
                return Ok(raw);
            }
            let at = self.at;
            if !spaced {
                return Err((ErrorKind::StartTag, at));
            }
            let name = self.name(ErrorKind::Attribute)?;
            let (prefix, local) = Self::split(name, at)?;
            self.space();
            if !self.eat("=") {
                return Err((ErrorKind::Attribute, self.at));
            }
            self.space();
            let value = self.value()?;
            if raw.len() + declared.len() >= self.limits.attributes {
                return Err((ErrorKind::TooManyAttributes, at));
            }
            let namespace = match (prefix, local) {
                (None, "xmlns") => Some(None),
                (Some("xmlns"), local) => Some(Some(local)),
                _ => None,
            };
            if let Some(prefix) = namespace {
                if declared.contains(&name) {
                    return Err((ErrorKind::AttributeTwice, at));
                }
                declared.push(name);
                self.scope
                    .declare(prefix, &value, depth)
                    .map_err(|kind| (kind, at))?;
            } else {
                raw.push(Raw {
                    prefix,
                    local,
                    value,
                    at,
                });
            }
        }
    }

    /// [10] AttValue, normalised.
    fn value(&mut self) -> Result<String, Broken> {
        let quote = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => return Err((ErrorKind::Attribute, self.at)),
        };
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let Some(c) = rest.chars().next() else {
                return Err((ErrorKind::Attribute, self.at));
            };
            let mut length = c.len_utf8();
            match c {
                c if c == quote => {
                    self.at += 1;
                    return Ok(value);
                }
                '<' => return Err((ErrorKind::AttributeLessThan, self.at)),
                '&' => {
                    let (c, taken) = reference(rest).ok_or((ErrorKind::Reference, self.at))?;
                    length = taken;
                    value.push(c);
                }
                '\r' if rest.starts_with("\r\n") => {
                    length = 2;
                    value.push(' ');
                }
                '\t' | '\r' | '\n' => value.push(' '),
                c if is_char(c) => value.push(c),
                _ => return Err((ErrorKind::Character, self.at)),
            }
            self.at += length;
        }
    }

    fn resolved(&self, raw: Vec<Raw<'t>>) -> Result<Vec<Attribute>, Broken> {
        let mut attributes: Vec<Attribute> = Vec::with_capacity(raw.len());
        for raw in raw {
            let namespace = match raw.prefix {
                None => None,
                prefix => self
                    .scope
                    .resolve(prefix)
                    .map_err(|kind| (kind, raw.at))?
                    .map(str::to_owned),
            };
            let twice = attributes
                .iter()
                .any(|a| a.name == raw.local && a.namespace == namespace);
            if twice {
                return Err((ErrorKind::AttributeTwice, raw.at));
            }
            attributes.push(Attribute {
                name: raw.local.to_owned(),
                namespace,
                value: raw.value,
                offset: self.wire.at(raw.at),
            });
        }
        Ok(attributes)
    }

    /// [42] ETag
    pub(super) fn end_tag(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += "</".len();
        let name = self.name(ErrorKind::Name)?;
        if self.open.last().map(|(_, open)| *open) != Some(name) {
            return Err((ErrorKind::EndTag, start));
        }
        self.space();
        if !self.eat(">") {
            return Err((ErrorKind::EndTag, self.at));
        }
        self.scope.leave(self.open.len());
        self.open.pop();
        Ok(())
    }
}
