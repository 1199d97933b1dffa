//! The shorter way: tags recognised by their spelling, in a plain document and in an escaped one.

use crate::xml::error::ErrorKind;
use crate::xml::reader::{Broken, Guessing, Reader};
use crate::xml::scan;

/// How the tags of an element are usually spelled: without prefix, attributes and white space.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelling {
    /// `<name>`
    pub(crate) open: &'static [u8],
    /// `&lt;name&gt;`
    pub(crate) open_escaped: &'static [u8],
    /// `</name>`
    pub(crate) close: &'static [u8],
    /// `&lt;/name&gt;`
    pub(crate) close_escaped: &'static [u8],
    /// The name.
    pub(crate) name: &'static str,
}

/// The spelling of an element.
macro_rules! spelling {
    ($name:literal) => {
        const {
            &crate::xml::reader::Spelling {
                open: concat!("<", $name, ">").as_bytes(),
                open_escaped: concat!("&lt;", $name, "&gt;").as_bytes(),
                close: concat!("</", $name, ">").as_bytes(),
                close_escaped: concat!("&lt;/", $name, "&gt;").as_bytes(),
                name: $name,
            }
        }
    };
}
pub(crate) use spelling;

impl Spelling {
    /// The start tag up to the end of the name: `<name` or `&lt;name`.
    #[inline(always)]
    fn beginning<const ESCAPED: bool>(&self) -> &'static [u8] {
        let (open, end) = match ESCAPED {
            true => (self.open_escaped, "&gt;".len()),
            false => (self.open, ">".len()),
        };
        open.get(..open.len() - end).unwrap_or_default()
    }
}

/// What a guess has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// Another tag, or none.
    No,
    /// The start tag, which is behind us now.
    Content,
    /// The tag of an empty element, which is behind us now.
    Empty,
}

impl<'t, const ESCAPED: bool> Reader<'t, ESCAPED> {
    /// Whether a guess is allowed here.
    #[inline(always)]
    pub(crate) fn may_guess(&self) -> bool {
        ESCAPED || self.guessing == Guessing::Here
    }

    /// Takes a whole element with nothing but plain text in it, if its tags are spelled like this.
    #[inline(always)]
    pub(crate) fn leaf(&mut self, spelling: &Spelling) -> Option<&'t str> {
        let (open, close) = match ESCAPED {
            true => (spelling.open_escaped, spelling.close_escaped),
            false => (spelling.open, spelling.close),
        };
        let (text, rest) = scan::text(self.rest.strip_prefix(open)?);
        self.rest = rest.strip_prefix(close)?;
        Some(text)
    }

    /// Takes the start tag if it is spelled like this.
    #[inline(always)]
    pub(crate) fn open(&mut self, spelling: &Spelling) -> Opened {
        let open = match ESCAPED {
            true => spelling.open_escaped,
            false => spelling.open,
        };
        if self.eat(open) {
            self.depth += 1;
            return Opened::Content;
        }
        // Only a tag of this name goes on like this.
        match self.sees(spelling.beginning::<ESCAPED>()) {
            true => self.open_unusually(spelling),
            false => Opened::No,
        }
    }

    #[cold]
    #[inline(never)]
    fn open_unusually(&mut self, spelling: &Spelling) -> Opened {
        let after = self.rest.get(spelling.beginning::<ESCAPED>().len()..);
        let (rest, opened) = match after.unwrap_or_default() {
            [b'>', rest @ ..] => (rest, Opened::Content),
            [b'/', b'>', rest @ ..] => (rest, Opened::Empty),
            [b'/', b'&', b'g', b't', b';', rest @ ..] if ESCAPED => (rest, Opened::Empty),
            _ => return Opened::No,
        };
        self.rest = rest;
        if opened == Opened::Content {
            self.depth += 1;
        }
        opened
    }

    /// Whether the end tag of the open element comes next.
    #[inline(always)]
    pub(crate) fn at_end(&self) -> bool {
        self.sees(if ESCAPED { b"&lt;/" } else { b"</" })
    }

    /// Takes the end tag of an element that [`open`](Self::open) has opened.
    #[inline(always)]
    pub(crate) fn close(&mut self, spelling: &Spelling) -> Result<(), Broken> {
        let close = match ESCAPED {
            true => spelling.close_escaped,
            false => spelling.close,
        };
        if self.eat(close) {
            self.depth -= 1;
            return Ok(());
        }
        self.close_unusually(spelling)
    }

    #[cold]
    #[inline(never)]
    fn close_unusually(&mut self, spelling: &Spelling) -> Result<(), Broken> {
        if ESCAPED {
            let name = spelling.close_escaped.strip_suffix(b"&gt;");
            if name.is_some_and(|name| self.eat(name)) && self.eat(b">") {
                self.depth -= 1;
                return Ok(());
            }
            return Err(self.surprise());
        }
        self.end_tag(spelling.name)
    }

    #[inline(always)]
    fn escaped_end(&mut self) -> bool {
        self.eat(b"&gt;") || self.eat(b">")
    }
}

impl<'t> Reader<'t, true> {
    /// The usual beginning of an escaped document: an XML declaration or none, and a root element of this spelling with
    /// this one attribute, whose value is returned.
    pub(crate) fn root(&mut self, root: &Spelling, attribute: &str) -> Result<&'t str, Broken> {
        self.usual_escaped_declaration();
        self.space();
        if !self.eat(root.beginning::<true>()) || !self.space() || !self.eat(attribute.as_bytes()) {
            return Err(self.surprise());
        }
        let quotes: [&[u8]; 4] = [b"=&quot;", b"=\"", b"=&apos;", b"='"];
        let Some(quote) = quotes.into_iter().find(|quote| self.eat(quote)) else {
            return Err(self.surprise());
        };
        let start = self.at();
        let plain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        self.advance(self.bytes().iter().take_while(plain).count());
        let value = self.slice(start, self.at());
        if !quote.get(1..).is_some_and(|quote| self.eat(quote)) || !self.escaped_end() {
            return Err(self.surprise());
        }
        self.depth += 1;
        Ok(value)
    }

    /// Takes the XML declaration that nearly every escaped document has.
    pub(super) fn usual_escaped_declaration(&mut self) -> bool {
        const DECLARATIONS: [&[u8]; 4] = [
            b"&lt;?xml version=&quot;1.0&quot; encoding=&quot;UTF-8&quot;?&gt;",
            b"&lt;?xml version=\"1.0\" encoding=\"UTF-8\"?&gt;",
            b"&lt;?xml version=&quot;1.0&quot; encoding=&quot;utf-8&quot;?&gt;",
            b"&lt;?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        ];
        DECLARATIONS.iter().any(|usual| self.eat(usual))
    }

    /// The end of an escaped document: nothing but white space up to the end tag of the element it lies in.
    pub(crate) fn rest_is_space(&mut self) -> Result<(), Broken> {
        self.space();
        match self.sees(b"</") {
            true => Ok(()),
            false => Err((ErrorKind::Trailing, self.at())),
        }
    }
}
