//! Tags without prefix, attributes and white space, of any name: what most documents consist of.
//!
//! A plain reader that finds something else goes the general way; an escaped one has nothing else.

use crate::xml::character::name_class;
use crate::xml::namespace::Namespace;
use crate::xml::reader::{Broken, Reader};
use crate::xml::scan;

/// Whether an element ends with its start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quick {
    /// It does not.
    Open,
    /// It does.
    Empty,
}

/// The root element of an escaped document. All places are in the text that is read.
#[derive(Debug)]
pub(crate) struct EscapedRoot<'t> {
    /// Where its start tag begins, at the `&`.
    pub(crate) at: usize,
    /// Its name.
    pub(crate) name: &'t str,
    /// The attributes, of different names: name, value, and where the name stands.
    pub(crate) attributes: Vec<(&'t str, &'t str, usize)>,
    /// Whether it is empty.
    pub(crate) quick: Quick,
}

impl<'t, const ESCAPED: bool> Reader<'t, ESCAPED> {
    /// How a start tag begins, up to its name.
    pub(crate) const LESS_THAN: &'static str = if ESCAPED { "&lt;" } else { "<" };

    /// Takes a start tag of this kind: its name. It is in the [`plain_namespace`](Self::plain_namespace).
    #[inline(always)]
    pub(crate) fn quick_start(&mut self) -> Option<(&'t [u8], Quick)> {
        let after = self.rest.strip_prefix(Self::LESS_THAN.as_bytes())?;
        let (name, after) = scan::name(after);
        // A digit, `-` and `.` only go on with a name.
        if name_class(*name.first()?) != 2 {
            return None;
        }
        let (after, quick) = match after {
            [b'>', after @ ..] => (after, Quick::Open),
            [b'&', b'g', b't', b';', after @ ..] if ESCAPED => (after, Quick::Open),
            [b'/', b'>', after @ ..] => (after, Quick::Empty),
            [b'/', b'&', b'g', b't', b';', after @ ..] if ESCAPED => (after, Quick::Empty),
            _ => return None,
        };
        if self.lingering || self.depth >= self.limits.depth {
            return None;
        }
        if quick == Quick::Open {
            self.depth += 1;
        }
        self.rest = after;
        Some((name, quick))
    }

    /// Takes the end tag of the open element, whose name this is. Where it stands.
    #[inline(always)]
    pub(crate) fn quick_end(&mut self, name: &[u8]) -> Option<usize> {
        let at = self.at();
        self.rest = self.after_end_tag(self.rest, name)?;
        if self.scope.leave(self.depth) {
            self.look_around();
        }
        self.depth -= 1;
        Some(at)
    }

    /// Takes plain text and the end tag after it, of the element that has just been opened and whose name this is. Where
    /// the end tag stands.
    #[inline(always)]
    pub(crate) fn quick_leaf(&mut self, name: &[u8]) -> Option<usize> {
        let (_, end) = scan::text(self.rest);
        let after = self.after_end_tag(end, name)?;
        let at = self.text.len() - end.len();
        self.rest = after;
        self.depth -= 1;
        Some(at)
    }

    #[inline(always)]
    fn after_end_tag(&self, rest: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
        let less_than: &[u8] = if ESCAPED { b"&lt;/" } else { b"</" };
        let rest = rest.strip_prefix(less_than)?.strip_prefix(name)?;
        match rest {
            [b'>', rest @ ..] => Some(rest),
            [b'&', b'g', b't', b';', rest @ ..] if ESCAPED => Some(rest),
            _ => None,
        }
    }

    /// The namespace of names without a prefix at this place.
    #[inline(always)]
    pub(crate) fn plain_namespace(&self) -> Option<Namespace> {
        self.plain
    }
}

impl<'t> Reader<'t, true> {
    /// The beginning of an escaped document: an XML declaration that is usual, or none, and the start tag of the root.
    pub(crate) fn escaped_root(&mut self) -> Result<EscapedRoot<'t>, Broken> {
        self.usual_escaped_declaration();
        self.space();
        let at = self.at();
        if let Some((name, quick)) = self.quick_start() {
            let start = at + Self::LESS_THAN.len();
            return Ok(EscapedRoot {
                at,
                name: self.slice(start, start + name.len()),
                attributes: Vec::new(),
                quick,
            });
        }
        if !self.eat(Self::LESS_THAN.as_bytes()) || self.limits.depth == 0 {
            return Err(self.surprise());
        }
        let name = self.quick_name().ok_or_else(|| self.surprise())?;
        let mut attributes: Vec<(&str, &str, usize)> = Vec::new();
        while self.space() {
            let at = self.at();
            let Some(attribute) = self.quick_name() else {
                break;
            };
            let value = self.quick_value().ok_or_else(|| self.surprise())?;
            let twice = attributes.iter().any(|(other, ..)| *other == attribute);
            if attribute == "xmlns" || twice || attributes.len() >= self.limits.attributes {
                return Err(self.surprise());
            }
            attributes.push((attribute, value, at));
        }
        let quick = match self.eat(b"/") {
            true => Quick::Empty,
            false => Quick::Open,
        };
        if !self.eat(b"&gt;") && !self.eat(b">") {
            return Err(self.surprise());
        }
        if quick == Quick::Open {
            self.depth += 1;
        }
        Ok(EscapedRoot {
            at,
            name,
            attributes,
            quick,
        })
    }

    fn quick_name(&mut self) -> Option<&'t str> {
        let start = self.at();
        let (name, after) = scan::name(self.rest);
        if name_class(*name.first()?) != 2 {
            return None;
        }
        self.rest = after;
        Some(self.slice(start, start + name.len()))
    }

    /// `="value"`, where the value is plain text without a quote.
    fn quick_value(&mut self) -> Option<&'t str> {
        const QUOTES: [&[u8]; 4] = [b"=&quot;", b"=\"", b"=&apos;", b"='"];
        let quote = QUOTES.into_iter().find(|quote| self.eat(quote))?.get(1..)?;
        let start = self.at();
        let plain =
            |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'/');
        self.advance(self.rest.iter().take_while(plain).count());
        let value = self.slice(start, self.at());
        self.eat(quote).then_some(value)
    }
}
