//! A body read in one way, whose secrets are replaced in place.

use crate::evidence::redact::chars::{Unit, Width};
use crate::evidence::redact::find::Span;
use crate::evidence::redact::known::Known;
use crate::evidence::redact::placeholder::StandIns;

/// A body read in one way, whose secrets are replaced in place.
pub(super) struct Edit<'e> {
    body: &'e mut [u8],
    width: Width,
    units: &'e [Unit],
    stand_ins: &'e StandIns,
    /// Which characters were replaced.
    done: Vec<bool>,
}

impl<'e> Edit<'e> {
    /// `units` are the characters of the body.
    pub(super) fn new(
        body: &'e mut [u8],
        width: Width,
        units: &'e [Unit],
        stand_ins: &'e StandIns,
    ) -> Self {
        Self {
            body,
            width,
            units,
            stand_ins,
            done: vec![false; units.len()],
        }
    }

    /// Replaces what is known where nothing was replaced before.
    pub(super) fn replace_known(&mut self, known: &Known) {
        if known.is_empty() {
            return;
        }
        let text: Vec<u8> = self.units.iter().map(Unit::byte).collect();
        for place in known.find(&text) {
            let free = place
                .clone()
                .filter(|at| self.done.get(*at) == Some(&false));
            if free.clone().count() == place.len() {
                self.replace(&Span::of(place));
            } else {
                for at in free.collect::<Vec<_>>() {
                    self.replace(&Span::of(at..at + 1));
                }
            }
        }
    }

    /// Writes the stand-in of the value that stands here.
    pub(super) fn replace(&mut self, span: &Span) {
        // Only keys have stand-ins: this is a credential or an encoded secret.
        let value = span.value(self.units);
        let stand_in = self.stand_ins.of(&value).unwrap_or_default();
        const BLANK: u32 = 'x' as u32;
        let blank = std::iter::repeat(&BLANK);
        for (index, code) in span.indices().zip(stand_in.iter().chain(blank)) {
            if let (Some(unit), Some(done)) = (self.units.get(index), self.done.get_mut(index)) {
                unit.write(self.body, self.width, *code);
                *done = true;
            }
        }
    }
}
