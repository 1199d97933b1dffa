//! HTTP/1.1 messages as they were on the wire, and `curl -i` output, whose first line may say `HTTP/2`.

use std::io::Read;

use crate::exchange::HttpRequest;
use crate::request::encoding;
use crate::saved::{Content, Found, Head, LARGEST, Saved, Sink, Unreadable, document, readable};

/// The most bytes of a head.
const HEAD: usize = 64 << 10;

/// Whether it begins with a status line or a request line.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    status_line(line(bytes)).is_some() || request_line(line(bytes)).is_some()
}

/// Reads messages to the end. A request belongs to the response after it.
pub(super) fn messages(name: &str, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let mut pairs: Vec<(Option<HttpRequest>, Head, Vec<u8>)> = Vec::new();
    let mut request = None;
    let mut rest = bytes.trim_ascii_start();
    while !rest.is_empty() {
        let first = line(rest);
        let Some((headers, after)) = fields(rest) else {
            return Err(Unreadable::broken(
                name,
                "an HTTP message",
                &"its head has no end",
            ));
        };
        if let Some(status) = status_line(first) {
            let (body, behind) = body(after, &headers);
            rest = behind;
            // What comes before the response itself: 100 Continue, the answer of a proxy, a redirect.
            let is_interim = (status < 200 || matches!(body.first(), None | Some(b'H')))
                && request.is_none()
                && status_line(line(rest)).is_some();
            if !is_interim && (status >= 200 || rest.is_empty()) {
                let head = Head { status, headers };
                pairs.push((request.take(), head, body));
            }
        } else if let Some((method, target)) = request_line(first) {
            let (body, behind) = body(after, &headers);
            rest = behind;
            request = Some(HttpRequest {
                method,
                target,
                headers,
                body,
            });
        } else {
            return Err(Unreadable::other(
                name,
                "an HTTP message with something behind it that is none",
            ));
        }
    }
    if pairs.is_empty() {
        return Err(Unreadable::other(name, "a request without a response"));
    }
    exchanges(name, pairs, sink)
}

/// Passes exchanges on: those of the actions that are judged, as one recording where there are requests.
pub(super) fn exchanges(
    name: &str,
    pairs: Vec<(Option<HttpRequest>, Head, Vec<u8>)>,
    sink: &mut Sink<'_>,
) -> Result<(), Unreadable> {
    let several = pairs.len() > 1;
    let mut foreign = 0;
    let mut documents = Vec::new();
    for (index, (request, head, body)) in pairs.into_iter().enumerate() {
        if let Some(request) = &request
            && !is_judged(request, &body)
        {
            foreign += 1;
            continue;
        }
        let place = match several {
            true => format!("{name}#{}", index + 1),
            false => name.to_owned(),
        };
        let (head, body) = decoded(&place, head, body)?;
        let saved = Saved {
            name: place,
            request,
            content: Content::Response {
                head: Some(head),
                body,
            },
        };
        readable(&saved)?;
        documents.push(saved);
    }
    if foreign > 0 {
        sink(name, Found::Foreign(foreign));
    }
    let (with, without): (Vec<_>, Vec<_>) =
        documents.into_iter().partition(|d| d.request.is_some());
    if !with.is_empty() {
        sink(name, Found::Documents(with));
    }
    for saved in without {
        if let Content::Response { body, head } = &saved.content
            && head.as_ref().is_none_or(|head| head.status < 400)
            && document::content(body.clone()).is_err()
        {
            let found = document::content(body.clone()).err().unwrap_or_default();
            return Err(Unreadable::other(
                &saved.name,
                format!("a response with {found}"),
            ));
        }
        sink(name, Found::Documents(vec![saved]));
    }
    Ok(())
}

/// Whether an exchange is of an action that is judged. Where the recording lacks the parameters, by its response.
pub fn is_judged(request: &HttpRequest, body: &[u8]) -> bool {
    const ACTIONS: [&[u8]; 2] = [b"CreateVpnConnection", b"DescribeVpnConnections"];
    let named = |text: &[u8]| {
        ACTIONS
            .iter()
            .any(|name| memchr::memmem::find(text, name).is_some())
    };
    let pairs = encoding::decode(request).unwrap_or_default();
    match pairs.iter().find(|pair| pair.name == b"Action") {
        Some(action) => action
            .value
            .as_deref()
            .is_some_and(|value| ACTIONS.contains(&value)),
        None => {
            named(&request.target)
                || named(&request.body)
                || (request.body.is_empty() && named(body.get(..400).unwrap_or(body)))
        }
    }
}

/// The body without the content coding that the client asked for. A tool that shows or saves a decoded body leaves the
/// header fields as they were, and the length in them is that of the coded one.
pub(super) fn decoded(
    name: &str,
    mut head: Head,
    body: Vec<u8>,
) -> Result<(Head, Vec<u8>), Unreadable> {
    let gzip = body.starts_with(b"\x1F\x8B");
    let coded = head.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-encoding") && !value.eq_ignore_ascii_case(b"identity")
    });
    if !gzip && !coded {
        return Ok((head, body));
    }
    let about_coding = |name: &str| {
        ["content-encoding", "content-length", "transfer-encoding"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
    head.headers.retain(|(name, _)| !about_coding(name));
    if !gzip {
        return Ok((head, body));
    }
    let mut plain = Vec::new();
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    let mut reader = flate2::read::MultiGzDecoder::new(body.as_slice()).take(limit + 1);
    if let Err(error) = reader.read_to_end(&mut plain) {
        return Err(Unreadable::broken(name, "a body in gzip", &error));
    }
    if plain.len() > LARGEST {
        return Err(Unreadable::TooLarge {
            name: name.to_owned(),
            what: "the unpacked body",
            limit: limit >> 20,
        });
    }
    Ok((head, plain))
}

/// The first line, without its end.
fn line(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(
        b'\n',
        bytes.get(..HEAD.min(bytes.len())).unwrap_or_default(),
    );
    let line = bytes
        .get(..end.unwrap_or(bytes.len().min(HEAD)))
        .unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

pub(super) fn status_line(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/")?;
    let mut words = rest.split(|b| *b == b' ');
    let version = words.next()?;
    let known = [&b"0.9"[..], b"1.0", b"1.1", b"2", b"2.0", b"3"].contains(&version);
    let status = std::str::from_utf8(words.next()?).ok()?;
    (known && status.len() == 3).then(|| status.parse().ok())?
}

pub(super) fn request_line(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let mut words = line.split(|b| *b == b' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_version = version.starts_with(b"HTTP/") && words.next().is_none();
    let is_method = !method.is_empty() && method.iter().all(u8::is_ascii_uppercase);
    if !is_version || !is_method || target.is_empty() {
        return None;
    }
    Some((String::from_utf8(method.to_vec()).ok()?, target.to_vec()))
}

type Fields = Vec<(String, Vec<u8>)>;

/// The header fields after the first line, and what comes behind the empty line. A file may end without one.
fn fields(bytes: &[u8]) -> Option<(Fields, &[u8])> {
    let mut rest = behind_line(bytes);
    let mut headers: Fields = Vec::new();
    loop {
        let first = line(rest);
        if first.is_empty() {
            return Some((headers, behind_line(rest)));
        }
        let (name, value) = field(first)?;
        headers.push((name, value));
        rest = behind_line(rest);
    }
}

/// A header field.
pub(super) fn field(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = line.split_at(colon);
    let name = std::str::from_utf8(name).ok()?;
    let value = value.get(1..).unwrap_or_default();
    Some((name.trim().to_owned(), value.trim_ascii().to_vec()))
}

fn behind_line(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    bytes.get(end..).unwrap_or_default()
}

/// The body and what comes behind it: by its length, by its chunks, or up to the next message.
pub(super) fn body<'b>(bytes: &'b [u8], headers: &Fields) -> (Vec<u8>, &'b [u8]) {
    let value = |wanted: &str| {
        let named = headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(wanted));
        named.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    };
    if let Some(length) = value("content-length").and_then(|v| v.parse::<usize>().ok())
        && let Some((body, behind)) = bytes.split_at_checked(length)
    {
        // A file that was edited or printed ends in a line feed that is not of the message.
        let rest = behind.trim_ascii_start();
        if rest.is_empty() || is_message(rest) {
            return (body.to_vec(), rest);
        }
    }
    if value("transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"))
        && let Some((body, behind)) = chunks(bytes)
    {
        return (body, behind.trim_ascii_start());
    }
    let end = next(bytes).unwrap_or(bytes.len());
    let (body, behind) = bytes.split_at_checked(end).unwrap_or((bytes, b""));
    (body.to_vec(), behind)
}

/// Where the next message begins: at the start of a line.
fn next(bytes: &[u8]) -> Option<usize> {
    let starts = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1);
    [0].into_iter()
        .chain(starts)
        .find(|at| bytes.get(*at..).is_some_and(is_message))
}

/// The body in chunks; `None` where it was put together already.
fn chunks(mut bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut body = Vec::new();
    loop {
        let size = line(bytes).split(|b| *b == b';').next()?.trim_ascii();
        let size = std::str::from_utf8(size).ok().filter(|s| !s.is_empty())?;
        let size = usize::from_str_radix(size, 16).ok()?;
        bytes = behind_line(bytes);
        if size == 0 {
            while !line(bytes).is_empty() {
                bytes = behind_line(bytes);
            }
            return Some((body, behind_line(bytes)));
        }
        let (chunk, behind) = bytes.split_at_checked(size)?;
        body.extend_from_slice(chunk);
        line(behind).is_empty().then_some(())?;
        bytes = behind_line(behind);
    }
}
