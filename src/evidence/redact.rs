//! Removing secrets from anything that is written down.
//!
//! A pre-shared key is replaced by a stand-in of the same length at the same place, the same for every occurrence of
//! that key and different for every other key. Every offset, every comparison of two keys and the grammar of a key
//! survive, so a saved exchange is judged as the live one was. Nothing here trusts a document to be well-formed:
//! references are decoded at any depth (`<`, `&lt;`, `&#60;`, `&amp;lt;`, `%3C`, `\u003c`) and the elements are
//! looked for in what remains.

mod chars;
mod compressed;
mod credential;
mod decoder;
mod disguise;
mod find;
pub mod known;
mod panicked;
mod placeholder;
pub mod process_secrets;
mod reading;
mod redacted;
mod withheld;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Instant;

pub use panicked::panicked;
pub use redacted::Redacted;
#[cfg(feature = "cli")]
pub(crate) use withheld::is_withheld;

use crate::evidence::redact::chars::{Decoding, Unit, Width};
use crate::evidence::redact::compressed::Unpacker;
use crate::evidence::redact::find::Span;
use crate::evidence::redact::known::Known;
use crate::evidence::redact::placeholder::StandIns;
use crate::evidence::redact::reading::Reading;
use crate::evidence::redact::withheld::withheld;
use crate::exchange::{HttpRequest, HttpResponse};
use crate::request::encoding;
use crate::secret::Secret;

/// Remembers the secrets it has met, so that one key has one stand-in throughout a run.
pub struct Redactor {
    stand_ins: StandIns,
    /// What is looked for everywhere.
    known: Known,
    /// Short texts with their results, as most of them recur. Cleared when a key is learnt.
    seen: HashMap<Vec<u8>, Vec<u8>>,
    /// When responses are withheld, for want of time.
    until: Option<Instant>,
}

impl Redactor {
    /// One that knows no secret but those of this process.
    pub fn new() -> Self {
        Self::starting_at(0)
    }

    /// As [`Redactor::new`]; it gives the first key the stand-in after this number of others, so that the stand-ins of
    /// several redactors differ.
    pub fn starting_at(number: usize) -> Self {
        Self {
            stand_ins: StandIns::starting_at(number),
            known: process_secrets::known(),
            seen: HashMap::new(),
            until: None,
        }
    }

    /// The same; bodies of responses that it comes to later than this are withheld.
    pub(crate) fn until(mut self, until: Instant) -> Self {
        self.until = Some(until);
        self
    }

    /// Learns the keys in a body without changing it. Needed where a key turns up before the element that names it.
    pub fn learn(&mut self, body: &[u8]) {
        self.learn_all([body]);
    }

    /// Learns the keys in the target and body of a request.
    pub fn learn_request(&mut self, request: &HttpRequest) {
        self.learn_all([request.target.as_slice(), &request.body]);
    }

    /// As [`Redactor::learn`], of several bodies in less time.
    fn learn_all<'b>(&mut self, bodies: impl IntoIterator<Item = &'b [u8]>) {
        let mut new = Vec::new();
        for body in bodies {
            if is_plain(body) && !names_key(body) {
                continue;
            }
            for (width, decoding) in passes(body) {
                let units = chars::decoded(body, width, decoding);
                self.keys(&units, decoding, &mut new);
            }
        }
        self.look_for(new);
    }

    /// Learns keys that no body names.
    fn learn_keys(&mut self, keys: &[Secret<'_>]) {
        let mut new = Vec::new();
        for key in keys {
            let value: Vec<u32> = key.expose().bytes().map(u32::from).collect();
            self.meet(&value, &mut new);
        }
        self.look_for(new);
    }

    /// Gives a key its stand-in; adds one that was not met before to what is to be looked for.
    fn meet(&mut self, value: &[u32], new: &mut Vec<Vec<u8>>) {
        if self.stand_ins.learn(value) && !placeholder::is_identifier(value) {
            new.extend(bytes(value));
        }
    }

    fn look_for(&mut self, new: Vec<Vec<u8>>) {
        if !new.is_empty() {
            self.known.learn(new);
            self.seen.clear();
        }
    }

    /// The body with every key replaced; a digest where there were more keys than can be looked for.
    pub fn body(&mut self, body: &[u8]) -> Vec<u8> {
        self.searched(body).unwrap_or_else(|| withheld(body))
    }

    /// As [`Redactor::body`], for a part of something that is the same in every run: blank instead of a digest.
    fn part(&mut self, part: &[u8]) -> Vec<u8> {
        const SHORT: usize = 256;
        const MOST: usize = 4096;
        if let Some(seen) = self.seen.get(part) {
            return seen.clone();
        }
        let out = self.searched(part).unwrap_or_else(|| vec![0; part.len()]);
        if part.len() <= SHORT && self.seen.len() < MOST {
            self.seen.insert(part.to_vec(), out.clone());
        }
        out
    }

    /// The body with every key replaced; none where that cannot be told.
    fn searched(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        let mut out = body.to_vec();
        let passes = passes(body);
        for (width, decoding) in &passes {
            self.pass(&mut out, *width, *decoding);
            if self.known.is_full() {
                return None;
            }
        }
        // In the end, for what a pass can replace keeps its form.
        if !self.disguised(&mut out, passes.iter().map(|pass| pass.0)) {
            return None;
        }
        credential::parameters(&mut out);
        Some(out)
    }

    /// As [`Redactor::body`], for text.
    pub fn text(&mut self, text: &str) -> String {
        String::from_utf8(self.part(text.as_bytes()))
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// The value of a request parameter, not percent-encoded.
    pub fn value(&mut self, name: &[u8], value: &[u8]) -> Vec<u8> {
        let mut pair = [name, b"="].concat();
        for byte in value {
            match byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
                true => pair.push(*byte),
                false => pair.extend(format!("%{byte:02X}").bytes()),
            }
        }
        let pair = self.part(&pair);
        // What does not decode any more was blanked.
        let decoded = encoding::percent_decode(&pair, 0).unwrap_or(pair);
        let behind = decoded.len().saturating_sub(value.len());
        decoded.get(behind..).unwrap_or_default().to_vec()
    }

    /// The request without keys, signatures, session tokens and access key ids.
    fn request(&mut self, request: &HttpRequest) -> HttpRequest {
        HttpRequest {
            method: self.text(&request.method),
            target: self.body(&request.target),
            headers: self.headers(&request.headers),
            body: self.body(&request.body),
        }
    }

    /// The response without keys. A compressed body cannot be searched.
    fn response(&mut self, response: &HttpResponse) -> HttpResponse {
        let is_late = self.until.is_some_and(|until| Instant::now() >= until);
        let body = if is_late || credential::is_opaque(response) {
            withheld(&response.body)
        } else {
            self.body(&response.body)
        };
        HttpResponse {
            status: response.status,
            headers: self.headers(&response.headers),
            body,
        }
    }

    fn headers(&mut self, headers: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
        headers
            .iter()
            .map(|(name, value)| {
                let mut value = self.part(value);
                credential::header(name, &mut value);
                (name.clone(), value)
            })
            .collect()
    }

    /// The text without what is already known, and with all else as it is.
    #[cfg(feature = "cli")]
    fn hide(&self, text: &str) -> String {
        let mut out = text.as_bytes().to_vec();
        for (width, decoding) in passes(text.as_bytes()) {
            let units = chars::decoded(&out, width, decoding);
            let mut done = vec![false; units.len()];
            self.elsewhere(&mut out, width, &units, &mut done);
        }
        match self.disguised(&mut out, std::iter::once(Width::One)) {
            true => String::from_utf8_lossy(&out).into_owned(),
            false => String::new(),
        }
    }

    /// Blanks what stands there in disguise; false where that cannot be told.
    fn disguised(&self, out: &mut [u8], widths: impl Iterator<Item = Width>) -> bool {
        let mut unpacker = Unpacker::new(out.len());
        for (place, text) in disguise::streams(out, &mut unpacker) {
            let names_key = names_key(text.bytes());
            if names_key || !disguise::places(text, &self.known, &mut unpacker).is_empty() {
                // Bytes that unpack to nothing.
                out.get_mut(place).unwrap_or_default().fill(b'8');
            }
        }
        let mut widths: Vec<Width> = widths.collect();
        widths.dedup();
        for width in widths {
            for place in disguise::places(reading(out, width), &self.known, &mut unpacker) {
                blank(out.get_mut(place).unwrap_or_default());
            }
        }
        !unpacker.is_exhausted()
    }

    fn pass(&mut self, body: &mut [u8], width: Width, decoding: Decoding) {
        let is_literal = decoding == Decoding::References && is_plain(body);
        if is_literal && !names_key(body) && self.known.find(body).is_empty() {
            return;
        }
        let units = chars::decoded(body, width, decoding);
        let mut new = Vec::new();
        let spans = self.keys(&units, decoding, &mut new);
        self.look_for(new);
        if self.known.is_full() {
            return;
        }
        let mut done = vec![false; units.len()];
        for span in &spans {
            self.replace(body, width, &units, span, &mut done);
        }
        self.elsewhere(body, width, &units, &mut done);
    }

    /// The keys that stand here, each met.
    fn keys(&mut self, units: &[Unit], decoding: Decoding, new: &mut Vec<Vec<u8>>) -> Vec<Span> {
        let spans = find::keys(units, decoding);
        for span in &spans {
            self.meet(&span.value(units), new);
        }
        spans
    }

    /// Replaces what is known where it stands outside the elements that were found.
    fn elsewhere(&self, body: &mut [u8], width: Width, units: &[Unit], done: &mut [bool]) {
        if self.known.is_empty() {
            return;
        }
        let text: Vec<u8> = units.iter().map(Unit::byte).collect();
        for place in self.known.find(&text) {
            let free = place.clone().filter(|at| done.get(*at) == Some(&false));
            if free.clone().count() == place.len() {
                self.replace(body, width, units, &Span::of(place), done);
            } else {
                for at in free.collect::<Vec<_>>() {
                    self.replace(body, width, units, &Span::of(at..at + 1), done);
                }
            }
        }
    }

    fn replace(
        &self,
        body: &mut [u8],
        width: Width,
        units: &[Unit],
        span: &Span,
        done: &mut [bool],
    ) {
        // What has no stand-in is no key: a credential, or a secret in disguise.
        let value = span.value(units);
        let stand_in = self.stand_ins.of(&value).unwrap_or_default();
        const BLANK: u32 = 'x' as u32;
        let blank = std::iter::repeat(&BLANK);
        for (index, code) in span.indices().zip(stand_in.iter().chain(blank)) {
            if let (Some(unit), Some(done)) = (units.get(index), done.get_mut(index)) {
                unit.write(body, width, *code);
                *done = true;
            }
        }
    }
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new()
    }
}

/// The text without any key it holds, for one piece of text that stands alone.
pub fn redact(text: &str) -> String {
    Redactor::new().text(text)
}

/// The body as text, with references decoded at every depth: for reading ids off a document that may be broken.
pub fn unescaped(body: &[u8]) -> String {
    let units = chars::decode(body, Width::One, Decoding::References);
    let bytes: Vec<u8> = units.map(|u| u.byte()).filter(|b| *b != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The keys in a body that may be broken, where they stand as they are.
pub(crate) fn keys(body: &[u8]) -> Vec<Vec<u8>> {
    if is_plain(body) && !names_key(body) {
        return Vec::new();
    }
    let units = chars::decoded(body, Width::One, Decoding::References);
    let spans = find::keys(&units, Decoding::References);
    spans
        .iter()
        .filter_map(|span| bytes(&span.value(&units)))
        .collect()
}

/// The value as bytes; none for one with other characters, which is no key that somebody uses.
fn bytes(value: &[u32]) -> Option<Vec<u8>> {
    value.iter().map(|code| chars::byte(*code)).collect()
}

/// Where the body first shows something of what is known, plain or in disguise.
pub fn shown(body: &[u8], known: &Known) -> Option<usize> {
    if known.is_empty() {
        return None;
    }
    let mut unpacker = Unpacker::new(body.len());
    let mut first = None;
    let streams = disguise::streams(body, &mut unpacker);
    let streams = streams.into_iter().map(|(_, text)| text);
    let widths = passes(body).into_iter();
    let widths = widths.filter(|pass| pass.1 == Decoding::References);
    for text in streams.chain(widths.map(|(width, _)| reading(body, width))) {
        let places = disguise::places(text, known, &mut unpacker);
        let start = places.into_iter().map(|place| place.start).min();
        first = first.into_iter().chain(start).min();
    }
    first
}

/// What stands here, without references.
fn reading(body: &[u8], width: Width) -> Reading {
    let mut text = Reading::default();
    if width == Width::One && memchr::memchr2(b'&', b'\\', body).is_none() {
        text.push_plain(body);
        return text;
    }
    let mut units = chars::decode(body, width, Decoding::References).peekable();
    while let Some(unit) = units.next() {
        let next = units.peek().map_or(unit.at() + 1, Unit::at);
        text.push(unit.byte(), unit.at() * width.bytes()..next * width.bytes());
    }
    text
}

/// Overwrites letters and digits by a digit that is one in every base and may stand in every escape.
fn blank(place: &mut [u8]) {
    const DIGIT: u8 = b'8';
    let mut at = 0;
    while let Some(rest) = place.get_mut(at..)
        && let Some((first, rest)) = rest.split_first_mut()
    {
        at += 1;
        match *first {
            b'&' if rest.first().is_some_and(u8::is_ascii_alphabetic) => {
                at += rest.iter().take(8).position(|b| *b == b';').unwrap_or(0);
            }
            b'<' | b'>' | b'&' | b';' | b'#' | b'"' | b'\'' | b'\\' | b'%' => {}
            byte if byte.is_ascii_graphic() => *first = DIGIT,
            // The full width form of a letter or digit becomes that of the digit.
            0xef if matches!(rest, [0xbc | 0xbd, ..]) => {
                if let Some(form) = rest.get_mut(..2) {
                    form.copy_from_slice(&[0xbc, 0x98]);
                }
                at += 2;
            }
            _ => {}
        }
    }
}

/// How a body may have to be read. Only a body with NUL bytes can be UTF-16 or UTF-32, and one that neither names a key nor
/// has anything to decode reads the same in every way.
fn passes(body: &[u8]) -> Vec<(Width, Decoding)> {
    let holds = |wanted: &[u8]| body.iter().any(|b| wanted.contains(b));
    let named = names_key(body);
    let mut passes = vec![(Width::One, Decoding::References)];
    if holds(b"\0") {
        passes.extend(Width::WIDE.map(|width| (width, Decoding::References)));
    }
    if holds(b"%+") || named {
        passes.push((Width::One, Decoding::Percent));
    }
    passes
}

/// Whether a name of a key stands here undisguised; what all names have in common is enough.
fn names_key(body: &[u8]) -> bool {
    const COMMON: &[u8] = b"hared";
    let is_start = |at: &usize| {
        body.get(*at..*at + COMMON.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(COMMON))
    };
    memchr::memchr2_iter(b'h', b'H', body).any(|at| is_start(&at))
}

/// Whether decoding can change anything, so that a name could be disguised.
fn is_plain(body: &[u8]) -> bool {
    memchr::memchr3(b'&', b'\\', b'%', body).is_none() && !body.contains(&0)
}
