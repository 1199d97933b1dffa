//! Character data after decoding, with the way back to the wire.

/// The text of an element, references decoded and pieces joined, and where each byte of it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    runs: Vec<Run>,
}

/// Bytes of the text from `decoded` on that stand at `wire`; one by one, or all there where a reference made them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    decoded: usize,
    wire: usize,
    literal: bool,
}

impl Decoded {
    /// Where the byte at this offset of `text` stands on the wire. For the end of the text, where it ends there, as
    /// closely as that can be said.
    pub fn wire_offset(&self, decoded: usize) -> usize {
        let index = self.runs.partition_point(|run| run.decoded <= decoded);
        match index.checked_sub(1).and_then(|index| self.runs.get(index)) {
            Some(run) if run.literal => run.wire + (decoded - run.decoded),
            Some(run) => run.wire,
            None => 0,
        }
    }

    /// The offset in `text` of what stands at this byte of the wire. Before the text that is its beginning, after it its
    /// end; of a byte without text of its own, such as a comment, it is that of the text before.
    pub fn text_offset(&self, wire: usize) -> usize {
        let index = self.runs.partition_point(|run| run.wire <= wire);
        let Some(run) = index.checked_sub(1).and_then(|index| self.runs.get(index)) else {
            return 0;
        };
        let end = self
            .runs
            .get(index)
            .map_or(self.text.len(), |next| next.decoded);
        match run.literal {
            true => (run.decoded + (wire - run.wire)).min(end),
            false => run.decoded,
        }
    }

    /// The memory that it takes, in bytes.
    pub(crate) fn held(&self) -> usize {
        self.text.capacity() + self.runs.capacity() * size_of::<Run>()
    }

    /// Text that stands alone, as it is.
    pub fn literal(text: String) -> Self {
        let runs = vec![Run {
            decoded: 0,
            wire: 0,
            literal: true,
        }];
        Self { text, runs }
    }

    /// Appends text that stands on the wire as it is.
    pub(super) fn push_literal(&mut self, text: &str, wire: usize) {
        self.push_run(wire, true);
        self.text.push_str(text);
    }

    /// Appends a character that something longer on the wire stands for.
    pub(super) fn push_decoded(&mut self, character: char, wire: usize) {
        self.push_run(wire, false);
        self.text.push(character);
    }

    fn push_run(&mut self, wire: usize, literal: bool) {
        self.runs.push(Run {
            decoded: self.text.len(),
            wire,
            literal,
        });
    }
}
