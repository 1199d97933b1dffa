//! The headers of a response against its body.

use crate::exchange::HttpResponse;
use crate::finding::Level;
use crate::rule::findings::{Scribe, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};

pub(super) static CHECKS: [Check; 3] = [
    Check {
        id: "response/content-type",
        level: Level::Should,
        summary: "The Content-Type of a successful response is an XML one: text/xml.",
        clauses: &["wire/content-type"],
        since: None,
        until: None,
        explain: "Every live capture shows text/xml;charset=UTF-8. application/xml says the same to any client and passes \
            too. Clients that look at the header do not parse what is labelled as something else.\n\
            Passes: text/xml;charset=UTF-8, text/xml, application/xml.\n\
            Fails: text/html; charset=utf-8, application/json, no Content-Type.",
        probes: &[&ORDINARY],
        judge: |evidence| findings::responses("response/content-type", evidence, content_type),
    },
    Check {
        id: "response/encoding-declared",
        level: Level::Should,
        summary: "Content-Type, XML declaration and byte order mark name one and the same encoding.",
        clauses: &["wire/encoding"],
        since: None,
        until: None,
        explain: "The header has precedence over the declaration, but many parsers only see the body: where the two differ, \
            two clients read two different texts. Without any of them the encoding is UTF-8. Bytes that are not text in \
            the encoding are the affair of response/well-formed.\n\
            Passes: charset=UTF-8 and encoding=\"utf-8\"; neither of them; UTF-16 with a byte order mark and the same in \
            the header.\n\
            Fails: charset=ISO-8859-1 with encoding=\"UTF-8\" or without a declaration.",
        probes: &[&ORDINARY],
        judge: |evidence| findings::responses("response/encoding-declared", evidence, encoding),
    },
    Check {
        id: "response/content-length",
        level: Level::Should,
        summary: "Content-Length, where it stands, is the length of the body.",
        clauses: &["wire/content-length"],
        since: None,
        until: None,
        explain: "A client reads as many bytes as the header says: with fewer it sees a cut document, with more it waits. \
            Content-Length together with Transfer-Encoding is how requests are smuggled past proxies.\n\
            Passes: Content-Length: 6151 with a body of 6151 bytes; a chunked response without Content-Length.\n\
            Fails: another number, two different ones, one that is no number, one beside Transfer-Encoding.",
        probes: &[&ORDINARY],
        judge: |evidence| findings::responses("response/content-length", evidence, content_length),
    },
];

/// The media type is an XML one. For any response; errors are judged by the same rule.
pub(in crate::rule) fn content_type(scribe: &mut Scribe<'_, '_>, response: &HttpResponse) {
    let Some(value) = response.header("content-type") else {
        scribe.whole("no Content-Type", "text/xml", "no Content-Type");
        return;
    };
    let value = String::from_utf8_lossy(value);
    let media = value.split(';').next().unwrap_or_default().trim();
    if !["text/xml", "application/xml"]
        .iter()
        .any(|xml| media.eq_ignore_ascii_case(xml))
    {
        scribe.whole("another Content-Type", "text/xml", quote(&value));
    }
}

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

fn content_length(scribe: &mut Scribe<'_, '_>, response: &HttpResponse) {
    let is = |name: &str, wanted: &str| name.eq_ignore_ascii_case(wanted);
    let chunked = response
        .headers
        .iter()
        .any(|(n, _)| is(n, "transfer-encoding"));
    let body = response.body.len();
    for (_, value) in response
        .headers
        .iter()
        .filter(|(n, _)| is(n, "content-length"))
    {
        let value = String::from_utf8_lossy(value);
        let length = value.trim().parse::<usize>();
        let digits = value.trim().bytes().all(|b| b.is_ascii_digit());
        if chunked {
            scribe.whole(
                "beside Transfer-Encoding",
                "one of Content-Length and Transfer-Encoding",
                "both",
            );
        } else if length != Ok(body) || !digits {
            let kind = match length {
                Ok(length) if digits && length < body => "a shorter length",
                Ok(_) if digits => "a longer length",
                _ => "no length",
            };
            scribe.whole(
                kind,
                format!("Content-Length: {body}, the length of the body"),
                format!("Content-Length: {}", quote(&value)),
            );
        }
    }
}
