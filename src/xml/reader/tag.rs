//! Start tags with their attributes, and end tags.

use std::borrow::Cow;

use crate::xml::character::{is_char, is_name_start};
use crate::xml::error::ErrorKind;
use crate::xml::namespace::Namespace;
use crate::xml::reader::{Broken, Guessing, Reader};
use crate::xml::reference::reference;
use crate::xml::scan;

/// A start tag that has been read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag<'t> {
    /// The name as it is written.
    pub(crate) name: &'t str,
    /// The local name.
    pub(crate) local: &'t str,
    /// The namespace.
    pub(crate) namespace: Option<Namespace>,
    /// Whether that is the namespace of the root element.
    pub(crate) home: bool,
    /// Whether the element ends with this tag.
    pub(crate) empty: bool,
    /// Where it begins.
    pub(crate) at: usize,
}

/// An attribute that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Raw<'t> {
    pub(crate) prefix: Option<&'t str>,
    pub(crate) local: &'t str,
    pub(crate) namespace: Option<Namespace>,
    pub(crate) value: Cow<'t, str>,
    pub(crate) at: usize,
}

impl<'t, const ESCAPED: bool> Reader<'t, ESCAPED> {
    /// [40] STag or [44] EmptyElemTag
    pub(crate) fn start_tag(&mut self) -> Result<Tag<'t>, Broken> {
        self.settle();
        let at = self.at();
        self.advance(1);
        let name = self.name(ErrorKind::Name)?;
        let (prefix, local) = split(name, at + 1)?;
        let depth = self.depth + 1;
        if depth > self.limits.depth {
            return Err((ErrorKind::Depth, at));
        }
        self.read_attributes(depth)?;
        let empty = self.eat(b"/");
        if !self.eat(b">") {
            let kind = match self.rest().chars().next() {
                Some(c) if !is_char(c) => ErrorKind::Character,
                None => ErrorKind::ElementOpen,
                _ => ErrorKind::StartTag,
            };
            return Err((kind, self.at()));
        }
        self.resolve_attributes()?;
        let resolved = self.scope.resolve(prefix);
        let namespace = resolved.map_err(|kind| (kind, at + 1))?;
        if self.depth == 0 {
            self.home = namespace;
        }
        match empty {
            true => self.linger(depth),
            false => {
                self.depth = depth;
                self.look_around();
            }
        }
        Ok(Tag {
            name,
            local,
            namespace,
            home: namespace == self.home,
            empty,
            at,
        })
    }

    /// [42] ETag of the open element, whose name is written like this.
    pub(crate) fn end_tag(&mut self, name: &str) -> Result<(), Broken> {
        self.settle();
        let at = self.at();
        self.advance("</".len());
        let usual = self.rest.strip_prefix(name.as_bytes());
        match usual.and_then(|after| after.strip_prefix(b">")) {
            Some(after) => self.rest = after,
            None => {
                if self.name(ErrorKind::Name)? != name {
                    return Err((ErrorKind::EndTag, at));
                }
                self.space();
                if !self.eat(b">") {
                    return Err((ErrorKind::EndTag, self.at()));
                }
            }
        }
        if self.scope.leave(self.depth) {
            self.look_around();
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    /// Keeps the declarations of an empty element until the next piece.
    fn linger(&mut self, depth: usize) {
        if self.scope.count(depth) > 0 {
            self.lingering = true;
            if self.guessing == Guessing::Here {
                self.guessing = Guessing::NotHere;
            }
        }
    }

    /// Leaves an empty element for good.
    #[inline]
    pub(super) fn settle(&mut self) {
        if self.lingering {
            self.lingering = false;
            self.scope.leave(self.depth + 1);
            self.look_around();
        }
    }

    /// Finds out what names without a prefix are in here.
    pub(super) fn look_around(&mut self) {
        self.plain = self.scope.resolve(None).ok().flatten();
        if self.guessing != Guessing::Never {
            self.guessing = match self.plain == self.home {
                true => Guessing::Here,
                false => Guessing::NotHere,
            };
        }
    }

    /// The attributes of a start tag; declarations of namespaces are entered at once.
    fn read_attributes(&mut self, depth: usize) -> Result<(), Broken> {
        self.attributes.clear();
        loop {
            let spaced = self.space();
            let at = self.at();
            if matches!(self.bytes().first(), None | Some(b'/' | b'>')) {
                return Ok(());
            }
            if !spaced {
                return Err((ErrorKind::StartTag, at));
            }
            let name = self.name(ErrorKind::Attribute)?;
            let (prefix, local) = split(name, at)?;
            self.space();
            if !self.eat(b"=") {
                return Err((ErrorKind::Attribute, self.at()));
            }
            self.space();
            let value = self.value()?;
            if self.attributes.len() + self.scope.count(depth) >= self.limits.attributes {
                return Err((ErrorKind::TooManyAttributes, at));
            }
            let declared = match (prefix, local) {
                (None, "xmlns") => None,
                (Some("xmlns"), local) => Some(local),
                _ => {
                    self.attributes.reserve_exact(1);
                    self.attributes.push(Raw {
                        prefix,
                        local,
                        namespace: None,
                        value,
                        at,
                    });
                    continue;
                }
            };
            self.scope
                .declare(declared, value, depth, self.limits.namespaces)
                .map_err(|kind| (kind, at))?;
        }
    }

    /// [10] AttValue, normalised.
    fn value(&mut self) -> Result<Cow<'t, str>, Broken> {
        let quote = match self.bytes().first() {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => return Err((ErrorKind::Attribute, self.at())),
        };
        self.advance(1);
        let end = memchr::memchr(quote, self.rest).unwrap_or_default();
        let (plain, _) = scan::text(self.rest.get(..end).unwrap_or_default());
        let mut value = Cow::Borrowed(plain);
        self.advance(plain.len());
        loop {
            let rest = self.rest();
            let Some(c) = rest.chars().next() else {
                return Err((ErrorKind::Attribute, self.at()));
            };
            let mut length = c.len_utf8();
            match c {
                c if c == char::from(quote) => {
                    self.advance(1);
                    return Ok(value);
                }
                '<' => return Err((ErrorKind::AttributeLessThan, self.at())),
                '&' => {
                    let (c, taken) =
                        reference(self.rest).ok_or((ErrorKind::Reference, self.at()))?;
                    length = taken;
                    value.to_mut().push(c);
                }
                '\r' if rest.starts_with("\r\n") => {
                    length = 2;
                    value.to_mut().push(' ');
                }
                '\t' | '\r' | '\n' => value.to_mut().push(' '),
                c if is_char(c) => value.to_mut().push(c),
                _ => return Err((ErrorKind::Character, self.at())),
            }
            self.advance(length);
        }
    }

    /// The namespaces of the attributes. No two may have the same namespace and local name.
    fn resolve_attributes(&mut self) -> Result<(), Broken> {
        let mut rest = self.attributes.as_mut_slice();
        let mut done: Vec<(Option<Namespace>, &str)> = Vec::new();
        let several = rest.len() > 1;
        while let Some((attribute, after)) = rest.split_first_mut() {
            if attribute.prefix.is_some() {
                let resolved = self.scope.resolve(attribute.prefix);
                attribute.namespace = resolved.map_err(|kind| (kind, attribute.at))?;
            }
            let name = (attribute.namespace, attribute.local);
            if done.contains(&name) {
                return Err((ErrorKind::AttributeTwice, attribute.at));
            }
            if several {
                done.push(name);
            }
            rest = after;
        }
        Ok(())
    }
}

/// Namespaces 1.0 [7] QName: prefix and local part.
fn split(name: &str, at: usize) -> Result<(Option<&str>, &str), Broken> {
    let colon = memchr::memchr(b':', name.as_bytes());
    let Some((prefix, local)) = colon.and_then(|at| Some((name.get(..at)?, name.get(at + 1..)?)))
    else {
        return Ok((None, name));
    };
    let fits = !prefix.is_empty() && !local.contains(':') && local.starts_with(is_name_start);
    match fits {
        true => Ok((Some(prefix), local)),
        false => Err((ErrorKind::QName, at)),
    }
}
