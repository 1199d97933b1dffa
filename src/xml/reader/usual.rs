//! Text that consists of ASCII and of references to the predefined entities, as escaped documents do.

use std::borrow::Cow;

use crate::xml::reader::Reader;
use crate::xml::scan;

/// Text as it stands, and the reference behind it.
struct Run<'t> {
    text: &'t str,
    /// The character, and the length of the reference in bytes.
    reference: (char, usize),
}

/// The runs up to the end tag.
struct Runs<'t> {
    rest: &'t [u8],
}

impl<'t> Iterator for Runs<'t> {
    type Item = Run<'t>;

    /// Nothing more at a byte that is no usual text; then `rest` begins with it, or with the text before it.
    #[inline(always)]
    fn next(&mut self) -> Option<Run<'t>> {
        let (text, rest) = scan::lines(self.rest);
        let (character, length, rest) = match rest {
            [b'&', b'l', b't', b';', rest @ ..] => ('<', 4, rest),
            [b'&', b'g', b't', b';', rest @ ..] => ('>', 4, rest),
            [b'&', b'q', b'u', b'o', b't', b';', rest @ ..] => ('"', 6, rest),
            [b'&', b'a', b'm', b'p', b';', rest @ ..] => ('&', 5, rest),
            _ => return None,
        };
        self.rest = rest;
        Some(Run {
            text,
            reference: (character, length),
        })
    }
}

impl<'t, const ESCAPED: bool> Reader<'t, ESCAPED> {
    /// The text up to the end tag, if it is of this kind.
    pub(super) fn usual_text(&mut self) -> Option<Cow<'t, str>> {
        let length = memchr::memchr(b'<', self.rest)?;
        let mut runs = Runs { rest: self.rest };
        let mut whole = Cow::Borrowed("");
        for run in &mut runs {
            if whole.is_empty() {
                whole = Cow::Owned(String::with_capacity(length));
            }
            let whole = whole.to_mut();
            whole.push_str(run.text);
            whole.push(run.reference.0);
        }
        let (text, rest) = scan::lines(runs.rest);
        if !rest.starts_with(b"</") {
            return None;
        }
        self.rest = rest;
        match whole.is_empty() {
            true => whole = Cow::Borrowed(text),
            false => whole.to_mut().push_str(text),
        }
        Some(whole)
    }

    /// Where the byte at this offset of the decoded text comes from, if nothing but text of this kind is before it.
    pub(super) fn usual_origin(&self, offset: usize) -> Option<usize> {
        let (mut at, mut rest) = (self.at(), offset);
        let mut runs = Runs { rest: self.rest };
        for Run { text, reference } in &mut runs {
            if rest <= text.len() {
                return Some(at + rest);
            }
            at += text.len() + reference.1;
            rest -= text.len() + 1;
        }
        let (text, _) = scan::lines(runs.rest);
        (rest < text.len()).then_some(at + rest)
    }
}
