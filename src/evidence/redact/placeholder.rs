//! What is written in place of a secret.
//!
//! A stand-in is made of the order in which the keys were met and of what a check may look at (length, which
//! characters the grammar allows, how often each occurs), never of the key: nobody can test a guess against it.

use std::collections::{BTreeMap, HashMap, HashSet};

/// What a stand-in for a strong key begins with, so that a reader sees at once that it is none.
const MARK: &str = "REDACTED.";
/// Characters of the key grammar whose decimal number has two digits, as a reference of the same length needs.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789abc";
/// Stand-ins for printable characters that the grammar does not allow and no syntax here gives a meaning.
const OTHERS: &[u8] = b"!*:@~^|";

/// The stand-in of every key learnt so far.
#[derive(Default)]
pub(super) struct StandIns {
    by_value: HashMap<Vec<u32>, Vec<u32>>,
    used: HashSet<Vec<u32>>,
    /// The keys in the order in which they were met.
    order: Vec<Vec<u32>>,
    met: usize,
}

impl StandIns {
    /// As if so many had been met already.
    pub(super) fn starting_at(met: usize) -> Self {
        Self {
            met,
            ..Self::default()
        }
    }

    /// Gives the value a stand-in; false when it has or is one.
    pub(super) fn learn(&mut self, value: &[u32]) -> bool {
        if value.is_empty() || self.by_value.contains_key(value) {
            return false;
        }
        let is_secret = !is_stand_in(value) && !self.used.contains(value);
        let stand_in = if is_secret {
            self.fresh(value)
        } else {
            value.to_vec()
        };
        self.order.push(value.to_vec());
        self.used.insert(stand_in.clone());
        self.by_value.insert(value.to_vec(), stand_in);
        is_secret
    }

    pub(super) fn of(&self, value: &[u32]) -> Option<&[u32]> {
        self.by_value.get(value).map(Vec::as_slice)
    }

    /// An earlier key that this one seems to follow from, with its stand-in.
    fn neighbour(&self, value: &[u32]) -> Option<(&[u32], &[u32])> {
        /// As many as a check of such a thing may compare, and more.
        const EARLIER: usize = 64;
        let near = |other: &&Vec<u32>| {
            let differ = other.iter().zip(value).filter(|(a, b)| a != b).count();
            other.len() == value.len() && value.len() >= 8 && differ * 4 <= value.len()
        };
        let other = self.order.iter().rev().take(EARLIER).find(near)?;
        Some((other, self.by_value.get(other)?))
    }

    fn fresh(&mut self, value: &[u32]) -> Vec<u32> {
        // A key of one or two characters may leave no unused stand-in: then one is shared.
        let mut stand_in = Vec::new();
        for _ in 0..256 {
            self.met += 1;
            stand_in = match self.neighbour(value) {
                Some((other, its)) => derived(value, other, its, self.met),
                None => make(value, self.met),
            };
            if !self.used.contains(&stand_in) && stand_in != value {
                break;
            }
        }
        stand_in
    }
}

/// The stand-in of a key that differs from another in few places: it differs from the other's in the same places.
fn derived(value: &[u32], other: &[u32], its: &[u32], ordinal: usize) -> Vec<u32> {
    let mut letters = shuffled(ALPHABET, &mut Dice::new(ordinal))
        .into_iter()
        .cycle();
    let mut out = its.to_vec();
    for (index, (code, place)) in value.iter().zip(&mut out).enumerate() {
        if other.get(index) == Some(code) {
            continue;
        }
        *place = if is_replaceable(index, *code) {
            let taken = *place;
            let letter = letters.find(|letter| u32::from(*letter) != taken);
            letter.map_or(taken, u32::from)
        } else {
            *code
        };
    }
    out
}

/// Whether the value is an id of the service; those are no secrets wherever else they stand.
pub(super) fn is_identifier(value: &[u32]) -> bool {
    let text: String = value.iter().filter_map(|c| char::from_u32(*c)).collect();
    ["vpn-", "cgw-", "vgw-", "tgw-"].iter().any(|prefix| {
        text.strip_prefix(prefix)
            .is_some_and(|id| id.len() >= 8 && id.bytes().all(|b| b.is_ascii_hexdigit()))
    })
}

fn make(value: &[u32], ordinal: usize) -> Vec<u32> {
    if is_strong(value) {
        marked(value.len(), ordinal)
    } else {
        scrambled(value, ordinal)
    }
}

/// Long, of many characters, and within the grammar: no check can tell two such keys apart but by comparing them.
fn is_strong(value: &[u32]) -> bool {
    let distinct: HashSet<_> = value.iter().collect();
    value.len() >= 24
        && distinct.len() >= 10
        && value.first() != Some(&u32::from(b'0'))
        && value.iter().all(|c| is_grammar(*c))
}

/// `REDACTED.7.` and characters that differ from key to key, up to the length.
fn marked(len: usize, ordinal: usize) -> Vec<u32> {
    let mut dice = Dice::new(ordinal);
    let mut filler = shuffled(ALPHABET, &mut dice).into_iter().cycle();
    let mut text: Vec<u32> = format!("{MARK}{ordinal}.").bytes().map(u32::from).collect();
    while text.len() < len {
        text.extend(filler.next().map(u32::from));
    }
    text.truncate(len);
    text
}

fn is_stand_in(value: &[u32]) -> bool {
    let text: String = value.iter().filter_map(|c| char::from_u32(*c)).collect();
    text.strip_prefix(MARK)
        .and_then(|rest| rest.split_once('.'))
        .and_then(|(ordinal, _)| ordinal.parse().ok())
        .is_some_and(|ordinal| marked(value.len(), ordinal) == value)
}

/// Other characters in another order, each as often as one of the key: entropy, length and grammar stay.
fn scrambled(value: &[u32], ordinal: usize) -> Vec<u32> {
    let mut dice = Dice::new(ordinal);
    let mut out = value.to_vec();
    for (alphabet, belongs) in [
        (ALPHABET, is_replaceable as fn(usize, u32) -> bool),
        (OTHERS, is_other),
    ] {
        let places: Vec<usize> = value
            .iter()
            .enumerate()
            .filter(|(index, code)| belongs(*index, **code))
            .map(|(index, _)| index)
            .collect();
        let mut counts = BTreeMap::<u32, usize>::new();
        for code in places.iter().filter_map(|index| value.get(*index)) {
            *counts.entry(*code).or_default() += 1;
        }
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable();
        let letters = shuffled(alphabet, &mut dice);
        let fill: Vec<u8> = counts
            .iter()
            .zip(letters.iter().cycle())
            .flat_map(|(count, letter)| std::iter::repeat_n(*letter, *count))
            .collect();
        for (index, letter) in places.iter().zip(shuffled(&fill, &mut dice)) {
            if let Some(place) = out.get_mut(*index) {
                *place = u32::from(letter);
            }
        }
    }
    for (index, code) in value.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|i| value.get(i)).copied();
        if let (Some(new), Some(place)) = (high(before, *code, &mut dice), out.get_mut(index)) {
            *place = new;
        }
    }
    out
}

fn is_grammar(code: u32) -> bool {
    u8::try_from(code).is_ok_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
}

/// A leading zero breaks the grammar, so it stays.
fn is_replaceable(index: usize, code: u32) -> bool {
    is_grammar(code) && !(index == 0 && code == u32::from(b'0'))
}

/// White space, control characters, markup and hyphens stay: a key with a line feed or a `<` in it is a finding, and
/// one with a hyphen is none in older versions.
fn is_other(_: usize, code: u32) -> bool {
    !is_grammar(code)
        && u8::try_from(code).is_ok_and(|b| {
            b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'&' | b'"' | b'\'' | b'-')
        })
}

/// Another code for one beyond ASCII: its last six bits are the dice's. Kept are the bytes and code points next to which
/// lie some that UTF-8 or XML forbids.
fn high(before: Option<u32>, code: u32, dice: &mut Dice) -> Option<u32> {
    const BYTE: u32 = 0x20_0000;
    let last_six = (code & !0x3f) | dice.below(64);
    match code.checked_sub(BYTE) {
        Some(0x80..=0xbf) => {
            let lead = before.and_then(|b| b.checked_sub(BYTE));
            let free = !matches!(lead, Some(0xe0 | 0xed | 0xef | 0xf0 | 0xf4 | 0xbf) | None);
            free.then_some(last_six)
        }
        Some(_) => None,
        None if (0xc0..0xd7c0).contains(&code) || (0xe000..0xffc0).contains(&code) => {
            Some(last_six)
        }
        None => None,
    }
}

fn shuffled(items: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut items = items.to_vec();
    for last in (1..items.len()).rev() {
        let other = dice.below(u32::try_from(last + 1).unwrap_or(u32::MAX));
        items.swap(last, usize::try_from(other).unwrap_or(0));
    }
    items
}

/// A small generator (SplitMix64): the stand-ins of a run are the same every time.
struct Dice(u64);

impl Dice {
    fn new(ordinal: usize) -> Self {
        Self(ordinal as u64)
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((z ^ (z >> 31)) % u64::from(bound.max(1))).unwrap_or(0)
    }
}
