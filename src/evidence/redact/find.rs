//! Where the keys stand in a decoded body: in the content and the attributes of the elements that hold one, and after a
//! name with `=` or `:`.

use std::ops::Range;

use crate::evidence::redact::chars::{Decoding, Unit};

/// The names under which a key travels, without case: of the inner document, of the response options and of the
/// request parameters, and two spellings of clients.
const NAMES: [&[u8]; 4] = [
    b"pre_shared_key",
    b"presharedkey",
    b"pre-shared-key",
    b"preshared_key",
];

/// One value, possibly in several pieces (character data around a CDATA section).
#[derive(Debug, Default)]
pub(super) struct Span(Vec<Range<usize>>);

impl Span {
    pub(super) fn of(range: Range<usize>) -> Self {
        Self(vec![range])
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        self.0.iter().cloned().flatten()
    }

    pub(super) fn value(&self, units: &[Unit]) -> Vec<u32> {
        self.indices()
            .filter_map(|index| units.get(index))
            .map(Unit::code)
            .collect()
    }

    fn push(&mut self, index: usize) {
        match self.0.last_mut() {
            Some(last) if last.end == index => last.end += 1,
            _ => self.0.push(index..index + 1),
        }
    }
}

/// The decoded characters, for looking for ASCII.
struct Text<'u> {
    units: &'u [Unit],
    /// Of each character the byte, or for one beyond ASCII a byte that is none.
    bytes: Vec<u8>,
}

/// Every key that stands under one of the names.
pub(super) fn keys(units: &[Unit], decoding: Decoding) -> Vec<Span> {
    let text = Text {
        units,
        bytes: units
            .iter()
            .map(|unit| unit.ascii().unwrap_or(0xff))
            .collect(),
    };
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(letter) = text.initial(at..units.len()) {
        at = letter;
        let Some(name) = text.name(at) else {
            at += 1;
            continue;
        };
        let end = at + name;
        let mut next = end;
        if text.opens_element(at) {
            if decoding == Decoding::References {
                next = text.element(end, &mut spans);
            }
        } else if let Some(value) = text.assigned(end, decoding) {
            next = value.end.max(end);
            spans.push(Span::of(value));
        }
        at = next;
    }
    spans.retain(|span| span.indices().next().is_some());
    spans
}

impl Text<'_> {
    fn ascii(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied().filter(u8::is_ascii)
    }

    fn is(&self, at: usize, text: &[u8]) -> bool {
        let rest = self.bytes.get(at..);
        rest.is_some_and(|rest| rest.starts_with(text))
    }

    /// Where the first letter of a name next stands.
    fn initial(&self, range: Range<usize>) -> Option<usize> {
        let start = range.start;
        memchr::memchr2(b'p', b'P', self.bytes.get(range)?).map(|at| start + at)
    }

    fn name(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        let begins = |name: &&&[u8]| {
            let head = rest.get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name))
        };
        let len = NAMES.iter().find(begins)?.len();
        (!self.ascii(at + len).is_some_and(is_word)).then_some(len)
    }

    /// Whether the name at `at` is that of a start tag, with or without a prefix.
    fn opens_element(&self, at: usize) -> bool {
        const FARTHEST: usize = 256;
        let mut before = at;
        let mut prefix = false;
        while let Some(previous) = before.checked_sub(1)
            && at - previous < FARTHEST
        {
            match self.ascii(previous) {
                Some(b'<') => return true,
                Some(b':') if before == at => prefix = true,
                Some(b' ' | b'\t' | b'\n' | b'\r') => {}
                Some(b) if prefix && is_name(b) => {}
                None if prefix => {}
                _ => return false,
            }
            before = previous;
        }
        false
    }

    /// Reads a start tag from behind its name, and its content. Gives the place to go on from.
    fn element(&self, after_name: usize, spans: &mut Vec<Span>) -> usize {
        let mut at = after_name;
        let mut quote = None;
        let mut value = Span::default();
        let mut attribute = at;
        loop {
            match (self.ascii(at), quote) {
                (None, _) if at >= self.units.len() => {
                    // Cut off inside the tag: whatever stands there may be the key.
                    spans.push(Span::of(self.skip_space(after_name).min(at)..at));
                    return at;
                }
                (Some(b'<'), None) => {
                    spans.push(Span::of(self.skip_space(after_name).min(at)..at));
                    return at;
                }
                (Some(b'>'), None) => break,
                (Some(b @ (b'"' | b'\'')), None) => quote = Some(b),
                (Some(b), Some(open)) if b == open => {
                    let content = std::mem::take(&mut value);
                    if !self.is(attribute, b"xmlns") {
                        spans.push(content);
                    }
                    quote = None;
                }
                (_, Some(_)) => value.push(at),
                (Some(b' ' | b'\t' | b'\n' | b'\r'), None) => attribute = at + 1,
                _ => {}
            }
            at += 1;
        }
        let closed = at > after_name && self.ascii(at - 1) == Some(b'/');
        if closed {
            at + 1
        } else {
            self.content(at + 1, spans)
        }
    }

    /// Reads content up to the end tag that closes it, or, in a broken document, up to the first that closes nothing.
    fn content(&self, start: usize, spans: &mut Vec<Span>) -> usize {
        let mut value = Span::default();
        let mut depth = 0_usize;
        let mut at = start;
        while at < self.units.len() {
            if self.ascii(at) != Some(b'<') {
                value.push(at);
                at += 1;
            } else if self.is(at, b"<![CDATA[") {
                let end = self.find(at, b"]]>");
                (at + 9..end).for_each(|index| value.push(index));
                at = end + 3;
            } else if self.is(at, b"<!--") {
                let end = self.find(at + 4, b"-->");
                spans.push(Span::of(at + 4..end));
                at = end + 3;
            } else if let Some(terminator) = self.markup(at) {
                let closes = self.is(at, b"</");
                if closes && depth == 0 {
                    break;
                }
                match self.behind(at, terminator) {
                    Ok(end) => at = end,
                    Err(name) => {
                        at = name;
                        break;
                    }
                }
                if closes {
                    depth -= 1;
                } else if terminator == b">" && self.ascii(at.saturating_sub(2)) != Some(b'/') {
                    depth += 1;
                }
            } else {
                value.push(at);
                at += 1;
            }
        }
        spans.push(value);
        at
    }

    /// The value after `name=`, `name: ` or `"name": "`.
    fn assigned(&self, after_name: usize, decoding: Decoding) -> Option<Range<usize>> {
        let mut at = after_name;
        if let Some(b'"' | b'\'') = self.ascii(at) {
            at += 1;
        }
        at = self.skip_space(at);
        if !matches!(self.ascii(at), Some(b'=' | b':')) {
            return None;
        }
        let equals = self.ascii(at) == Some(b'=');
        at = self.skip_space(at + 1);
        let quote = self
            .units
            .get(at)
            .filter(|unit| matches!(unit.ascii(), Some(b'"' | b'\'')));
        if equals && quote.is_none() && decoding == Decoding::References {
            // A query: its values can only be read decoded.
            return None;
        }
        let start = if quote.is_some() { at + 1 } else { at };
        let mut end = start;
        while end < self.units.len() && !self.ends_value(end, quote, decoding) {
            end += 1;
        }
        Some(start..end)
    }

    fn ends_value(&self, at: usize, quote: Option<&Unit>, decoding: Decoding) -> bool {
        let Some(unit) = self.units.get(at) else {
            return true;
        };
        let byte = unit.ascii();
        match (quote, decoding) {
            (Some(open), _) => byte == open.ascii() && unit.is_escaped() == open.is_escaped(),
            // An encoded separator belongs to the value.
            (None, Decoding::Percent) => {
                matches!(byte, Some(b'&' | b'#' | b' ' | b'"' | b'<' | b'\n')) && !unit.is_escaped()
            }
            (None, Decoding::References) => matches!(
                byte,
                Some(b'&' | b'<' | b'>' | b',' | b';' | b')' | b'"' | b'\'' | b' ' | b'\n')
            ),
        }
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while matches!(self.ascii(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        at
    }

    /// Where `text` next stands, or the end.
    fn find(&self, from: usize, text: &[u8]) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        memchr::memmem::find(rest, text).map_or(self.units.len(), |at| from + at)
    }

    /// What ends the tag or processing instruction that begins here, if one does.
    fn markup(&self, at: usize) -> Option<&'static [u8]> {
        let next = self.ascii(at + 1).filter(|_| self.is(at, b"<"))?;
        match next {
            b'?' => Some(b"?>"),
            b'/' => Some(b">"),
            _ => is_name_start(next).then_some(b">"),
        }
    }

    /// The place behind the terminator of the markup at `from`. If it never ends, or holds another name of a key before
    /// it does, the place of that name: a key that stands in broken markup is one all the same.
    fn behind(&self, from: usize, terminator: &[u8]) -> Result<usize, usize> {
        let mut at = from + 1;
        let end = self.find(at, terminator);
        while let Some(letter) = self.initial(at..end) {
            if self.name(letter).is_some() && self.ascii(letter - 1) != Some(b'/') {
                return Err(letter);
            }
            at = letter + 1;
        }
        Ok(end + terminator.len())
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':'
}

fn is_name(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b':' | b'.')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
