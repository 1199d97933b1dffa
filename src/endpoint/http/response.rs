//! Reading a response off a connection: head, framing, body.

use std::io;
use std::io::Read;
use std::time::Duration;

use crate::endpoint::http::length;
use crate::endpoint::http::length::LengthError;
use crate::exchange::{HttpResponse, TransportError};

/// The most bytes of everything but the body: heads, those of interim responses too, sizes of chunks, trailers.
///
/// Chunks may be as small as one byte, so each byte of the body allows for as much again and the size of a chunk.
const HEAD: usize = 256 << 10;

/// The most interim responses (1xx) before the final one.
const INTERIM: usize = 16;

/// The largest body that is read piece by piece; time ends it before, as a rule.
const STREAMED: usize = 1 << 30;

/// Names and values in order.
type Headers = Vec<(String, Vec<u8>)>;

/// What has come so far.
pub(super) struct Reader<'s, S> {
    stream: &'s mut S,
    bytes: Vec<u8>,
    /// Where what was not yet used begins.
    at: usize,
    limit: usize,
    /// How many bytes may still come that are no part of the body.
    head: usize,
    /// Whether the end of the last response is told by itself, in HTTP/1.1.
    framed: bool,
}

impl<'s, S: Read> Reader<'s, S> {
    pub(super) fn new(stream: &'s mut S, limit: usize) -> Self {
        Self {
            stream,
            bytes: Vec::new(),
            at: 0,
            limit,
            head: HEAD,
            framed: false,
        }
    }

    /// Whether another response can follow on the connection: the last one said where it ends, and nothing came behind it.
    pub(super) fn is_reusable(&self, response: &HttpResponse) -> bool {
        let closes = response.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("connection")
                && value.to_ascii_lowercase().windows(5).any(|w| w == b"close")
        });
        self.framed && !closes && self.at == self.bytes.len()
    }

    /// The first final response to a request of this method. Its body goes through `take`, if there is one, and is then of any length.
    pub(super) fn response(
        &mut self,
        method: &str,
        take: Option<&mut dyn FnMut(&[u8]) -> bool>,
    ) -> Result<HttpResponse, TransportError> {
        let mut body = Body {
            limit: match take {
                Some(_) => STREAMED,
                None => self.limit,
            },
            length: 0,
            bytes: Vec::new(),
            take,
        };
        for _ in 0..=INTERIM {
            let (status, headers) = self.head()?;
            if (100..200).contains(&status) && status != 101 {
                continue;
            }
            let mut response = HttpResponse {
                status,
                headers,
                body: Vec::new(),
            };
            if method != "HEAD" {
                self.body(&response, &mut body)?;
                response.body = body.bytes;
            }
            return Ok(response);
        }
        Err(TransportError::NotHttp(format!(
            "more than {INTERIM} interim responses and no final one"
        )))
    }

    fn head(&mut self) -> Result<(u16, Headers), TransportError> {
        let first = self.line()?;
        let status = status(&first)?;
        self.framed = first.get(7) == Some(&b'1');
        let mut headers = Headers::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok((status, headers));
            }
            match (line.first(), headers.last_mut()) {
                // A folded line is one with a space in place of the fold (RFC 9112, section 5.2).
                (Some(b' ' | b'\t'), Some((_, value))) => {
                    value.push(b' ');
                    value.extend_from_slice(length::trim(&line, true));
                }
                (Some(b' ' | b'\t'), None) => {
                    return Err(not_http("its first header begins with a space", &line));
                }
                _ => headers.push(header(&line)?),
            }
        }
    }

    fn body(&mut self, response: &HttpResponse, body: &mut Body<'_>) -> Result<(), TransportError> {
        if matches!(response.status, 204 | 304) {
            return Ok(());
        }
        // It counts even where there is a Content-Length (RFC 9112, section 6.3).
        if let Some(mut codings) = length::transfer_codings(&response.headers) {
            codings.retain(|coding| coding != "identity");
            return match codings.as_slice() {
                [chunked] if chunked == "chunked" => self.chunks(body),
                [] => self.rest(body),
                _ => Err(not_http(
                    "it has transfer codings that nobody asked for",
                    codings.join(", ").as_bytes(),
                )),
            };
        }
        let length = length::content_length(&response.headers);
        match length.map_err(|error| match error {
            LengthError::Different(value) | LengthError::NoNumber(value) => {
                not_http(&error.to_string(), value)
            }
        })? {
            None => self.rest(body),
            Some(length) => self.take(length, body),
        }
    }

    fn chunks(&mut self, body: &mut Body<'_>) -> Result<(), TransportError> {
        loop {
            let line = self.line()?;
            let length = length::chunk_size(&line)
                .ok_or_else(|| not_http("the size of a chunk is no number", &line))?;
            if length == 0 {
                while !self.line()?.is_empty() {}
                return Ok(());
            }
            self.take(length, body)?;
            let end = self.line()?;
            if !end.is_empty() {
                return Err(not_http("a chunk is longer than its size", &end));
            }
            self.head = self.head.saturating_add(length + 8);
        }
    }

    /// A line without its end.
    fn line(&mut self) -> Result<Vec<u8>, TransportError> {
        let mut searched = 0;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let end = rest.iter().skip(searched).position(|b| *b == b'\n');
            let used = end.map_or(rest.len(), |end| searched + end + 1);
            if used > self.head {
                return Err(TransportError::TooLarge(HEAD));
            }
            if end.is_some() {
                let line = rest.get(..used - 1).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
                self.at += used;
                self.head -= used;
                return Ok(line);
            }
            searched = rest.len();
            if !self.fill()? {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                let is_start = b"HTTP/".starts_with(rest) || rest.starts_with(b"HTTP/");
                return Err(match self.head == HEAD && !is_start {
                    true => not_http("it begins otherwise", rest),
                    false => TransportError::Closed("in the head".to_owned()),
                });
            }
        }
    }

    /// Reads this many bytes.
    fn take(&mut self, length: usize, body: &mut Body<'_>) -> Result<(), TransportError> {
        body.admit(length)?;
        let mut left = length;
        loop {
            left -= self.give(left, body)?;
            if left == 0 {
                return Ok(());
            }
            if !self.fill()? {
                let came = length - left;
                return Err(TransportError::Closed(format!(
                    "{came} of {length} bytes came"
                )));
            }
        }
    }

    fn rest(&mut self, body: &mut Body<'_>) -> Result<(), TransportError> {
        self.framed = false;
        loop {
            self.give(usize::MAX, body)?;
            if !self.fill()? {
                return Ok(());
            }
        }
    }

    /// Gives what is there to the body, at most so much, and says how much that was.
    fn give(&mut self, most: usize, body: &mut Body<'_>) -> Result<usize, TransportError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let part = rest.get(..rest.len().min(most)).unwrap_or_default();
        body.push(part)?;
        let count = part.len();
        self.at += count;
        Ok(count)
    }

    /// Reads more in place of what was used; false at the end of the stream.
    fn fill(&mut self) -> Result<bool, TransportError> {
        if self.at > 0 {
            self.bytes.drain(..self.at.min(self.bytes.len()));
            self.at = 0;
        }
        let mut buffer = [0; 16 << 10];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(count) => {
                    self.bytes.extend(buffer.iter().take(count));
                    return Ok(count > 0);
                }
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                        // The caller knows how long it has waited.
                        return Err(TransportError::Timeout(Duration::ZERO));
                    }
                    // Peers that close without the last word of TLS are common; the framing tells whether all came.
                    io::ErrorKind::UnexpectedEof => return Ok(false),
                    _ => return Err(TransportError::Closed(error.to_string())),
                },
            }
        }
    }
}

/// Where the bytes of a body go.
struct Body<'t> {
    limit: usize,
    /// How many have come.
    length: usize,
    /// What is kept, if nobody takes them.
    bytes: Vec<u8>,
    take: Option<&'t mut dyn FnMut(&[u8]) -> bool>,
}

impl Body<'_> {
    /// Whether so many more may come.
    fn admit(&self, count: usize) -> Result<(), TransportError> {
        match self.length.saturating_add(count) > self.limit {
            true => Err(TransportError::TooLarge(self.limit)),
            false => Ok(()),
        }
    }

    fn push(&mut self, part: &[u8]) -> Result<(), TransportError> {
        self.admit(part.len())?;
        self.length += part.len();
        let is_taken = match &mut self.take {
            Some(take) => take(part),
            None => {
                self.bytes.extend_from_slice(part);
                true
            }
        };
        match is_taken {
            true => Ok(()),
            false => Err(TransportError::TooLarge(self.length)),
        }
    }
}

/// The status in the first line, which is `HTTP/` DIGIT `.` DIGIT SP 3DIGIT and then a reason behind a space, or nothing
/// (RFC 9112, section 4).
fn status(line: &[u8]) -> Result<u16, TransportError> {
    let [
        b'H',
        b'T',
        b'T',
        b'P',
        b'/',
        version @ ..,
        b'.',
        minor,
        b' ',
        a,
        b,
        c,
    ] = line.get(..12).unwrap_or(line)
    else {
        return Err(not_http("it has no status line", line));
    };
    let digits = [minor, a, b, c];
    let is_separate = matches!(line.get(12), None | Some(b' '));
    if !is_separate || !digits.iter().all(|b| b.is_ascii_digit()) {
        return Err(not_http("it has no status line", line));
    }
    if version != b"1" {
        return Err(not_http("it has another version than 1", line));
    }
    let status = digits
        .iter()
        .skip(1)
        .fold(0, |status, digit| status * 10 + u16::from(**digit - b'0'));
    match status {
        100.. => Ok(status),
        _ => Err(not_http("its status is below 100", line)),
    }
}

fn header(line: &[u8]) -> Result<(String, Vec<u8>), TransportError> {
    let colon = line.iter().position(|b| *b == b':');
    let (name, value) = colon
        .and_then(|at| Some((line.get(..at)?, line.get(at + 1..)?)))
        .ok_or_else(|| not_http("a header has no colon", line))?;
    let name = String::from_utf8_lossy(length::trim(name, false)).into_owned();
    Ok((name, length::trim(value, true).to_vec()))
}

fn not_http(reason: &str, bytes: &[u8]) -> TransportError {
    let start: String = bytes
        .iter()
        .take(40)
        .map(|b| b.escape_ascii().to_string())
        .collect();
    TransportError::NotHttp(format!("{reason}: {start:?}"))
}
