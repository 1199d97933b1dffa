//! What is known to be secret, and where it stands in a text: in time linear in the text, whatever the secrets are.

use std::ops::Range;

use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::{Builder, NFA};
use aho_corasick::{Anchored, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// A shorter value is not looked for: it may be an ordinary word.
pub(crate) const SHORTEST: usize = 8;

/// Secrets in every form in which they are looked for, without regard to case.
///
/// Few automata, each much larger than the next: whoever learns one secret after the other builds each form a logarithmic
/// number of times.
#[derive(Clone, Default)]
pub struct Known {
    tiers: Vec<Tier>,
    /// Bytes of all forms.
    size: usize,
    /// Bytes of the longest form.
    longest: usize,
}

#[derive(Clone)]
struct Tier {
    forms: Vec<Vec<u8>>,
    /// What they begin with.
    heads: Heads,
    automaton: NFA,
}

/// What forms begin with, as a filter: it lets everything through that one of them begins with, and little else.
#[derive(Clone)]
struct Heads(Vec<u64>);

impl Heads {
    /// Bits, as a power of two, for each form.
    const EACH: u32 = 5;

    fn new(forms: &[Vec<u8>]) -> Self {
        let bits = forms.len().next_power_of_two() << Self::EACH;
        let mut heads = Self(vec![0; bits / 64 + 1]);
        for form in forms {
            if let Some(head) = form.first_chunk() {
                let (word, bit) = heads.place(head);
                if let Some(word) = heads.0.get_mut(word) {
                    *word |= bit;
                }
            }
        }
        heads
    }

    /// The word and the bit of a head, without regard to case: letters in both cases differ in one bit.
    fn place(&self, head: &[u8; SHORTEST]) -> (usize, u64) {
        const CASE: u64 = 0x2020_2020_2020_2020;
        let hash = (u64::from_le_bytes(*head) | CASE).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let words = u64::try_from(self.0.len()).unwrap_or(1);
        let word = usize::try_from(((hash >> 38) * words) >> 26).unwrap_or(0);
        (word, 1 << ((hash >> 32) & 63))
    }

    /// Where a form may begin in this text, from here on.
    fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut windows = text.get(from..)?.windows(SHORTEST);
        let next = windows.position(|window| {
            let place = window.first_chunk().map(|head| self.place(head));
            place.is_some_and(|(word, bit)| self.0.get(word).is_some_and(|word| word & bit != 0))
        });
        next.map(|next| from + next)
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

impl Known {
    /// Bytes of all forms together. An automaton takes about fifty times that, and no honest server needs a tenth.
    const LARGEST: usize = 1 << 20;

    /// Looks for these secrets too, from now on, plain and disguised.
    pub fn learn<T: AsRef<[u8]>>(&mut self, secrets: impl IntoIterator<Item = T>) {
        let mut forms = Vec::new();
        for secret in secrets {
            let secret = secret.as_ref();
            if secret.len() >= SHORTEST && !is_blank(secret) && !self.is_full() {
                let mut new = disguises(secret);
                // The case is folded here and as the text is read: an automaton that does it takes twice as long to build.
                new.iter_mut().for_each(|form| form.make_ascii_lowercase());
                self.size += new.iter().map(Vec::len).sum::<usize>();
                let longest = new.iter().map(Vec::len).max().unwrap_or_default();
                self.longest = self.longest.max(longest);
                forms.extend(new);
            }
        }
        if forms.is_empty() {
            return;
        }
        const RATIO: usize = 8;
        while let Some(last) = self
            .tiers
            .pop_if(|last| last.forms.len() <= forms.len() * RATIO)
        {
            forms.extend(last.forms);
        }
        let automaton = Builder::new().match_kind(MatchKind::Standard).build(&forms);
        // It fails beyond two thousand million states, which the limit above rules out.
        if let Ok(automaton) = automaton {
            let heads = Heads::new(&forms);
            self.tiers.push(Tier {
                forms,
                heads,
                automaton,
            });
        }
    }

    /// Whether there were more secrets than can be looked for: then nothing is known to be free of them.
    pub(super) const fn is_full(&self) -> bool {
        self.size >= Self::LARGEST
    }

    /// Whether nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.tiers.is_empty()
    }

    /// The length of the longest text that is looked for.
    pub(in crate::evidence) const fn longest(&self) -> usize {
        self.longest
    }

    /// Where one of the secrets stands, in order; none of the places is inside another.
    pub fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for tier in &self.tiers {
            tier.find(text, &mut places);
        }
        if self.tiers.len() > 1 {
            places.sort_by_key(|place: &Range<usize>| (place.start, usize::MAX - place.end));
            let mut end = 0;
            places.retain(|place| {
                let is_new = place.end > end;
                end = end.max(place.end);
                is_new
            });
        }
        places
    }

    /// The text with every secret blotted out.
    pub fn blot(&self, text: &str) -> String {
        let mut out = String::new();
        let mut done = 0;
        for place in self.find(text.as_bytes()) {
            // One that begins inside the last belongs to what is blotted out already.
            if let Some(before) = text.get(done..place.start).filter(|_| place.start >= done) {
                out.push_str(before);
                out.push_str("***");
            }
            done = done.max(place.end);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }
}

impl Tier {
    /// At most one place for each byte: the longest form that ends there.
    fn find(&self, text: &[u8], places: &mut Vec<Range<usize>>) {
        let own = places.len();
        let mut at = 0;
        while let Some(from) = self.heads.next(text, at) {
            at = self.follow(text, from, own, places);
        }
    }

    /// Reads on from here until no form is under way, and says where that is.
    fn follow(
        &self,
        text: &[u8],
        from: usize,
        own: usize,
        places: &mut Vec<Range<usize>>,
    ) -> usize {
        let Ok(start) = self.automaton.start_state(Anchored::No) else {
            return text.len();
        };
        let mut state = start;
        for (at, byte) in text.iter().enumerate().skip(from) {
            state = self
                .automaton
                .next_state(Anchored::No, state, byte.to_ascii_lowercase());
            if self.automaton.is_special(state) && self.automaton.is_match(state) {
                // The first is the longest: the others are what its failure links lead to.
                let form = self.automaton.match_pattern(state, 0);
                let end = at + 1;
                let begin = end.saturating_sub(self.automaton.pattern_len(form));
                while places.len() > own && places.last().is_some_and(|p| p.start >= begin) {
                    places.pop();
                }
                places.push(begin..end);
            }
            if state == start {
                return at + 1;
            }
        }
        text.len()
    }
}

/// Whether it is one byte again and again, as what was blotted out is: no secret, and what noise unpacks to by chance.
fn is_blank(secret: &[u8]) -> bool {
    secret
        .first()
        .is_none_or(|first| secret.iter().all(|byte| byte == first))
}

/// The secret itself, and what it becomes where encoding it leaves no trace that a reader could undo: reversed, rotated by
/// thirteen letters, in hexadecimal digits, in base64 wherever it may begin within three bytes, and in base85.
fn disguises(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![
        secret.to_vec(),
        secret.iter().rev().copied().collect(),
        secret.iter().copied().map(rotated).collect(),
        secret
            .iter()
            .flat_map(|b| format!("{b:02x}").into_bytes())
            .collect(),
    ];
    for before in 0..3 {
        let shifted = [vec![0; before].as_slice(), secret].concat();
        let whole = STANDARD_NO_PAD.encode(shifted);
        // Only the letters that no neighbour has a part in.
        let first = (before * 8).div_ceil(6);
        let last = (before + secret.len()) * 8 / 6;
        if let Some(own) = whole.get(first..last) {
            forms.push(own.replace('+', "-").replace('/', "_").into_bytes());
            forms.push(own.as_bytes().to_vec());
        }
    }
    const BASE85: [&[u8; 85]; 3] = [
        b"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstu",
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
        b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
    ];
    forms.extend(BASE85.map(|alphabet| base85(secret, alphabet)));
    forms.sort_unstable();
    forms.dedup();
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

/// Whole groups of four bytes as five letters each.
fn base85(bytes: &[u8], alphabet: &[u8; 85]) -> Vec<u8> {
    let mut out = Vec::new();
    for group in bytes.as_chunks::<4>().0 {
        let mut number = u32::from_be_bytes(*group);
        let mut letters = [b'x'; 5];
        for letter in letters.iter_mut().rev() {
            let digit = usize::try_from(number % 85).unwrap_or(0);
            *letter = alphabet.get(digit).copied().unwrap_or(b'x');
            number /= 85;
        }
        out.extend(letters);
    }
    out
}

const fn rotated(byte: u8) -> u8 {
    match byte {
        b'a'..=b'm' | b'A'..=b'M' => byte + 13,
        b'n'..=b'z' | b'N'..=b'Z' => byte - 13,
        _ => byte,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_secret_is_found_whenever_it_was_learnt() {
        for order in [["abcdefgh", "abcdefghijkl"], ["abcdefghijkl", "abcdefgh"]] {
            for together in [true, false] {
                let mut known = Known::default();
                if together {
                    known.learn(order);
                } else {
                    order.iter().for_each(|secret| known.learn([secret]));
                }
                assert_eq!(known.find(b"- ABCDEFGHIJKL -").first(), Some(&(2..14)));
                assert_eq!(known.find(b"- abcdefgh -").first(), Some(&(2..10)));
                assert_eq!(known.blot("- abcdefgh - abcdefghijkl"), "- *** - ***");
                assert!(known.find(b"abcdefg").is_empty());
            }
        }
    }

    #[test]
    fn secrets_that_overlap_are_all_covered() {
        let mut known = Known::default();
        known.learn(["0123456789", "6789abcdef"]);
        assert_eq!(known.find(b"0123456789abcdef"), [0..10, 6..16]);
        assert_eq!(known.blot("<0123456789abcdef>"), "<***>");
    }

    #[test]
    fn what_was_blotted_out_is_no_secret() {
        let mut known = Known::default();
        known.learn(["********", "xxxxxxxxxxxxxxxx"]);
        assert!(known.is_empty());
        known.learn(["xxxxxxxy"]);
        assert_eq!(
            known.blot("xxxxxxxxxxxxxxxx xxxxxxxy"),
            "xxxxxxxxxxxxxxxx ***"
        );
    }

    #[test]
    fn every_place_of_every_secret_is_found() {
        let mut drawn = (0_u32..).flat_map(|n| hmac_sha256::Hash::hash(&n.to_le_bytes()));
        for _ in 0..300 {
            let mut letters = |count: usize| -> Vec<u8> {
                let drawn = drawn.by_ref().take(count);
                drawn.map(|b| b"abAC"[usize::from(b % 4)]).collect()
            };
            let secrets = [letters(8), letters(9), letters(12)];
            let mut text = letters(40);
            for secret in &secrets {
                text.extend(secret);
                text.extend(letters(3));
            }
            let mut known = Known::default();
            secrets.iter().for_each(|secret| known.learn([secret]));
            let found = known.find(&text);
            for secret in &secrets {
                let same = |window: &[u8]| window.eq_ignore_ascii_case(secret);
                for at in 0..text.len() {
                    let end = at + secret.len();
                    if text.get(at..end).is_some_and(same) && !is_blank(secret) {
                        assert!(found.iter().any(|p| p.start <= at && end <= p.end));
                    }
                }
            }
        }
    }

    #[test]
    fn there_is_an_end_to_what_is_learnt() {
        let mut known = Known::default();
        known.learn((0..100_000).map(|n| format!("{n:032}")));
        assert!(known.is_full());
        assert!(known.size < Known::LARGEST * 2);
    }
}
