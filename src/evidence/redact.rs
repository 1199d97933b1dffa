//! Removing secrets from anything that is written down.
//!
//! A pre-shared key is replaced by a stand-in of the same length at the same place, the same for every occurrence of
//! that key and different for every other key. Every offset, every comparison of two keys and the grammar of a key
//! survive, so a saved exchange is judged as the live one was. Nothing here trusts a document to be well-formed:
//! references are decoded at any depth (`<`, `&lt;`, `&#60;`, `&amp;lt;`, `%3C`, `\u003c`) and the elements are
//! looked for in what remains.

mod blank;
mod chars;
mod compressed;
mod credential;
mod decoder;
mod disguise;
mod edit;
mod find;
mod inspect;
pub mod known;
mod message;
mod panicked;
mod passes;
mod placeholder;
pub mod process_secrets;
mod reading;
mod redacted;
mod withheld;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Instant;

pub(crate) use inspect::keys;
pub use inspect::{shown, unescaped};
pub use panicked::panicked;
pub use redacted::Redacted;
#[cfg(feature = "cli")]
pub(crate) use withheld::is_withheld;

use crate::evidence::redact::chars::{Decoding, Unit, Width};
use crate::evidence::redact::edit::Edit;
use crate::evidence::redact::find::Span;
use crate::evidence::redact::known::Known;
use crate::evidence::redact::passes::{is_plain, names_key, passes};
use crate::evidence::redact::placeholder::StandIns;
use crate::evidence::redact::withheld::withheld;
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
            new.extend(chars::bytes(value));
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
        if !blank::disguised(&self.known, &mut out, passes.iter().map(|pass| pass.0)) {
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

    /// The text without what is already known, and with all else as it is.
    #[cfg(feature = "cli")]
    fn hide(&self, text: &str) -> String {
        let mut out = text.as_bytes().to_vec();
        for (width, decoding) in passes(text.as_bytes()) {
            let units = chars::decoded(&out, width, decoding);
            Edit::new(&mut out, width, &units, &self.stand_ins).replace_known(&self.known);
        }
        match blank::disguised(&self.known, &mut out, std::iter::once(Width::One)) {
            true => String::from_utf8_lossy(&out).into_owned(),
            false => String::new(),
        }
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
        let mut edit = Edit::new(body, width, &units, &self.stand_ins);
        spans.iter().for_each(|span| edit.replace(span));
        edit.replace_known(&self.known);
    }

    /// The keys that stand here, each met.
    fn keys(&mut self, units: &[Unit], decoding: Decoding, new: &mut Vec<Vec<u8>>) -> Vec<Span> {
        let spans = find::keys(units, decoding);
        for span in &spans {
            self.meet(&span.value(units), new);
        }
        spans
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
