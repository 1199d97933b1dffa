//! `curl -v` output: what curl said on standard error, with the body between.

use crate::exchange::HttpRequest;
use crate::saved::message::{body, exchanges, field, request_line, status_line};
use crate::saved::{Head, Sink, Unreadable};

/// Whether it begins with a line of curl.
pub(super) fn is_verbose(bytes: &[u8]) -> bool {
    let any = |begins: &[&[u8]]| begins.iter().any(|begin| bytes.starts_with(begin));
    // The progress meter comes first where the output goes to a file.
    let meter = bytes.starts_with(b"% Total");
    any(&[b"* ", b"> ", b"< HTTP/"]) || meter
}

/// Reads a transcript.
pub(super) fn transcript(name: &str, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let mut pairs = Vec::new();
    let mut request: Option<HttpRequest> = None;
    let mut response: Option<Head> = None;
    let mut content: Vec<u8> = Vec::new();
    for raw in bytes.split_inclusive(|b| *b == b'\n') {
        let line = raw.trim_ascii_end();
        if let Some(sent) = line.strip_prefix(b"> ") {
            if let Some((method, target)) = request_line(sent) {
                finish(&mut pairs, &mut request, &mut response, &mut content);
                request = Some(HttpRequest {
                    method,
                    target,
                    headers: Vec::new(),
                    body: Vec::new(),
                });
            } else if let (Some(request), Some(field)) = (&mut request, field(sent)) {
                request.headers.push(field);
            }
        } else if let Some(came) = line.strip_prefix(b"< ") {
            if let Some(status) = status_line(came) {
                response = Some(Head {
                    status,
                    headers: Vec::new(),
                });
                content.clear();
            } else if let (Some(head), Some(field)) = (&mut response, field(came)) {
                head.headers.push(field);
            }
        } else if response.is_some() && !is_remark(line) {
            content.extend_from_slice(raw);
        }
    }
    finish(&mut pairs, &mut request, &mut response, &mut content);
    if pairs.is_empty() {
        let found =
            "curl output without a response: use `curl -i`, or keep what it prints on both outputs";
        return Err(Unreadable::other(name, found));
    }
    exchanges(name, pairs, sink)
}

/// Lines of curl itself, and its progress meter.
fn is_remark(line: &[u8]) -> bool {
    let begins: [&[u8]; 8] = [
        b"* ",
        b"{ [",
        b"} [",
        b"  % Total",
        b"  0 ",
        b"100 ",
        b"<",
        b">",
    ];
    let alone = matches!(line, b"<" | b">" | b"*");
    let by_begin = begins.iter().take(6).any(|begin| line.starts_with(begin));
    alone || by_begin || line.starts_with(b"                                 Dload")
}

type Pair = (Option<HttpRequest>, Head, Vec<u8>);

fn finish(
    pairs: &mut Vec<Pair>,
    request: &mut Option<HttpRequest>,
    response: &mut Option<Head>,
    content: &mut Vec<u8>,
) {
    let Some(head) = response.take() else {
        return;
    };
    let bytes = std::mem::take(content);
    let bytes = bytes.strip_prefix(b"\r\n").unwrap_or(&bytes);
    // What curl says behind a body without a line feed at its end stands on the last line.
    let end = memchr::memmem::rfind(bytes, b"* Connection #").unwrap_or(bytes.len());
    let bytes = bytes.get(..end).unwrap_or(bytes);
    let (bytes, _) = body(bytes, &head.headers);
    // The body of a POST is not shown, so what was asked for is not known.
    let request = request.take().filter(|request| request.method == "GET");
    pairs.push((request, head, bytes));
}
