//! Text comes back as it is.

use crate::finding::Level;
use crate::generate::document::mutation::structure::{
    fill as everywhere, inner_text as configuration,
};
use crate::generate::document::mutation::{BOTH, Mutation, RESPONSE};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::texts;
use crate::parser::mutant::Operator;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/text-kept",
    level: Level::Must,
    summary: "Text comes back as it is.",
    source: XML,
    explain: "No trimming, no conversion, no loss beyond the basic plane.",
    documents: &[
        Mutation::accept("text-padded", BOTH, |w| {
            w.text("  pending\t", "  pending\t")
        }),
        Mutation::accept("text-white-space-alone", BOTH, |w| w.text("   ", "   ")),
        Mutation::accept("text-line-feed", BOTH, |w| w.text("a\nb", "a\nb")),
        Mutation::accept("text-number", BOTH, |w| w.text("0012", "0012")),
        Mutation::accept("text-true", BOTH, |w| w.text("true", "true")),
        Mutation::accept("text-null", BOTH, |w| w.text("null", "null")),
        Mutation::accept("text-two-bytes", BOTH, |w| {
            w.text("Stra\u{df}e", "Stra\u{df}e")
        }),
        Mutation::accept("text-three-bytes", BOTH, |w| {
            w.text("\u{6771}\u{4eac}", "\u{6771}\u{4eac}")
        }),
        Mutation::accept("text-astral", BOTH, |w| {
            w.text("\u{1F511}\u{10FFFD}", "\u{1F511}\u{10FFFD}")
        }),
        Mutation::accept("text-combining", BOTH, |w| {
            w.text("e\u{301}\u{e9}", "e\u{301}\u{e9}")
        }),
        Mutation::accept("text-right-to-left", BOTH, |w| {
            w.text("a\u{202E}b", "a\u{202E}b")
        }),
        Mutation::accept("text-delete", BOTH, |w| w.text("a\u{7f}b", "a\u{7f}b")),
        Mutation::accept("text-private-use", BOTH, |w| {
            w.text("\u{E000}\u{FFFD}", "\u{E000}\u{FFFD}")
        }),
        Mutation::accept("text-next-line", BOTH, |w| {
            w.text("a\u{85}\u{2028}b", "a\u{85}\u{2028}b")
        }),
        Mutation::accept("text-noncharacters", BOTH, |w| {
            w.text(
                "a\u{FDD0}\u{FDEF}\u{1FFFE}\u{10FFFF}b",
                "a\u{FDD0}\u{FDEF}\u{1FFFE}\u{10FFFF}b",
            )
        }),
        Mutation::accept("text-edges-of-the-plane", BOTH, |w| {
            w.text("a\u{D7FF}\u{E000}\u{FFFC}b", "a\u{D7FF}\u{E000}\u{FFFC}b")
        }),
        Mutation::accept("text-bracket-pair", BOTH, |w| w.text("a]]b", "a]]b")),
        Mutation::accept("text-no-break-spaces", BOTH, |w| {
            w.text("\u{a0}a\u{3000}", "\u{a0}a\u{3000}")
        }),
        Mutation::accept("text-padded-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("\t\n  padded  \t{n}\n \t "))
        }),
        Mutation::accept("text-no-break-spaces-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("\u{a0}\u{2003}wide{n}\u{3000}\u{a0}"))
        }),
        Mutation::accept("text-cases-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                format!(
                    "aZ\u{e9}\u{c9}e\u{301}\u{df}\u{130}\u{3a3}{n}\u{6771}\u{1F511}\u{10FFFD}\u{ad}"
                )
            })
        }),
        Mutation::accept("text-long-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                format!("{}#end-{n}", "0123456789;abcdef ".repeat(16))
            })
        }),
        Mutation::accept("text-zeros-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("000{n}.5000"))
        }),
        Mutation::accept("text-true-everywhere", BOTH, |w| {
            everywhere(w, |_| "true".to_owned())
        }),
        Mutation::accept("text-false-everywhere", BOTH, |w| {
            everywhere(w, |_| "false".to_owned())
        }),
        Mutation::accept("text-zero-everywhere", BOTH, |w| {
            everywhere(w, |_| "0".to_owned())
        }),
        Mutation::accept("text-null-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(&["null", "None", "undefined", "N/A", "-", "nil", "NaN"], n)
            })
        }),
        Mutation::accept("text-null-words-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "NULL", "none", "Null", "nan", "no", "NO", "off", "void", "y", "~",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-absent-words-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "n/a", "#N/A", "(null)", "[]", "{}", "\"\"", "\\N", "unknown", "1e5", "NA",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-odd-values-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "1,000",
                        "\u{661}\u{662}",
                        "2012-04-01T00:00:00.000Z",
                        "2001:db8:0:0:0:0:0:1",
                        "127.1",
                        "3232235777",
                        "999999",
                        "T",
                        "a(b)c",
                        "1 h",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-other-escapes-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "\\x41", "a=3Db", "U+0041", "{{x}}", "QUJD", "a\\\\b", "'q'", "%u0041",
                        "\\u0041", "\\101",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-rare-characters-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                format!(
                    "x{n}\u{FDD0}\u{1FFFE}\u{E0041}\u{F0000}\u{FFFC}\u{212A}\u{AC00}\u{2013}\u{2014}\u{D7FF}y"
                )
            })
        }),
        Mutation::accept("text-rare-edges-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                let edge = word(
                    &[
                        "\u{1680}", "\u{180e}", "\u{2002}", "\u{200a}", "\u{200b}", "\u{2028}",
                        "\u{2029}", "\u{202f}", "\u{205f}", "\u{2060}",
                    ],
                    n,
                );
                format!("{edge}x{n}{edge}")
            })
        }),
        Mutation::accept("text-rare-edges-in-turn-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                let edge = word(
                    &[
                        "\u{1680}", "\u{180e}", "\u{2002}", "\u{200a}", "\u{200b}", "\u{2028}",
                        "\u{2029}", "\u{202f}", "\u{205f}", "\u{2060}",
                    ],
                    n + 5,
                );
                format!("{edge}x{n}{edge}")
            })
        }),
        Mutation::accept("text-whole-numbers-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "0065001",
                        "18446744073709551617",
                        "9007199254740993",
                        "4294967297",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-other-numbers-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "+5",
                        "1e3",
                        "-0",
                        "010.000.000.001",
                        "0x1F",
                        "1_000",
                        "1.50",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-byte-order-marks-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                format!("\u{FEFF}\u{200B}mark{n}\u{FEFF}\u{200D}x\u{FEFF}")
            })
        }),
        Mutation::accept("text-line-separators-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("\u{85}\u{2028}line{n}\u{2029}\u{85}"))
        }),
        Mutation::accept("text-between-line-separators-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("\u{2028}line{n}\u{2028}"))
        }),
        Mutation::accept("text-between-wide-spaces-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("\u{1680}\u{2009}wide{n}\u{202f}\u{205f}"))
        }),
        Mutation::accept("text-uuids-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("7A62C49F-347E-4FC4-9331-6E8E{n:08X}"))
        }),
        Mutation::accept("text-small-uuids-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("7a62c49f-347e-4fc4-9331-6e8e{n:08x}"))
        }),
        Mutation::accept("text-large-booleans-everywhere", BOTH, |w| {
            everywhere(w, |n| word(&["TRUE", "False", "Yes", "no", "On", "OFF"], n))
        }),
        Mutation::accept("text-separators-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("a{n},b|c@d*e:f//g~h=i!j^k$l?m/"))
        }),
        Mutation::accept("text-first-signs-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "#a", "=a", "@a", "-a", "!a", "+a", "~a", "\"a\"", "'a'", "{a}", "[a]",
                        "%%d", "%s", "${a}",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-last-signs-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &["QUJDRA==", "a\\", "a,", "a;", "a.", "a/", "a\"\"b", "a''b"],
                    n,
                )
            })
        }),
        Mutation::accept("text-unicode-forms-everywhere", BOTH, |w| {
            everywhere(w, |n| {
                word(
                    &[
                        "\u{c3}\u{a9}",
                        "\u{201c}a\u{201d}",
                        "\u{ff21}\u{ff11}",
                        "\u{131}\u{130}",
                        "\u{2764}\u{fe0f}",
                        "\u{fd00}::1",
                        "FD00:0:0::1",
                        "VPN-ABC",
                        "15D5B5AC-D58D",
                        "<a/><b></b>",
                    ],
                    n,
                )
            })
        }),
        Mutation::accept("text-quotes-everywhere", BOTH, |w| {
            everywhere(w, |n| format!("\"q{n}\" 'x' %41+\\n#"))
        }),
        Mutation::accept("configuration-padded", RESPONSE, |w| {
            configuration(w, |text| format!("\n \t{text}\n  \n"))
        }),
        Mutation::accept("configuration-no-break-spaces", RESPONSE, |w| {
            configuration(w, |text| format!("\u{a0}{text}\u{2003}"))
        }),
        Mutation::accept("configuration-beyond-ascii", RESPONSE, |w| {
            configuration(w, |text| {
                text.replace("ipsec.1", "\u{df}\u{c9}e\u{301}\u{6771}\u{1F511}aZ")
            })
        }),
    ],
    faults: &[
        Fault::answer("text-trimmed", "text is trimmed", |_, _, o| {
            texts(o, |_, t| Some(t.trim().to_owned()));
        }),
        Fault::answer("spaces-collapsed", "white space is collapsed", |_, _, o| {
            texts(o, |name, t| {
                (name != "customerGatewayConfiguration")
                    .then(|| t.split_whitespace().collect::<Vec<_>>().join(" "))
            });
        }),
        Fault::answer(
            "beyond-basic-plane-lost",
            "characters beyond the basic plane are lost",
            |_, _, o| {
                texts(o, |_, t| {
                    Some(
                        t.chars()
                            .map(|c| if c > '\u{FFFF}' { '?' } else { c })
                            .collect(),
                    )
                });
            },
        ),
    ],
    operators: &[
        Operator::Ascii,
        Operator::BasicPlane,
        Operator::Boolean,
        Operator::CutAt(8),
        Operator::CutAt(16),
        Operator::CutAt(64),
        Operator::CutAt(255),
        Operator::CutAtLineFeed,
        Operator::CutAtSpace,
        Operator::CutAtHash,
        Operator::Composed,
        Operator::LowerCase,
        Operator::NoBreakSpaceTrimmed,
        Operator::PercentDecoded,
        Operator::SpaceCollapsed,
        Operator::TrimmedEnd,
        Operator::TrimmedStart,
        Operator::UpperCase,
        Operator::Unquoted,
        Operator::ZerosLost,
    ],
    ..ParserRule::DEFAULT
};

/// One of these texts, by the number of the element.
fn word(words: &[&str], number: usize) -> String {
    let at = number % words.len().max(1);
    words.get(at).copied().unwrap_or_default().to_owned()
}
