//! Content-Type, XML declaration and byte order mark name the same encoding.

use crate::exchange::HttpResponse;
use crate::finding::Level;
use crate::reference::fault::{Fault, with_body, with_header};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::{Answer, Look};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/encoding-declared",
    level: Level::Should,
    summary: "Content-Type, XML declaration and byte order mark name the same encoding.",
    requirements: &["wire/encoding"],
    explain: "The header has precedence over the declaration, but many parsers only see the body: where the two differ, \
            two clients read two different texts. Without any of them the encoding is UTF-8. Bytes that are not text in \
            the encoding are the affair of response/well-formed.\n\
            Passes: charset=UTF-8 and encoding=\"utf-8\"; neither of them; UTF-16 with a byte order mark and the same in \
            the header.\n\
            Fails: charset=ISO-8859-1 with encoding=\"UTF-8\" or without a declaration.",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    looks_at: &[
        Look::ContentType(Answer::Success),
        Look::ContentType(Answer::Error),
        Look::Declaration(Answer::Success),
    ],
    judge: |rule, evidence| findings::responses(rule, evidence, encoding),
    faults: &[
        Fault::new(
            "charset-wrong",
            "names a character set in which it does not write",
            Hook::Wire(Scope::Created, |response, _| {
                Ok(with_header(
                    response,
                    "content-type",
                    "text/xml;charset=UTF-16",
                ))
            }),
        ),
        Fault::new(
            "declaration-wrong",
            "declares an encoding in which it does not write",
            Hook::Style(Scope::Created, |style| {
                style.declaration = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "no-declaration",
            "leaves out the XML declaration of responses",
            Hook::Style(Scope::Any, |s| s.declaration = ""),
        ),
        Variant::new(
            "standalone-declaration",
            "says in the declaration that the document stands alone",
            Hook::Style(Scope::Any, |s| {
                s.declaration = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\" ?>";
            }),
        ),
        Variant::new(
            "byte-order-mark",
            "starts with the byte order mark of UTF-8",
            Hook::Wire(Scope::Any, |response, _| {
                let mut body = b"\xEF\xBB\xBF".to_vec();
                body.extend_from_slice(&response.body);
                Ok(with_body(response, body))
            }),
        ),
        Variant::new(
            "charset-quoted",
            "writes the character set in lower case and quotation marks",
            Hook::Wire(Scope::Any, |response, _| {
                Ok(with_header(
                    response,
                    "content-type",
                    "text/xml; charset=\"utf-8\"",
                ))
            }),
        ),
        Variant::new(
            "utf-16",
            "writes in UTF-16 and says so",
            Hook::Wire(Scope::Any, |response, _| {
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
    ],
    ..Rule::SERVER
};

fn encoding(scribe: &mut Scribe<'_, '_>, response: &HttpResponse) {
    let header = response.header("content-type").and_then(charset);
    let mark = match response.body.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => Some("utf-8"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("utf-16"),
        _ => None,
    };
    let declared = declared(&response.body);
    let body = declared
        .clone()
        .or(mark.map(str::to_owned))
        .unwrap_or_else(|| "utf-8".to_owned());
    if let Some(mark) = mark
        && body != mark
    {
        scribe.outer(
            0,
            "byte order mark against declaration",
            format!("one encoding: {mark}, as the byte order mark says"),
            format!("declared as {}", quote(&body)),
        );
    }
    if let Some(header) = header
        && header != body
    {
        let source = match declared {
            Some(_) => "the XML declaration",
            None => "the body",
        };
        scribe.whole(
            "header against body",
            format!("charset {body}, as {source} says"),
            format!("charset {}", quote(&header)),
        );
    }
}

/// The encoding that the XML declaration names, also of a body that does not parse, in lower case.
fn declared(body: &[u8]) -> Option<String> {
    const LONGEST: usize = 400;
    let head: Vec<u8> = body
        .iter()
        .copied()
        .take(LONGEST)
        .filter(|b| *b != 0)
        .collect();
    let head = String::from_utf8_lossy(&head);
    let (_, declaration) = head.split_once("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, encoding) = declaration.split_once("encoding")?;
    let encoding = encoding.trim_start().strip_prefix('=')?.trim_start();
    let quote = encoding.chars().next()?;
    let name = encoding.get(1..)?.split(quote).next()?;
    Some(family(name))
}

/// The `charset` parameter of a Content-Type, in lower case.
fn charset(value: &[u8]) -> Option<String> {
    let value = String::from_utf8_lossy(value);
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| family(value))
    })
}

/// The name in lower case; the byte orders of UTF-16 are one encoding here.
fn family(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "utf8" => "utf-8".to_owned(),
        "utf-16le" | "utf-16be" => "utf-16".to_owned(),
        other => other.to_owned(),
    }
}
