//! A text that can be read out of a body, each byte with the place in the body that it comes from.

use std::ops::Range;

use crate::evidence::redact::chars;
use crate::evidence::redact::chars::{Decoding, Unit, Width};

/// A text that can be read out of a body.
#[derive(Clone, Default)]
pub(super) struct Reading {
    bytes: Vec<u8>,
    /// Where they come from, in runs: most of a body stands there as it is read.
    runs: Vec<Run>,
}

/// Bytes that come from one part of the body.
#[derive(Clone, Copy)]
struct Run {
    /// The first of them in the text.
    at: u32,
    /// The part of the body.
    from: (u32, u32),
    /// So many bytes of the part belong to each of them, in turn; 0: they come from the part as a whole.
    step: u32,
}

impl Run {
    /// Whether a byte, or bytes, with this many of the body for each may follow that begin here.
    const fn continues(&self, start: u32, step: u32) -> bool {
        step > 0 && self.step == step && self.from.1 == start
    }
}

/// A body that a `u32` cannot count is larger than any that is read.
fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn large(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Reading {
    /// The characters of a body, with references decoded.
    pub(super) fn of(body: &[u8], width: Width) -> Self {
        if width == Width::One && memchr::memchr2(b'&', b'\\', body).is_none() {
            let run = Run {
                at: 0,
                from: (0, small(body.len())),
                step: 1,
            };
            return Self {
                bytes: body.to_vec(),
                runs: vec![run],
            };
        }
        let mut text = Self::default();
        let mut units = chars::decode(body, width, Decoding::References).peekable();
        while let Some(unit) = units.next() {
            let next = units.peek().map_or(unit.at() + 1, Unit::at);
            text.push(unit.byte(), unit.at() * width.bytes()..next * width.bytes());
        }
        text
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Appends a byte that comes from this part of the body.
    pub(super) fn push(&mut self, byte: u8, from: Range<usize>) {
        let (start, end) = (small(from.start), small(from.end));
        let at = small(self.bytes.len());
        // Of what was unpacked the end may stand before the start.
        let step = end.saturating_sub(start);
        match self.runs.last_mut() {
            Some(last) if last.continues(start, step) => last.from.1 = end,
            // The second byte that comes from the same part.
            Some(last) if last.from == (start, end) && (last.step == 0 || last.at + 1 == at) => {
                last.step = 0;
            }
            _ => self.runs.push(Run {
                at,
                from: (start, end),
                step,
            }),
        }
        self.bytes.push(byte);
    }

    /// Ends what was appended, so that nothing goes on with what comes next.
    pub(super) fn end(&mut self) {
        if self.bytes.last().is_some_and(|last| *last != b'\n') {
            self.push(b'\n', 0..0);
        }
    }

    /// Appends a part of another text.
    pub(super) fn copy(&mut self, other: &Self, part: Range<usize>) {
        let shift = self.bytes.len();
        let Some(bytes) = other
            .bytes
            .get(part.clone())
            .filter(|bytes| !bytes.is_empty())
        else {
            return;
        };
        self.bytes.extend_from_slice(bytes);
        let first = other.run_of(part.start);
        let runs = other.runs.get(first..).unwrap_or_default();
        for (place, run) in runs.iter().enumerate() {
            let at = large(run.at).max(part.start);
            if at >= part.end {
                break;
            }
            let next = runs.get(place + 1).map_or(part.end, |next| large(next.at));
            let mut run = Run {
                at: small(shift + at - part.start),
                ..*run
            };
            if run.step > 0 {
                let start = small(other.place(first + place, at));
                let length = small(next.min(part.end) - at).saturating_mul(run.step);
                run.from = (start, start.saturating_add(length));
            }
            match self.runs.last_mut() {
                Some(last) if last.continues(run.from.0, run.step) => last.from.1 = run.from.1,
                _ => self.runs.push(run),
            }
        }
    }

    /// The same with other bytes in the same places.
    pub(super) fn with_bytes(&self, other: impl Fn(u8) -> u8) -> Self {
        Self {
            bytes: self.bytes.iter().map(|byte| other(*byte)).collect(),
            runs: self.runs.clone(),
        }
    }

    /// The part of the body that these bytes come from.
    pub(super) fn source(&self, bytes: Range<usize>) -> Option<Range<usize>> {
        self.bytes
            .get(bytes.clone())
            .filter(|bytes| !bytes.is_empty())?;
        let last = bytes.end - 1;
        let (first_run, last_run) = (self.run_of(bytes.start), self.run_of(last));
        let run = self.runs.get(last_run)?;
        let end = match run.step {
            0 => large(run.from.1),
            step => self.place(last_run, last) + large(step),
        };
        Some(self.place(first_run, bytes.start)..end)
    }

    /// The number of the run that a byte belongs to.
    fn run_of(&self, byte: usize) -> usize {
        let behind = self.runs.partition_point(|run| large(run.at) <= byte);
        behind.saturating_sub(1)
    }

    /// Where in the body the part begins that a byte of a run comes from.
    fn place(&self, run: usize, byte: usize) -> usize {
        self.runs.get(run).map_or(0, |run| {
            large(run.from.0) + (byte - large(run.at)) * large(run.step)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// A text whose places are kept byte by byte, to compare with.
    fn model(reading: &Reading) -> Vec<Range<usize>> {
        (0..reading.bytes.len())
            .map(|at| reading.source(at..at + 1).unwrap())
            .collect()
    }

    #[test]
    fn each_byte_knows_its_place() {
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap() % below
        };
        for _ in 0..300 {
            let (mut text, mut places) = (Reading::default(), Vec::new());
            let mut at = 0;
            for _ in 0..random(40) {
                let from = match random(5) {
                    0 => at..at + 1 + random(5),
                    1 => 3..9,
                    2 => 0..0,
                    3 => at..at + 3,
                    _ => at..at + 1,
                };
                at = at.max(from.end);
                text.push(b'a', from.clone());
                places.push(from);
            }
            assert_eq!(model(&text), places);
            let start = random(places.len() + 1);
            let end = start + random(places.len() + 1 - start);
            let mut part = Reading::default();
            part.copy(&text, start..end);
            part.copy(&text, 0..start);
            let expected = [&places[start..end], &places[..start]].concat();
            assert_eq!(model(&part), expected);
            if end > start {
                let whole = places[start].start..places[end - 1].end;
                assert_eq!(text.source(start..end), Some(whole));
            }
        }
    }
}
