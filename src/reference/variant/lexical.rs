//! The same documents in other characters: what an XML parser does not show to who uses it.

use crate::reference::fault::{with_body, with_header};
use crate::reference::hook::Hook::{Style, Wire};
use crate::reference::hook::Scope::{Accepted, Any};
use crate::reference::style;
use crate::reference::style::Style as Lexis;
use crate::reference::variant::{Variant, variant};

pub(super) const VARIANTS: &[Variant] = &[
    variant(
        "cdata",
        "puts the configuration into a CDATA section",
        Style(Any, |s| s.configuration = style::cdata),
    ),
    variant(
        "five-entities",
        "escapes quotation marks too",
        Style(Any, |s| {
            s.text = style::five_entities;
            s.configuration = style::five_entities;
        }),
    ),
    variant(
        "decimal-references",
        "escapes with decimal references",
        Style(Any, |s| {
            s.text = style::decimal;
            s.configuration = style::decimal;
        }),
    ),
    variant(
        "hexadecimal-references",
        "escapes with hexadecimal references in both cases",
        Style(Any, |s| {
            s.text = style::hexadecimal;
            s.configuration = style::hexadecimal;
        }),
    ),
    variant(
        "all-references",
        "writes every character of the configuration as a reference",
        Style(Any, |s| s.configuration = style::all_numeric),
    ),
    variant(
        "mixed-escapes",
        "writes one half of the configuration with entities and the other as CDATA, with a comment between",
        Style(Any, |s| s.configuration = style::mixed),
    ),
    variant(
        "cdata-everywhere",
        "puts all text into CDATA sections",
        Style(Any, |s| {
            s.text = style::cdata;
            s.inner = |root| {
                root.document(&Lexis {
                    text: style::cdata,
                    ..Lexis::INNER
                })
            };
        }),
    ),
    variant(
        "comments",
        "puts comments between elements, in both documents",
        Style(Any, |s| {
            s.between = "<!-- a < b & c -->";
            s.inner = |root| {
                root.document(&Lexis {
                    between: "<!-- <ipsec_tunnel> -->",
                    ..Lexis::INNER
                })
            };
        }),
    ),
    variant(
        "comments-around-the-root",
        "puts comments and a processing instruction before and behind the root of every answer",
        Wire(Any, |response, _| {
            let text = String::from_utf8_lossy(&response.body).into_owned();
            let (declaration, rest) = match text.split_once("?>") {
                Some((declaration, rest)) if text.starts_with("<?xml ") => {
                    (format!("{declaration}?>"), rest)
                }
                _ => (String::new(), &*text),
            };
            let body = format!(
                "{declaration}<!-- <item> --><?served </item>?>{rest}<!-- </item> -->\n<?served by?> "
            );
            Ok(with_body(response, body))
        }),
    ),
    variant(
        "processing-instructions",
        "puts processing instructions between elements",
        Style(Any, |s| s.between = "<?vpnconform a=\"<b>\"?>"),
    ),
    variant(
        "single-quotes",
        "puts attribute values in single quotes, in both documents",
        Style(Any, |s| {
            s.declaration = "<?xml version='1.0' encoding='UTF-8'?>\n";
            s.quote = '\'';
            s.inner = |root| {
                root.document(&Lexis {
                    declaration: "<?xml version='1.0' encoding='UTF-8'?>\n",
                    quote: '\'',
                    ..Lexis::INNER
                })
            };
        }),
    ),
    variant(
        "no-declaration",
        "leaves out the XML declaration of responses",
        Style(Any, |s| s.declaration = ""),
    ),
    variant(
        "standalone-declaration",
        "says in the declaration that the document stands alone",
        Style(Any, |s| {
            s.declaration = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\" ?>";
        }),
    ),
    variant(
        "one-line",
        "writes both documents on one line",
        Style(Any, |s| {
            s.indent = None;
            s.inner = |root| {
                root.document(&Lexis {
                    indent: None,
                    ..Lexis::INNER
                })
            };
        }),
    ),
    variant(
        "blank-lines",
        "puts blank lines between elements, also in errors",
        Style(Any, |s| {
            s.indent = Some(3);
            s.newline = "\n \t\n";
        }),
    ),
    variant(
        "crlf",
        "ends lines with carriage return and line feed, in both documents",
        Style(Any, |s| {
            s.newline = "\r\n";
            s.inner = |root| {
                root.document(&Lexis {
                    newline: "\r\n",
                    ..Lexis::INNER
                })
            };
        }),
    ),
    variant(
        "empty-as-pair",
        "writes empty elements as a pair of tags",
        Style(Any, |s| s.empty_as_pair = true),
    ),
    variant(
        "blank-in-end-tags",
        "puts a line feed before the end of end tags",
        Style(Any, |s| s.end_tag_space = "\n"),
    ),
    variant(
        "prefixed-namespace",
        "uses a prefix for the namespace instead of the default one",
        Style(Accepted, |s| s.prefix = Some("ec2")),
    ),
    variant(
        "line-feed-at-end",
        "ends both documents with a line feed",
        Style(Any, |s| {
            s.inner = |root| root.document(&Lexis::INNER) + "\n"
        }),
    ),
    variant(
        "byte-order-mark",
        "starts with the byte order mark of UTF-8",
        Wire(Any, |response, _| {
            let mut body = b"\xEF\xBB\xBF".to_vec();
            body.extend_from_slice(&response.body);
            Ok(with_body(response, body))
        }),
    ),
    variant(
        "utf-16",
        "writes in UTF-16 and says so",
        Wire(Any, |response, _| {
            let text = String::from_utf8_lossy(&response.body);
            let text = text.trim_start_matches('\u{FEFF}');
            let text = match text.split_once("?>") {
                Some((declaration, rest)) if declaration.starts_with("<?xml") => {
                    let declaration = declaration.replace("UTF-8", "UTF-16");
                    format!("{}?>{rest}", declaration.replace("utf-8", "utf-16"))
                }
                _ => text.to_owned(),
            };
            let mut body = b"\xFE\xFF".to_vec();
            body.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            let response = with_body(response, body);
            Ok(with_header(
                response,
                "content-type",
                "text/xml;charset=UTF-16",
            ))
        }),
    ),
];
