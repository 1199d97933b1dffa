//! A pre-shared key has 8 to 64 letters, digits, dots and underscores, and does not begin with 0.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::ORDINARY;

pub(super) static RULE: Rule = Rule {
    id: "secret/key-grammar",
    level: Level::Should,
    summary: "A pre-shared key has 8 to 64 letters, digits, dots and underscores, and does not begin with 0.",
    requirements: &["configuration/pre-shared-key", "wire/key-grammar"],
    explain: "The grammar is that of the tunnel options of 2016-11-15, and every known generated key keeps to it. For \
            older versions a hyphen passes too, for the page's own keys have some. Quotation marks, blanks and line feeds are the danger: unquoted in a router \
            configuration, what follows a line feed is the next command.\n\
            Passes: 32 letters and digits; before 2016-11-15 also plain-text-password1 of the page.\n\
            Fails: a key with a line feed, a blank or a quotation mark; one of 7 or of 65 characters; one that begins with 0.",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: grammar,
    faults: &[
        Fault::new(
            "key-starts-with-zero",
            "makes keys that start with 0",
            Hook::Keys(|key, _, _| format!("0{}", key.get(1..).unwrap_or_default())),
        ),
        Fault::new(
            "key-in-base64",
            "makes keys with the plus and slash of Base64",
            Hook::Keys(|key, _, _| format!("{}+/", key.get(2..).unwrap_or_default())),
        ),
        Fault::new(
            "key-too-short",
            "makes keys of six characters",
            Hook::Keys(|key, _, _| key.chars().take(6).collect()),
        ),
        Fault::new(
            "key-too-long",
            "makes keys of 65 characters",
            Hook::Keys(|key, _, _| format!("{key}{key}x")),
        ),
        Fault::new(
            "key-with-line-feed",
            "puts a line feed into keys, which router configuration reads as a second command",
            Hook::Keys(|key, _, _| format!("{}\nexit", key.get(..27).unwrap_or_default())),
        ),
    ],
    variants: &[
        Variant::new(
            "keys-of-64-characters",
            "makes keys of the greatest length",
            Hook::Keys(|key, _, _| match is_drawn(key) {
                true => key.chars().chain(key.chars().rev()).collect(),
                false => key.to_owned(),
            }),
        ),
        Variant::new(
            "keys-of-20-characters",
            "makes keys as long as those of the page's example",
            Hook::Keys(|key, _, _| match is_drawn(key) {
                true => key.chars().take(20).collect(),
                false => key.to_owned(),
            }),
        ),
    ],
    ..Rule::SERVER
};

/// Whether a key has the length of those that the endpoint draws: one that was asked for stays as it is.
fn is_drawn(key: &str) -> bool {
    key.len() == 32
}

fn grammar(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
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
