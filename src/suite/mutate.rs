//! Mutations of the choices that an input is made of: since every byte string gives an input, the result is one too, and what
//! a parser or a server must make of it is known as well as before.

use crate::reference::random::Random;

/// The most choices of one input.
const LONGEST: usize = 512;

/// Choices near those of `base`, perhaps with some of `other`.
pub(crate) fn choices(random: &mut Random, base: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = base.to_vec();
    for _ in 0..=random.below(4) {
        let at = place(random, bytes.len() + 1);
        let length = 1 + place(random, 8);
        match random.below(6) {
            0 => write(&mut bytes, at, &[low(random)]),
            1 => write(&mut bytes, at, &[0]),
            2 => {
                let byte = bytes.get(at).copied().unwrap_or_default();
                write(&mut bytes, at, &[byte ^ 1 << random.below(8)]);
            }
            3 => drop(bytes.splice(at..at, std::iter::repeat_with(|| low(random)).take(length))),
            4 => drop(bytes.drain(at..bytes.len().min(at + length))),
            _ => {
                let from = place(random, other.len());
                let part = other.iter().skip(from).take(length * 4).copied();
                write(&mut bytes, at, &part.collect::<Vec<_>>());
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

/// Writes over what stands there, and on behind the end.
fn write(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    let end = bytes.len().min(at + part.len());
    drop(bytes.splice(at..end, part.iter().copied()));
}

/// A place below this bound.
pub(crate) fn place(random: &mut Random, bound: usize) -> usize {
    usize::try_from(random.below(bound as u64)).unwrap_or(0)
}

fn low(random: &mut Random) -> u8 {
    u8::try_from(random.next() & 0xFF).unwrap_or(0)
}
