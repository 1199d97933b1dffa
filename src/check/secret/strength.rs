//! Whether a key is of the right form, and whether it could be guessed.

use std::collections::BTreeMap;

use crate::check::Check;
use crate::check::gather::Gather;
use crate::check::probe::ORDINARY;
use crate::check::secret::no_keys;
use crate::finding::Judgement;
use crate::finding::Level;
use crate::model::Secret;
use crate::run::Evidence;

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
        explain: "Known generated keys have 32 random characters. This check asks for little: at least 48 bits by the \
            frequency of the characters in the key, and no two keys that differ in a quarter of their places or less. The \
            two keys that the page prints differ in their last digit only; they stand in for real ones, and a server that \
            sends them fails here.\n\
            Passes: 16 or more random letters and digits.\n\
            Fails: password, aaaaaaaaaaaaaaaaaaaaaaaa, key-0000000000000001 followed by key-0000000000000002.",
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
    const BITS: f64 = 48.0;
    let mut gather = Gather::new("secret/key-entropy");
    let mut seen: Vec<Secret<'static>> = Vec::new();
    for record in evidence.accepted_creates() {
        for (key, offset) in record.view().keys() {
            let mut scribe = gather.exchange(evidence, record);
            let text = key.expose();
            // What is too short is the affair of the grammar.
            if text.len() >= 8 && shannon(text) < BITS {
                scribe.inner(
                    offset,
                    "a key that can be guessed",
                    "at least 48 bits by the frequency of its characters",
                    "a key with less",
                );
            }
            let neighbours = seen.iter().rev().take(NEIGHBOURS);
            if neighbours
                .into_iter()
                .any(|other| close(other.expose(), text))
            {
                scribe.inner(
                    offset,
                    "keys that follow from one another",
                    "keys that have nothing in common",
                    "a key that differs from an earlier one in few places",
                );
            }
            seen.push(key);
        }
    }
    gather.finish(|| no_keys(evidence))
}

/// The bits of information in a text by the frequency of its own characters.
fn shannon(text: &str) -> f64 {
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for c in text.chars() {
        *counts.entry(c).or_default() += 1;
    }
    let length = f64::from(counts.values().sum::<u32>());
    counts
        .values()
        .map(|count| f64::from(*count) * (length / f64::from(*count)).log2())
        .sum()
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
