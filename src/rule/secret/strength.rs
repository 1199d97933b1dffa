//! Whether a key is of the right form, and whether it could be guessed.

use std::collections::BTreeMap;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::rule::Check;
use crate::rule::findings::Gather;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::ORDINARY;
use crate::secret::Secret;

pub(super) static CHECKS: [Check; 2] = [
    Check {
        id: "secret/key-grammar",
        level: Level::Should,
        summary: "A key has 8 to 64 letters, digits, dots and underscores, and does not begin with 0.",
        clauses: &["configuration/pre-shared-key", "wire/key-grammar"],
        since: None,
        until: None,
        explain: "The grammar is that of the tunnel options of 2016-11-15, and every known generated key keeps to it. For \
            older versions a hyphen passes too, for the page's own keys have some. Quotation marks, blanks and line feeds are the danger: unquoted in a router \
            configuration, what follows a line feed is the next command.\n\
            Passes: 32 letters and digits; before 2016-11-15 also plain-text-password1 of the page.\n\
            Fails: a key with a line feed, a blank or a quotation mark; one of 7 or of 65 characters; one that begins with 0.",
        probes: &[&ORDINARY],
        judge: grammar,
    },
    Check {
        id: "secret/key-entropy",
        level: Level::Should,
        summary: "A key looks as if it had been drawn at random.",
        clauses: &["configuration/pre-shared-key", "description/sensitive"],
        since: None,
        until: None,
        explain: "Known generated keys have 32 random characters, but nothing forbids shorter ones or a smaller alphabet. So \
            only what cannot be random is found: most keys having fewer than 2.25 bits for each character, by how often \
            each stands in the key; a word such as password in a key; two keys that differ in a quarter of their places or \
            less. The two keys that the page prints stand in for real ones; a server that sends them fails here.\n\
            Passes: 8 random letters and digits, 12 random digits.\n\
            Fails: keys such as aaaaaaaaaaaaaaaa and abcdabcdabcdabcd, my-password-1, key-0000000000000001 followed by \
            key-0000000000000002.",
        probes: &[&ORDINARY],
        judge: entropy,
    },
];

/// How many earlier keys each is compared with: a counter shows in neighbours.
const NEIGHBOURS: usize = 8;

fn grammar(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("secret/key-grammar");
    let modern = evidence.api_version.is_modern();
    let expected = match modern {
        true => "8 to 64 of A-Z a-z 0-9 . _, the first not 0",
        false => "8 to 64 of A-Z a-z 0-9 . _ -, the first not 0",
    };
    for record in evidence.accepted_creates() {
        for (key, offset) in record.view().keys() {
            let mut scribe = gather.exchange(evidence, record);
            let text = key.expose();
            let stray = text.chars().find(|c| {
                !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || (*c == '-' && !modern))
            });
            let length = text.chars().count();
            if let Some(c) = stray {
                scribe.inner(offset, &format!("{} in a key", kind(c)), expected, kind(c));
            }
            if !(8..=64).contains(&length) {
                scribe.inner(
                    offset,
                    "length of a key",
                    expected,
                    format!("{length} characters"),
                );
            }
            if text.starts_with('0') {
                scribe.inner(
                    offset,
                    "0 first in a key",
                    expected,
                    "0 as the first character",
                );
            }
        }
    }
    gather.finish(|| no_keys(evidence))
}

/// What kind of character it is: enough to mend it, and nothing that helps to guess the key.
fn kind(c: char) -> &'static str {
    match c {
        '\n' | '\r' => "a line feed",
        c if c.is_whitespace() => "white space",
        c if c.is_control() => "a control character",
        '"' | '\'' | '`' => "a quotation mark",
        c if c.is_ascii_punctuation() => "punctuation",
        _ => "a character outside of ASCII",
    }
}

fn entropy(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("secret/key-entropy");
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

/// A word that no random key of this length would hold.
fn has_word(key: &Secret<'_>) -> bool {
    const WORDS: [&str; 5] = ["changeme", "example", "password", "qwerty", "secret"];
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
