//! A pre-shared key looks random.

use std::collections::BTreeMap;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::random::Random;
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::ORDINARY;
use crate::secret::Secret;

pub(super) static RULE: Rule = Rule {
    id: "secret/key-entropy",
    level: Level::Should,
    summary: "A pre-shared key looks random.",
    requirements: &["configuration/pre-shared-key", "description/sensitive"],
    explain: "Known generated keys have 32 random characters, but nothing forbids shorter ones or a smaller alphabet. So \
            only what cannot be random is found: most keys having fewer than 2.25 bits for each character, by how often \
            each stands in the key; a word such as password in a key; two keys that differ in a quarter of their places or \
            less. The two keys that the page prints stand in for real ones; a server that sends them fails here.\n\
            Passes: 8 random letters and digits, 12 random digits.\n\
            Fails: keys such as aaaaaaaaaaaaaaaa and abcdabcdabcdabcd, my-password-1, key-0000000000000001 followed by \
            key-0000000000000002.",
    reads: &[&ORDINARY],
    judge: entropy,
    faults: &[
        Fault::new(
            "key-of-one-character",
            "makes keys out of one character, another one for each tunnel",
            Hook::Keys(|_, number, state| {
                let letter =
                    b'a' + u8::try_from((state.connections.len() * 2 + number) % 26).unwrap_or(0);
                char::from(letter).to_string().repeat(32)
            }),
        ),
        Fault::new(
            "key-repeats",
            "makes keys that repeat two characters",
            Hook::Keys(|key, _, _| key.chars().take(2).collect::<String>().repeat(16)),
        ),
        Fault::new(
            "key-counts-up",
            "makes keys that differ in a number at their end",
            Hook::Keys(|_, number, state| {
                let stem = Random::new(0).key();
                let stem = stem.expose().get(..28).unwrap_or_default();
                format!("{stem}{:04}", state.connections.len() * 2 + number)
            }),
        ),
    ],
    ..Rule::SERVER
};

/// How many earlier keys each is compared with: a counter shows in neighbours.
const NEIGHBOURS: usize = 8;

fn entropy(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let keys: Vec<(&Record, Secret<'static>, usize)> = evidence
        .accepted_creates()
        .flat_map(|record| {
            let keys = record.view().keys();
            keys.into_iter().map(move |(key, at)| (record, key, at))
        })
        // What is too short is the affair of the grammar.
        .filter(|(_, key, _)| key.expose().chars().count() >= 8)
        .collect();
    let repetitive = keys.iter().filter(|(_, key, _)| is_repetitive(key)).count();
    // A random key of few characters may be so by chance; most keys of a server are not.
    let by_chance = repetitive * 2 <= keys.len();
    for (index, (record, key, offset)) in keys.iter().enumerate() {
        let mut scribe = gather.exchange(evidence, record);
        if is_repetitive(key) && !by_chance {
            scribe.inner(
                *offset,
                "few different characters",
                "a key that looks random",
                "one with few different characters, as most keys here",
            );
        }
        if has_word(key) {
            let found = "one with a word in it";
            scribe.inner(*offset, "a word", "a key that looks random", found);
        }
        let earlier = keys.get(index.saturating_sub(NEIGHBOURS)..index);
        let mut earlier = earlier.unwrap_or_default().iter();
        if earlier.any(|(_, other, _)| close(other.expose(), key.expose())) {
            scribe.inner(
                *offset,
                "keys that follow from one another",
                "keys that have nothing in common",
                "a key that differs from an earlier one in few places",
            );
        }
    }
    gather.finish(|| no_keys(evidence))
}

/// Fewer than 2.25 bits for each character, by how often each stands in the key.
fn is_repetitive(key: &Secret<'_>) -> bool {
    const BITS: f64 = 2.25;
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for c in key.expose().chars() {
        *counts.entry(c).or_default() += 1;
    }
    let length = f64::from(counts.values().sum::<u32>());
    let bits: f64 = counts
        .values()
        .map(|count| f64::from(*count) / length * (length / f64::from(*count)).log2())
        .sum();
    bits < BITS
}

/// Words that no random key would hold.
pub(crate) const WORDS: [&str; 5] = ["changeme", "example", "password", "qwerty", "secret"];

fn has_word(key: &Secret<'_>) -> bool {
    let lower = key.expose().to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether two different keys of one length differ in a quarter of their places or less. Equal keys are the affair of
/// the checks that compare tunnels and connections.
fn close(one: &str, two: &str) -> bool {
    if one.len() != two.len() || one == two {
        return false;
    }
    let different = one.bytes().zip(two.bytes()).filter(|(a, b)| a != b).count();
    different * 4 <= one.len()
}
