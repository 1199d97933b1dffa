//! A pre-shared key comes back byte for byte.

use crate::finding::Level;
use crate::generate::document::mutation::{CONFIGURATION, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::texts;
use crate::rule::parser::{INNER, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/key-byte-for-byte",
    level: Level::Must,
    summary: "A pre-shared key comes back byte for byte.",
    source: INNER,
    explain: "A key of digits is text: `00001234` is not 1234 and `12e34567` is not infinity. A changed key is a tunnel that never comes up.",
    documents: &[
        Mutation::accept("key-digits", CONFIGURATION, |w| {
            w.key("12345678", "12345678")
        }),
        Mutation::accept("key-leading-zeros", CONFIGURATION, |w| {
            w.key("00001234", "00001234")
        }),
        Mutation::accept("key-exponent", CONFIGURATION, |w| {
            w.key("12e34567", "12e34567")
        }),
        Mutation::accept("key-decimal-point", CONFIGURATION, |w| {
            w.key("1234.5000", "1234.5000")
        }),
        Mutation::accept("key-beyond-double", CONFIGURATION, |w| {
            w.key("9007199254740993", "9007199254740993")
        }),
        Mutation::accept("key-both-cases", CONFIGURATION, |w| {
            w.key(
                "QMP5tKPP5qk95Y1Eee9c_82.MofNUJQV",
                "QMP5tKPP5qk95Y1Eee9c_82.MofNUJQV",
            )
        }),
        Mutation::accept("key-sixty-four", CONFIGURATION, |w| {
            w.key("x.".repeat(32), "x.".repeat(32))
        }),
        Mutation::accept("key-dots", CONFIGURATION, |w| w.key("........", "........")),
        Mutation::accept("key-like-hexadecimal", CONFIGURATION, |w| {
            w.key("0x1234567890", "0x1234567890")
        }),
        Mutation::accept("key-like-infinity", CONFIGURATION, |w| {
            w.key("Infinity", "Infinity")
        }),
        Mutation::accept("key-padded", CONFIGURATION, |w| {
            w.key("  two spaces  ", "  two spaces  ")
        }),
        Mutation::accept("key-tab-inside", CONFIGURATION, |w| w.key("a\tb", "a\tb")),
        Mutation::accept("key-markup", CONFIGURATION, |w| {
            w.key("a&lt;b&gt;&amp;&quot;&apos;", "a<b>&\"'")
        }),
        Mutation::accept("key-dollar", CONFIGURATION, |w| {
            w.key("$HOME`id`\\n%s", "$HOME`id`\\n%s")
        }),
        Mutation::accept("key-hash", CONFIGURATION, |w| w.key("a#b;c!d", "a#b;c!d")),
        Mutation::accept("key-long", CONFIGURATION, |w| {
            w.key("k".repeat(5000), "k".repeat(5000))
        }),
    ],
    faults: &[
        Fault::answer(
            "key-loses-zeros",
            "leading zeros of a key are lost",
            |_, _, o| {
                texts(o, |name, t| {
                    (name == KEY && t.bytes().all(|b| b.is_ascii_digit()))
                        .then(|| t.trim_start_matches('0').to_owned())
                });
            },
        ),
        Fault::answer("key-lower-case", "the key is made lower case", |_, _, o| {
            texts(o, |name, t| (name == KEY).then(|| t.to_ascii_lowercase()));
        }),
        Fault::answer(
            "key-cut-at-64",
            "a key is cut after 64 characters",
            |_, _, o| {
                texts(o, |name, t| {
                    (name == KEY).then(|| t.chars().take(64).collect())
                });
            },
        ),
    ],
    also_detects: &["text-trimmed", "digits-are-numbers"],
    ..ParserRule::DEFAULT
};

const KEY: &str = "ike/pre_shared_key";
