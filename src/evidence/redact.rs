//! Removing secrets from anything that is written down.
//!
//! A pre-shared key is replaced by a stand-in of the same length at the same place, the same for every occurrence of
//! that key and different for every other key. Every offset, every comparison of two keys and the grammar of a key
//! survive, so a saved exchange is judged as the live one was. Nothing here trusts a document to be well-formed:
//! references are decoded at any depth (`<`, `&lt;`, `&#60;`, `&amp;lt;`, `%3C`, `\u003c`) and the elements are
//! looked for in what remains.

mod chars;
mod credential;
mod find;
mod placeholder;
pub mod process_secrets;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::evidence::redact::chars::{Decoding, Unit, Width};
use crate::evidence::redact::find::Span;
use crate::evidence::redact::placeholder::StandIns;
use crate::exchange::{HttpRequest, HttpResponse};

/// A learnt value shorter than this is replaced only inside its own element: elsewhere it may be an ordinary word.
const ELSEWHERE: usize = 8;

/// Remembers the secrets it has met, so that one key has one stand-in throughout a run.
pub struct Redactor {
    stand_ins: StandIns,
    /// The learnt values that are looked for everywhere, by their first eight characters.
    elsewhere: HashMap<[u32; ELSEWHERE], Vec<Vec<u32>>>,
    /// With which three characters such a value begins, by a sum of them: looked at first, for speed.
    begins: Begins,
}

/// A set of sums of three characters, of which there are [`SUMS`].
struct Begins(Vec<u64>);

/// How many sums are told apart.
const SUMS: u32 = 1 << 16;

impl Default for Begins {
    fn default() -> Self {
        Self(vec![0; usize::try_from(SUMS / 64).unwrap_or(0)])
    }
}

impl Begins {
    fn place([first, second, third, ..]: [u32; ELSEWHERE]) -> (usize, u64) {
        let sum = first.wrapping_mul(31).wrapping_add(second);
        let sum = sum.wrapping_mul(31).wrapping_add(third) % SUMS;
        (usize::try_from(sum / 64).unwrap_or(0), 1 << (sum % 64))
    }

    fn insert(&mut self, head: [u32; ELSEWHERE]) {
        let (word, bit) = Self::place(head);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    fn may_hold(&self, head: [u32; ELSEWHERE]) -> bool {
        let (word, bit) = Self::place(head);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

impl Redactor {
    /// One that knows no secret but those of this process.
    pub fn new() -> Self {
        Self::starting_at(0)
    }

    /// As [`Redactor::new`]; it gives the first key the stand-in after this number of others, so that the stand-ins of
    /// several redactors differ.
    pub fn starting_at(number: usize) -> Self {
        let mut redactor = Self {
            stand_ins: StandIns::starting_at(number),
            elsewhere: HashMap::new(),
            begins: Begins::default(),
        };
        for form in process_secrets::forms() {
            redactor.look_for(form);
        }
        redactor
    }

    /// Looks for this text everywhere, if it is long enough to be no ordinary word.
    fn look_for(&mut self, text: Vec<u32>) {
        if let Some(head) = head(&text) {
            self.begins.insert(head);
            self.elsewhere.entry(head).or_default().push(text);
        }
    }

    /// Learns the keys in a body without changing it. Needed where a key turns up before the element that names it.
    pub fn learn(&mut self, body: &[u8]) {
        if is_plain(body) && !names_key(body) {
            return;
        }
        for (width, decoding) in passes(body) {
            let units = chars::decode(body, width, decoding);
            self.learn_units(&units, decoding);
        }
    }

    /// Learns the keys in the target and body of a request.
    pub fn learn_request(&mut self, request: &HttpRequest) {
        self.learn(&request.target);
        self.learn(&request.body);
    }

    /// The body with every key replaced.
    pub fn body(&mut self, body: &[u8]) -> Vec<u8> {
        let mut out = body.to_vec();
        for (width, decoding) in passes(body) {
            self.pass(&mut out, width, decoding);
        }
        credential::parameters(&mut out);
        out
    }

    /// As [`Redactor::body`], for text.
    pub fn text(&mut self, text: &str) -> String {
        String::from_utf8(self.body(text.as_bytes()))
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// The value of a request parameter, not percent-encoded.
    pub fn value(&mut self, name: &[u8], value: &[u8]) -> Vec<u8> {
        let encoded: String = value.iter().map(|byte| format!("%{byte:02X}")).collect();
        let mut pair = [name, b"=", encoded.as_bytes()].concat();
        pair = self.body(&pair);
        let units = chars::decode(&pair, Width::One, Decoding::Percent);
        let decoded = units.iter().map(Unit::byte);
        decoded
            .skip(units.len().saturating_sub(value.len()))
            .collect()
    }

    /// The request without keys, signatures, session tokens and access key ids.
    pub fn request(&mut self, request: &HttpRequest) -> HttpRequest {
        HttpRequest {
            method: self.text(&request.method),
            target: self.body(&request.target),
            headers: self.headers(&request.headers),
            body: self.body(&request.body),
        }
    }

    /// The response without keys. A compressed body cannot be searched, so it is blanked.
    pub fn response(&mut self, response: &HttpResponse) -> HttpResponse {
        let body = if credential::is_opaque(response) {
            vec![0; response.body.len()]
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
                let mut value = self.body(value);
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
            let units = chars::decode(&out, width, decoding);
            let mut done = vec![false; units.len()];
            for span in self.occurrences(&units, &done) {
                self.replace(&mut out, width, &units, &span, &mut done);
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    fn pass(&mut self, body: &mut [u8], width: Width, decoding: Decoding) {
        let units = chars::decode(body, width, decoding);
        let spans = self.learn_units(&units, decoding);
        let mut done = vec![false; units.len()];
        for span in &spans {
            self.replace(body, width, &units, span, &mut done);
        }
        for span in self.occurrences(&units, &done) {
            self.replace(body, width, &units, &span, &mut done);
        }
    }

    fn learn_units(&mut self, units: &[Unit], decoding: Decoding) -> Vec<Span> {
        let spans = find::keys(units, decoding);
        for span in &spans {
            let value = span.value(units);
            if self.stand_ins.learn(&value) && !placeholder::is_identifier(&value) {
                for form in process_secrets::disguises(&value) {
                    self.look_for(form);
                }
                self.look_for(value);
            }
        }
        spans
    }

    /// Where a learnt value stands outside the elements that were found.
    fn occurrences(&self, units: &[Unit], done: &[bool]) -> Vec<Span> {
        if self.elsewhere.is_empty() {
            return Vec::new();
        }
        let text: Vec<u32> = units.iter().map(|u| u.code).collect();
        let mut spans = Vec::new();
        let mut at = 0;
        while let Some(rest) = text.get(at..)
            && let Some(start) = head(rest)
        {
            if !self.begins.may_hold(start) {
                at += 1;
                continue;
            }
            let longest = self
                .elsewhere
                .get(&start)
                .into_iter()
                .flatten()
                .filter(|value| rest.starts_with(value))
                .map(Vec::len)
                .max();
            match longest {
                Some(len) if done.get(at) == Some(&false) => {
                    spans.push(Span::of(at..at + len));
                    at += len;
                }
                _ => at += 1,
            }
        }
        spans
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
    let bytes: Vec<u8> = units.iter().map(Unit::byte).filter(|b| *b != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The keys in a body that may be broken, where they stand as they are. For bodies that are redacted already: to find the
/// stand-ins again.
#[cfg(feature = "cli")]
pub(crate) fn keys(body: &[u8]) -> Vec<String> {
    let units = chars::decode(body, Width::One, Decoding::References);
    let spans = find::keys(&units, Decoding::References);
    let text = |span: &Span| {
        span.value(&units)
            .iter()
            .map(|c| char::from_u32(*c))
            .collect()
    };
    spans.iter().filter_map(text).collect()
}

fn head(value: &[u32]) -> Option<[u32; ELSEWHERE]> {
    value.first_chunk::<ELSEWHERE>().copied()
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
