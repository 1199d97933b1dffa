//! The content of an element, piece by piece.

use std::borrow::Cow;

use crate::xml::error::ErrorKind;
use crate::xml::reader::{Broken, Reader, Tag};
use crate::xml::reference::reference;
use crate::xml::scan;

/// A piece of content.
#[derive(Debug)]
pub(crate) enum Piece<'t> {
    /// Text as it stands at this offset, or in a CDATA section; its line ends are not yet normalised.
    Text(&'t str, usize),
    /// What a reference stands for.
    Character(char),
    /// A child element.
    Start(Tag<'t>),
    /// The end tag comes next.
    End,
}

/// As [`Piece`].
#[derive(Debug)]
pub(crate) enum Token<'t> {
    /// As [`Piece::Text`].
    Text(&'t str, usize),
    /// What the reference at this offset stands for.
    Character(char, usize),
    /// A start tag comes next.
    Start,
    /// The end tag comes next.
    End,
}

/// Text without markup as it stands, where, and whether there is a carriage return in it.
struct Plain<'t> {
    text: &'t str,
    at: usize,
    returns: bool,
}

impl<'t, const ESCAPED: bool> Reader<'t, ESCAPED> {
    /// [43] content: the next piece. Comments and processing instructions are checked and left out.
    pub(crate) fn piece(&mut self) -> Result<Piece<'t>, Broken> {
        match self.token()? {
            Token::Text(text, at) => Ok(Piece::Text(text, at)),
            Token::Character(character, _) => Ok(Piece::Character(character)),
            Token::Start => self.start_tag().map(Piece::Start),
            Token::End => Ok(Piece::End),
        }
    }

    /// As [`piece`](Self::piece), but stops before a start tag.
    pub(crate) fn token(&mut self) -> Result<Token<'t>, Broken> {
        if ESCAPED {
            return Err(self.surprise());
        }
        self.settle();
        loop {
            let rest = self.bytes();
            match (rest.first(), rest.get(1)) {
                (None, _) => return Err((ErrorKind::ElementOpen, self.at())),
                (Some(b'<'), Some(b'/')) => return Ok(Token::End),
                (Some(b'<'), Some(b'?')) => self.instruction()?,
                (Some(b'<'), Some(b'!')) => {
                    if let Some((text, at)) = self.declared()? {
                        return Ok(Token::Text(text, at));
                    }
                }
                (Some(b'<'), _) => return Ok(Token::Start),
                _ => {
                    if let Some(Plain { text, at, .. }) = self.plain_text()? {
                        return Ok(Token::Text(text, at));
                    }
                    if let Some((character, at)) = self.reference()? {
                        return Ok(Token::Character(character, at));
                    }
                }
            }
        }
    }

    /// [67] Reference, and where it stands.
    #[inline(always)]
    fn reference(&mut self) -> Result<Option<(char, usize)>, Broken> {
        let at = self.at();
        if ESCAPED || !self.sees(b"&") {
            return Ok(None);
        }
        let (character, length) = reference(self.rest).ok_or((ErrorKind::Reference, at))?;
        self.advance(length);
        Ok(Some((character, at)))
    }

    /// The text up to the next markup or reference.
    #[inline(always)]
    fn plain_text(&mut self) -> Result<Option<Plain<'t>>, Broken> {
        let start = self.at();
        let returns = !ESCAPED && self.character_data()?;
        let text = self.slice(start, self.at());
        Ok(Some(Plain {
            text,
            at: start,
            returns,
        })
        .filter(|plain| !plain.text.is_empty()))
    }

    /// What begins with `<!`: a comment, or a CDATA section with something in it.
    fn declared(&mut self) -> Result<Option<(&'t str, usize)>, Broken> {
        if self.sees(b"<!--") {
            return self.comment().map(|()| None);
        }
        if self.sees(b"<!DOCTYPE") {
            return Err((ErrorKind::Doctype, self.at()));
        }
        if !self.eat(b"<![CDATA[") {
            // No name begins with an exclamation mark.
            self.advance(1);
            return Err((ErrorKind::Name, self.at()));
        }
        let start = self.at();
        let section = self.until("]]>", ErrorKind::CData)?;
        Ok(Some((section, start)).filter(|_| !section.is_empty()))
    }

    /// [14] CharData. True if there is a carriage return in it.
    fn character_data(&mut self) -> Result<bool, Broken> {
        let mut returns = false;
        loop {
            (_, self.rest) = scan::lines(self.rest);
            let rest = self.bytes();
            match rest.first() {
                None | Some(b'<' | b'&') => return Ok(returns),
                Some(b']') if rest.starts_with(b"]]>") => {
                    return Err((ErrorKind::CDataEnd, self.at()));
                }
                Some(byte @ (b']' | b'\t' | b'\n' | b'\r')) => {
                    returns |= *byte == b'\r';
                    self.advance(1);
                }
                // All that is beyond ASCII, but for U+FFFE and U+FFFF.
                Some(0x80..) if !matches!(rest, [0xEF, 0xBF, 0xBE | 0xBF, ..]) => self.advance(1),
                Some(_) => return Err((ErrorKind::Character, self.at())),
            }
        }
    }

    /// The character data directly in an element, up to its end tag.
    #[inline(always)]
    pub(crate) fn text(&mut self) -> Result<Cow<'t, str>, Broken> {
        let (text, rest) = scan::text(self.rest);
        // What is escaped ends at the first `&`: if that is no end tag, closing the element will be a surprise.
        let ends: &[u8] = if ESCAPED { b"&" } else { b"</" };
        if rest.starts_with(ends) {
            self.rest = rest;
            return Ok(Cow::Borrowed(text));
        }
        self.text_in_pieces()
    }

    #[cold]
    #[inline(never)]
    fn text_in_pieces(&mut self) -> Result<Cow<'t, str>, Broken> {
        if !ESCAPED && let Some(whole) = self.usual_text() {
            return Ok(whole);
        }
        let mut whole = Cow::Borrowed("");
        loop {
            if let Some(Plain { text, returns, .. }) = self.plain_text()? {
                let text = if returns {
                    normalised(text)
                } else {
                    Cow::Borrowed(text)
                };
                append(&mut whole, text);
            }
            if let Some((character, _)) = self.reference()? {
                whole.to_mut().push(character);
                continue;
            }
            match self.piece()? {
                Piece::Text(text, _) => append(&mut whole, normalised(text)),
                Piece::Character(character) => whole.to_mut().push(character),
                Piece::Start(tag) => self.skip(tag)?,
                Piece::End => return Ok(whole),
            }
        }
    }

    /// Where the byte at an offset of the [`text`](Self::text) of an element comes from.
    #[cold]
    pub(crate) fn origin(&mut self, offset: usize) -> usize {
        if let Some(origin) = self.usual_origin(offset) {
            return origin;
        }
        let mut rest = offset;
        loop {
            let at = self.at();
            if let Ok(Some((character, at))) = self.reference() {
                let length = character.len_utf8();
                if rest < length {
                    return at;
                }
                rest -= length;
                continue;
            }
            if let Ok(Some(plain)) = self.plain_text() {
                if plain.returns {
                    self.go_to(at);
                } else if rest < plain.text.len() {
                    return at + rest;
                } else {
                    rest -= plain.text.len();
                    continue;
                }
            }
            let length = match self.piece() {
                Ok(Piece::Text(text, at)) => {
                    let length = normalised(text).len();
                    if rest < length {
                        return at + raw_offset(text.as_bytes(), rest);
                    }
                    length
                }
                Ok(Piece::Character(character)) => character.len_utf8(),
                Ok(Piece::Start(tag)) if self.skip(tag).is_ok() => 0,
                _ => return at,
            };
            if rest < length {
                return at;
            }
            rest -= length;
        }
    }

    /// Checks an element whose start tag has been read, to its end.
    #[cold]
    pub(crate) fn skip(&mut self, tag: Tag<'t>) -> Result<(), Broken> {
        let mut open = vec![tag];
        while let Some(tag) = open.last() {
            if tag.empty {
                open.pop();
                continue;
            }
            match self.piece()? {
                Piece::Start(child) => open.push(child),
                Piece::End => {
                    self.end_tag(tag.name)?;
                    open.pop();
                }
                Piece::Text(..) | Piece::Character(..) => {}
            }
        }
        Ok(())
    }
}

fn append<'t>(whole: &mut Cow<'t, str>, text: Cow<'t, str>) {
    match whole.is_empty() {
        true => *whole = text,
        false => whole.to_mut().push_str(&text),
    }
}

/// Line ends as section 2.11 wants them.
pub(crate) fn normalised(text: &str) -> Cow<'_, str> {
    match memchr::memchr(b'\r', text.as_bytes()) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
    }
}

/// Where a byte of normalised text stands in the text as it was.
fn raw_offset(text: &[u8], normalised: usize) -> usize {
    let (mut raw, mut rest) = (0, text);
    for _ in 0..normalised {
        let length = if rest.starts_with(b"\r\n") { 2 } else { 1 };
        raw += length;
        rest = rest.get(length..).unwrap_or_default();
    }
    raw
}

/// Character data without markup in it, decoded. A reference that is none stays as it is.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, after) = rest.split_at(at);
        whole.push_str(&normalised(before));
        let (character, length) = reference(after.as_bytes()).unwrap_or(('&', 1));
        whole.push(character);
        rest = after.get(length..).unwrap_or_default();
    }
    match whole.is_empty() {
        true => normalised(rest),
        false => {
            whole.push_str(&normalised(rest));
            Cow::Owned(whole)
        }
    }
}
