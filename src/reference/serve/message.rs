//! HTTP/1.1 messages, read without changing a byte of the request target.

use std::io;
use std::io::{BufRead, BufReader, Write};

use crate::endpoint::http::length;
use crate::exchange::{HttpRequest, HttpResponse};

/// The request line and all headers together.
const HEAD: usize = 8 << 20;
/// The body.
const BODY: usize = 16 << 20;

/// What came next on a connection.
pub(crate) enum Read {
    /// The peer has closed.
    Nothing,
    /// Something that is no request, to be answered with this status.
    Refused(u16),
    /// A request, and what its sender can do with the answer.
    Request(HttpRequest, Sender),
}

/// What may be sent to whoever has sent a request.
#[derive(Clone, Copy)]
pub(crate) struct Sender {
    /// Whether the connection stays open after the answer.
    pub(crate) keeps: bool,
    /// Whether it knows chunks: a client of HTTP/1.0 does not.
    pub(crate) knows_chunks: bool,
}

/// Reads one request, and tells clients that wait for it to go on.
pub(crate) fn read<S: io::Read + Write>(reader: &mut BufReader<S>) -> io::Result<Read> {
    let mut left = HEAD;
    let line = match line(reader, &mut left)? {
        Line::Text(line) => line,
        Line::End => return Ok(Read::Nothing),
        Line::TooLong => return Ok(Read::Refused(431)),
    };
    // The target is everything between the first and the last blank, also blanks.
    let first = line.iter().position(|b| *b == b' ');
    let last = line.iter().rposition(|b| *b == b' ');
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(Read::Refused(400));
    };
    let method = line.get(..first).unwrap_or_default();
    let version = line.get(last + 1..).unwrap_or_default();
    if first == last || !method.iter().all(u8::is_ascii_alphabetic) {
        return Ok(Read::Refused(400));
    }
    if !matches!(version, b"HTTP/1.1" | b"HTTP/1.0") {
        return Ok(Read::Refused(505));
    }
    let mut request = HttpRequest {
        method: String::from_utf8_lossy(method).into_owned(),
        target: line.get(first + 1..last).unwrap_or_default().to_vec(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let header = match self::line(reader, &mut left)? {
            Line::Text(header) if header.is_empty() => break,
            Line::Text(header) => header,
            Line::End => return Ok(Read::Nothing),
            Line::TooLong => return Ok(Read::Refused(431)),
        };
        let Some(colon) = header.iter().position(|b| *b == b':') else {
            return Ok(Read::Refused(400));
        };
        let name = header.get(..colon).unwrap_or_default();
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return Ok(Read::Refused(400));
        }
        let value = length::trim(header.get(colon + 1..).unwrap_or_default(), true);
        let name = String::from_utf8_lossy(name).into_owned();
        request.headers.push((name, value.to_vec()));
    }
    let says = |request: &HttpRequest, name: &str, word: &str| {
        request.header(name).is_some_and(|value| {
            String::from_utf8_lossy(value)
                .to_ascii_lowercase()
                .contains(word)
        })
    };
    let Ok(length) = length::content_length(&request.headers) else {
        return Ok(Read::Refused(400));
    };
    // What is no one way to find the end is an attempt to smuggle a request (RFC 9112, sections 6.1 and 6.3).
    let chunked = match length::transfer_codings(&request.headers) {
        None => false,
        Some(_) if length.is_some() || version == b"HTTP/1.0" => return Ok(Read::Refused(400)),
        Some(codings) => match codings.as_slice() {
            [chunked] if chunked == "chunked" => true,
            [others @ .., last] if last == "chunked" && !others.contains(last) => {
                return Ok(Read::Refused(501));
            }
            _ => return Ok(Read::Refused(400)),
        },
    };
    let length = length.unwrap_or(0);
    if length > BODY {
        return Ok(Read::Refused(413));
    }
    if says(&request, "expect", "100-continue") {
        reader
            .get_mut()
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    if chunked {
        match chunks(reader)? {
            Some(body) => request.body = body,
            None => return Ok(Read::Refused(400)),
        }
    } else {
        request.body = vec![0; length];
        io::Read::read_exact(reader, &mut request.body)?;
    }
    let knows_chunks = version == b"HTTP/1.1";
    let keeps = match knows_chunks {
        true => !says(&request, "connection", "close"),
        false => says(&request, "connection", "keep-alive"),
    };
    let sender = Sender {
        keeps,
        knows_chunks,
    };
    Ok(Read::Request(request, sender))
}

/// The bytes of a response, and whether the peer can tell where it ends.
pub(crate) fn write(response: &HttpResponse, head: bool, keep: bool) -> (Vec<u8>, bool) {
    let mut out = format!(
        "HTTP/1.1 {} {}\r\n",
        response.status,
        phrase(response.status)
    )
    .into_bytes();
    for (name, value) in &response.headers {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value);
        out.extend_from_slice(b"\r\n");
    }
    if !keep {
        out.extend_from_slice(b"Connection: close\r\n");
    }
    let length = response.body.len().to_string();
    let stated = response.header("content-length");
    let chunked = response.header("transfer-encoding").is_some();
    let is_bodiless = head || matches!(response.status, 204 | 304);
    match (chunked, stated) {
        (false, Some(_)) => {
            out.extend_from_slice(b"\r\n");
            if !head {
                out.extend_from_slice(&response.body);
            }
        }
        // Such a response never has a body (RFC 9112, section 6.3).
        _ if is_bodiless => out.extend_from_slice(b"\r\n"),
        // What came in chunks was put together, and its header fields say that it comes in chunks.
        (true, _) => {
            out.extend_from_slice(b"\r\n");
            chunk(&response.body, &mut out);
        }
        (false, None) => {
            out.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            chunk(&response.body, &mut out);
        }
    }
    let framed = chunked || head || stated.is_none_or(|stated| stated == length.as_bytes());
    (out, framed)
}

/// A response without body.
pub(crate) fn bare(status: u16) -> String {
    format!(
        "HTTP/1.1 {status} {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        phrase(status)
    )
}

/// Reads what is still coming, so that closing does not reset the connection before the peer has read its answer.
pub(crate) fn linger(reader: &mut impl BufRead) -> io::Result<()> {
    let mut left = BODY;
    while left > 0 {
        let got = reader.fill_buf()?.len();
        if got == 0 {
            break;
        }
        reader.consume(got);
        left = left.saturating_sub(got);
    }
    Ok(())
}

enum Line {
    End,
    Text(Vec<u8>),
    TooLong,
}

/// A line without its end. A lone line feed does not end one: it may be part of a hostile target.
fn line(reader: &mut impl BufRead, left: &mut usize) -> io::Result<Line> {
    let mut line = Vec::new();
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok(Line::End);
        }
        let (taken, complete) = match available.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (available.len(), false),
        };
        line.extend_from_slice(available.get(..taken).unwrap_or_default());
        reader.consume(taken);
        *left = left.saturating_sub(taken);
        if *left == 0 {
            return Ok(Line::TooLong);
        }
        if complete && line.ends_with(b"\r\n") {
            line.truncate(line.len() - 2);
            return Ok(Line::Text(line));
        }
    }
}

fn chunks(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    loop {
        let mut left = 4096;
        let Line::Text(head) = line(reader, &mut left)? else {
            return Ok(None);
        };
        let free = BODY - body.len();
        let Some(size) = length::chunk_size(&head).filter(|size| *size <= free) else {
            return Ok(None);
        };
        let start = body.len();
        body.resize(start + size, 0);
        reader.read_exact(body.get_mut(start..).unwrap_or_default())?;
        // After data its line end, after the last chunk the trailers.
        loop {
            match line(reader, &mut left)? {
                Line::Text(rest) if rest.is_empty() => break,
                Line::Text(_) if size == 0 => {}
                _ => return Ok(None),
            }
        }
        if size == 0 {
            return Ok(Some(body));
        }
    }
}

/// In several chunks, so that a client that takes the first for the whole is found out.
fn chunk(body: &[u8], out: &mut Vec<u8>) {
    for piece in body.chunks(1000) {
        out.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        505 => "HTTP Version Not Supported",
        _ => "Status",
    }
}
