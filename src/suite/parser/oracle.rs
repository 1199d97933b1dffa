//! The property that fuzzing of documents looks for: our own reader does what each document declares.

use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::parser::builtin::Builtin;
use crate::parser::{Input, Parser};
use crate::suite::parser::verdict::{Twin, judge};

/// The document of these bytes is accepted with equal fields, or refused, as its deviation declares.
///
/// # Errors
/// What the reader did instead.
pub fn document(bytes: &[u8]) -> Result<(), String> {
    document_for(&mut Builtin::own(), bytes)
}

/// The same of any parser.
///
/// # Errors
/// What the parser did instead.
pub fn document_for(parser: &mut dyn Parser, bytes: &[u8]) -> Result<(), String> {
    let document = Document::from_bytes(bytes, crate::rule::document_mutations());
    let input = Input::of(&document);
    let outcome = parser.parse(&input);
    let reads = parser.hello().reads(document.target());
    let judged = judge(&document, &outcome, reads, &Twin::default());
    match judged.verdict {
        Verdict::Fail => Err(format!(
            "{}: wanted {}, {}",
            document.id, judged.expected, judged.found
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::document::cases::noise;

    #[test]
    fn our_own_reader_does_what_every_document_declares() {
        for seed in 0..3000 {
            assert_eq!(document(&noise(seed ^ 0xD0C5)), Ok(()), "seed {seed}");
        }
        for length in 0..96 {
            assert_eq!(
                document(noise(7).get(..length).unwrap_or_default()),
                Ok(()),
                "length {length}"
            );
        }
    }
}
