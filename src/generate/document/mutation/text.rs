//! Text that must come back as it is: keys above all.

use crate::generate::document::mutation::{BOTH, CONFIGURATION, Deviation, accept, policy};

const KEY: &str = "parser/key-byte-for-byte";
const TEXT: &str = "parser/text-kept";
const LINES: &str = "parser/line-ends-normalised";
const REFERENCES: &str = "parser/character-references-decoded";

pub const ALL: &[Deviation] = &[
    accept("key-digits", KEY, CONFIGURATION, |w| {
        w.key("12345678", "12345678")
    }),
    accept("key-leading-zeros", KEY, CONFIGURATION, |w| {
        w.key("00001234", "00001234")
    }),
    accept("key-exponent", KEY, CONFIGURATION, |w| {
        w.key("12e34567", "12e34567")
    }),
    accept("key-decimal-point", KEY, CONFIGURATION, |w| {
        w.key("1234.5000", "1234.5000")
    }),
    accept("key-beyond-double", KEY, CONFIGURATION, |w| {
        w.key("9007199254740993", "9007199254740993")
    }),
    accept("key-both-cases", KEY, CONFIGURATION, |w| {
        w.key(
            "QMP5tKPP5qk95Y1Eee9c_82.MofNUJQV",
            "QMP5tKPP5qk95Y1Eee9c_82.MofNUJQV",
        )
    }),
    accept("key-sixty-four", KEY, CONFIGURATION, |w| {
        w.key("x.".repeat(32), "x.".repeat(32))
    }),
    accept("key-dots", KEY, CONFIGURATION, |w| {
        w.key("........", "........")
    }),
    accept("key-like-hexadecimal", KEY, CONFIGURATION, |w| {
        w.key("0x1234567890", "0x1234567890")
    }),
    accept("key-like-infinity", KEY, CONFIGURATION, |w| {
        w.key("Infinity", "Infinity")
    }),
    accept("key-padded", KEY, CONFIGURATION, |w| {
        w.key("  two spaces  ", "  two spaces  ")
    }),
    accept("key-tab-inside", KEY, CONFIGURATION, |w| {
        w.key("a\tb", "a\tb")
    }),
    accept("key-markup", KEY, CONFIGURATION, |w| {
        w.key("a&lt;b&gt;&amp;&quot;&apos;", "a<b>&\"'")
    }),
    accept("key-dollar", KEY, CONFIGURATION, |w| {
        w.key("$HOME`id`\\n%s", "$HOME`id`\\n%s")
    }),
    accept("key-hash", KEY, CONFIGURATION, |w| {
        w.key("a#b;c!d", "a#b;c!d")
    }),
    accept("key-long", KEY, CONFIGURATION, |w| {
        w.key("k".repeat(5000), "k".repeat(5000))
    }),
    accept("text-padded", TEXT, BOTH, |w| {
        w.text("  pending\t", "  pending\t")
    }),
    accept("text-white-space-alone", TEXT, BOTH, |w| {
        w.text("   ", "   ")
    }),
    accept("text-line-feed", TEXT, BOTH, |w| w.text("a\nb", "a\nb")),
    accept("text-number", TEXT, BOTH, |w| w.text("0012", "0012")),
    accept("text-true", TEXT, BOTH, |w| w.text("true", "true")),
    accept("text-null", TEXT, BOTH, |w| w.text("null", "null")),
    accept("text-two-bytes", TEXT, BOTH, |w| {
        w.text("Stra\u{df}e", "Stra\u{df}e")
    }),
    accept("text-three-bytes", TEXT, BOTH, |w| {
        w.text("\u{6771}\u{4eac}", "\u{6771}\u{4eac}")
    }),
    accept("text-astral", TEXT, BOTH, |w| {
        w.text("\u{1F511}\u{10FFFD}", "\u{1F511}\u{10FFFD}")
    }),
    accept("text-combining", TEXT, BOTH, |w| {
        w.text("e\u{301}\u{e9}", "e\u{301}\u{e9}")
    }),
    accept("text-right-to-left", TEXT, BOTH, |w| {
        w.text("a\u{202E}b", "a\u{202E}b")
    }),
    accept("text-delete", TEXT, BOTH, |w| {
        w.text("a\u{7f}b", "a\u{7f}b")
    }),
    accept("text-private-use", TEXT, BOTH, |w| {
        w.text("\u{E000}\u{FFFD}", "\u{E000}\u{FFFD}")
    }),
    accept("text-next-line", TEXT, BOTH, |w| {
        w.text("a\u{85}\u{2028}b", "a\u{85}\u{2028}b")
    }),
    accept("text-bracket-pair", TEXT, BOTH, |w| w.text("a]]b", "a]]b")),
    accept("line-end-crlf", LINES, BOTH, |w| w.text("a\r\nb", "a\nb")),
    accept("line-end-cr", LINES, BOTH, |w| w.text("a\rb", "a\nb")),
    accept("line-end-crlf-in-cdata", LINES, BOTH, |w| {
        w.text("<![CDATA[a\r\nb]]>", "a\nb")
    }),
    accept("line-end-crcrlf", LINES, BOTH, |w| {
        w.text("a\r\r\nb", "a\n\nb")
    }),
    accept("reference-line-feed", REFERENCES, BOTH, |w| {
        w.text("a&#10;b", "a\nb")
    }),
    accept("reference-carriage-return", REFERENCES, BOTH, |w| {
        w.text("a&#13;b", "a\rb")
    }),
    accept("reference-crlf", REFERENCES, BOTH, |w| {
        w.text("a&#xD;&#xA;b", "a\r\nb")
    }),
    accept("reference-tab", REFERENCES, BOTH, |w| {
        w.text("a&#9;b", "a\tb")
    }),
    accept("reference-astral", REFERENCES, BOTH, |w| {
        w.text("&#x1F511;&#128273;", "\u{1F511}\u{1F511}")
    }),
    accept("reference-highest", REFERENCES, BOTH, |w| {
        w.text("&#x10FFFF;", "\u{10FFFF}")
    }),
    accept("reference-two-bytes", REFERENCES, BOTH, |w| {
        w.text("&#xE9;&#233;", "\u{e9}\u{e9}")
    }),
    accept("reference-lower-case-digits", REFERENCES, BOTH, |w| {
        w.text("&#xfffd;&#xe9;", "\u{fffd}\u{e9}")
    }),
    accept("reference-space", REFERENCES, BOTH, |w| {
        w.text("&#32;a&#x20;", " a ")
    }),
    accept("reference-quotes", REFERENCES, BOTH, |w| {
        w.text("&quot;&apos;", "\"'")
    }),
    accept("reference-key", REFERENCES, CONFIGURATION, |w| {
        w.key("&#49;&#x32;345678", "12345678")
    }),
    policy(
        "key-second-command",
        "parser/key-line-feed",
        CONFIGURATION,
        |w| {
            w.key(
                "secret_1&#10;no crypto isakmp key",
                "secret_1\nno crypto isakmp key",
            )
        },
    ),
];
