//! Faults of reading: the body is taken for what it is not.

use memchr::memmem;

use crate::suite::parser::faulty::{Fault, body as fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "cdata-skipped",
        "CDATA sections are left out",
        &["parser/cdata-read"],
        |b| remove_between(b, "<![CDATA[", "]]>"),
    ),
    fault(
        "comment-cuts-text",
        "only the text before a comment is read",
        &["parser/comments-ignored"],
        comment_cuts,
    ),
    fault(
        "carriage-return-kept",
        "line ends are not normalised",
        &["parser/line-ends-normalised"],
        |b| replace(b, "\r", "&#13;"),
    ),
    fault(
        "numeric-references-left",
        "`&#10;` stays as it is",
        &["parser/character-references-decoded"],
        |b| {
            replace(b, "&#", "&amp;#");
        },
    ),
    fault(
        "hexadecimal-references-left",
        "`&#x3C;` stays as it is",
        &["parser/escape-layers-equivalent"],
        |b| {
            replace(b, "&#x", "&amp;#x");
        },
    ),
    fault(
        "carriage-reference-normalised",
        "`&#13;` is read as a line feed",
        &["parser/character-references-decoded"],
        |b| {
            replace(b, "&#13;", "&#10;");
            replace(b, "&#xD;", "&#10;");
        },
    ),
    fault(
        "invalid-bytes-replaced",
        "bytes that are no UTF-8 become U+FFFD",
        &["parser/invalid-utf-8-rejected"],
        |b| {
            if !is_wide(b) {
                *b = String::from_utf8_lossy(b).into_owned().into_bytes();
            }
        },
    ),
    fault(
        "latin-1",
        "bytes that are no UTF-8 are read as Latin-1",
        &["parser/invalid-utf-8-rejected"],
        |b| {
            if !is_wide(b) && std::str::from_utf8(b).is_err() {
                *b = b
                    .iter()
                    .map(|byte| char::from(*byte))
                    .collect::<String>()
                    .into_bytes();
            }
        },
    ),
    fault(
        "controls-dropped",
        "control characters are left out",
        &["parser/illegal-character-rejected"],
        |b| {
            if !is_wide(b) {
                b.retain(|byte| !matches!(byte, 0..=8 | 11 | 12 | 14..=31));
            }
        },
    ),
    fault(
        "control-references-dropped",
        "`&#0;` is left out",
        &["parser/illegal-character-rejected"],
        |b| {
            for reference in ["&#0;", "&#27;", "&#x1F;", "&#xD800;"] {
                replace(b, reference, "");
            }
        },
    ),
    fault(
        "ampersand-kept",
        "a bare ampersand is text",
        &["parser/malformed-reference-rejected"],
        |b| replace(b, "& ", "&amp; "),
    ),
    fault(
        "html-entities-known",
        "`&nbsp;` is known",
        &["parser/undefined-entity-rejected"],
        |b| replace(b, "&nbsp;", "&#160;"),
    ),
    fault(
        "mismatched-end-tag-accepted",
        "any end tag ends the element",
        &["parser/mismatched-tag-rejected"],
        |b| {
            repair(b, Repair::Names);
        },
    ),
    fault(
        "left-open-is-closed",
        "what is open at the end is closed",
        &[
            "parser/truncation-rejected",
            "parser/missing-end-tag-rejected",
        ],
        |b| {
            repair(b, Repair::End);
        },
    ),
    fault(
        "content-after-root-skipped",
        "reading ends with the root",
        &["parser/trailing-content-rejected"],
        |b| {
            for end in ["</CreateVpnConnectionResponse>", "</vpn_connection>"] {
                if let Some(at) = memmem::find(b, end.as_bytes()) {
                    b.truncate(at + end.len());
                }
            }
        },
    ),
    fault(
        "duplicate-attribute-accepted",
        "the last of two attributes counts",
        &["parser/duplicate-attribute-rejected"],
        |b| {
            replace(b, " a=\"1\" a=\"1\"", " a=\"1\"");
        },
    ),
    fault(
        "unquoted-attribute-accepted",
        "attribute values need no quotes",
        &["parser/malformed-tag-rejected"],
        |b| {
            replace(b, " a=b", " a=\"b\"");
        },
    ),
    fault(
        "unbound-prefix-accepted",
        "a prefix needs no declaration",
        &["parser/unbound-prefix-rejected"],
        |b| {
            if memmem::find(b, b"xmlns:x").is_none() {
                replace(b, "<x:", "<");
                replace(b, "</x:", "</");
            }
        },
    ),
    fault(
        "local-names-alone",
        "elements of any namespace are ours",
        &["parser/foreign-namespace"],
        |b| {
            replace(b, " xmlns:x=\"urn:x\"", "");
            replace(b, "<x:", "<");
            replace(b, "</x:", "</");
        },
    ),
    fault(
        "attribute-namespace-ignored",
        "`x:id` is `id`",
        &["parser/namespace-prefix-read"],
        |b| {
            if memmem::find(b, b" x:id=").is_some() {
                replace(b, " id=", " old=");
                replace(b, " x:id=", " id=");
            }
        },
    ),
    fault(
        "comment-hyphens-accepted",
        "`--` may stand in comments",
        &["parser/malformed-comment-rejected"],
        |b| replace(b, "-- b", "b"),
    ),
    fault(
        "declaration-anywhere",
        "XML declarations are skipped wherever they stand",
        &[
            "parser/malformed-declaration-rejected",
            "parser/unescaped-configuration-rejected",
        ],
        |b| {
            if !is_wide(b) {
                remove_between(b, "<?xml ", "?>");
                let start = b
                    .iter()
                    .position(|byte| !byte.is_ascii_whitespace())
                    .unwrap_or(b.len());
                b.drain(..start);
            }
        },
    ),
    fault(
        "cdata-end-accepted",
        "`]]>` is text",
        &["parser/cdata-end-in-text-rejected"],
        |b| {
            if memmem::find(b, b"<![CDATA[").is_none() {
                replace(b, "]]>", "]]&gt;");
            }
        },
    ),
    fault(
        "namespace-compared-by-text",
        "white space in tags hides their name",
        &["parser/layout-ignored"],
        |b| {
            replace(b, "state \n>", "unknown>");
            replace(b, "</state\t>", "</unknown>");
            replace(b, "customer_gateway_id \n>", "unknown>");
            replace(b, "</customer_gateway_id\t>", "</unknown>");
        },
    ),
    fault(
        "decoded-twice",
        "text is decoded twice",
        &["parser/decoded-once"],
        |b| {
            for (twice, once) in [
                ("&amp;lt;", "&lt;"),
                ("&amp;gt;", "&gt;"),
                ("&amp;quot;", "&quot;"),
                ("&amp;#65;", "A"),
                ("&amp;amp;", "&amp;"),
            ] {
                replace(b, twice, once);
            }
        },
    ),
];

/// What is repaired.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repair {
    Names,
    End,
}

/// Reads tags alone, and writes end tags that fit, or those that are missing at the end.
fn repair(body: &mut Vec<u8>, what: Repair) {
    let Ok(text) = std::str::from_utf8(body) else {
        return;
    };
    let (mut open, mut out, mut rest) =
        (Vec::<&str>::new(), String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('<') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let Some(end) = rest.find('>').map(|end| end + 1) else {
            break;
        };
        let tag = rest.get(..end).unwrap_or_default();
        let name = tag
            .trim_start_matches(['<', '/'])
            .split(['>', ' ', '/', '\n', '\t'])
            .next()
            .unwrap_or_default();
        match tag.as_bytes() {
            [b'<', b'!' | b'?', ..] => out.push_str(tag),
            [b'<', b'/', ..] => match (open.pop(), what) {
                (Some(expected), Repair::Names) => out.push_str(&format!("</{expected}>")),
                _ => out.push_str(tag),
            },
            [.., b'/', b'>'] => out.push_str(tag),
            _ => {
                open.push(name);
                out.push_str(tag);
            }
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    if what == Repair::End {
        let unfinished = rest.starts_with('<');
        out.push_str(if unfinished { "" } else { rest });
        for name in open.iter().rev() {
            out.push_str(&format!("</{name}>"));
        }
    } else {
        out.push_str(rest);
    }
    *body = out.into_bytes();
}

fn is_wide(body: &[u8]) -> bool {
    body.starts_with(&[0xFF, 0xFE]) || body.starts_with(&[0xFE, 0xFF])
}

fn replace(body: &mut Vec<u8>, from: &str, to: &str) {
    let found: Vec<usize> = memmem::find_iter(body, from.as_bytes()).collect();
    for at in found.into_iter().rev() {
        body.splice(at..at + from.len(), to.bytes());
    }
}

fn remove_between(body: &mut Vec<u8>, start: &str, end: &str) {
    while let Some(at) = memmem::find(body, start.as_bytes()) {
        let Some(length) = memmem::find(body.get(at..).unwrap_or_default(), end.as_bytes()) else {
            return;
        };
        body.drain(at..at + length + end.len());
    }
}

/// Drops what stands between a comment and the next tag.
fn comment_cuts(body: &mut Vec<u8>) {
    let mut from = 0;
    while let Some(at) = memmem::find(body.get(from..).unwrap_or_default(), b"-->") {
        let start = from + at + 3;
        let length = memchr::memchr(b'<', body.get(start..).unwrap_or_default()).unwrap_or(0);
        body.drain(start..start + length);
        from = start;
    }
}
