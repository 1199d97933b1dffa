//! Reading a response off a connection: head, framing, body.

use std::io;
use std::io::Read;
use std::time::Duration;

use crate::exchange::HttpResponse;
use crate::exchange::TransportError;

/// The largest head of a response.
const HEAD: usize = 256 << 10;

/// Names and values in order.
type Headers = Vec<(String, Vec<u8>)>;

/// What has come so far.
pub(super) struct Reader<'s, S> {
    stream: &'s mut S,
    bytes: Vec<u8>,
    /// Where what was not yet used begins.
    at: usize,
    limit: usize,
}

impl<'s, S: Read> Reader<'s, S> {
    pub(super) fn new(stream: &'s mut S, limit: usize) -> Self {
        Self {
            stream,
            bytes: Vec::new(),
            at: 0,
            limit,
        }
    }

    /// The first final response.
    pub(super) fn response(mut self) -> Result<HttpResponse, TransportError> {
        loop {
            let (status, headers) = self.head()?;
            if (100..200).contains(&status) && status != 101 {
                continue;
            }
            let mut response = HttpResponse {
                status,
                headers,
                body: Vec::new(),
            };
            response.body = self.body(&response)?;
            return Ok(response);
        }
    }

    fn head(&mut self) -> Result<(u16, Headers), TransportError> {
        let first = self.line(HEAD)?;
        let status = status(&first)?;
        let mut headers = Headers::new();
        let mut size = first.len();
        loop {
            let line = self.line(HEAD)?;
            size += line.len();
            if line.is_empty() {
                return Ok((status, headers));
            }
            if size > HEAD {
                return Err(TransportError::TooLarge(HEAD));
            }
            match (line.first(), headers.last_mut()) {
                // An obsolete continuation line.
                (Some(b' ' | b'\t'), Some((_, value))) => {
                    value.push(b' ');
                    value.extend_from_slice(line.trim_ascii());
                }
                _ => headers.push(header(&line)?),
            }
        }
    }

    fn body(&mut self, response: &HttpResponse) -> Result<Vec<u8>, TransportError> {
        if matches!(response.status, 204 | 304) {
            return Ok(Vec::new());
        }
        let chunked = response
            .header("transfer-encoding")
            .is_some_and(|v| v.trim_ascii().to_ascii_lowercase().ends_with(b"chunked"));
        if chunked {
            return self.chunks();
        }
        match response.header("content-length") {
            None => self.rest(),
            Some(value) => {
                let length = std::str::from_utf8(value)
                    .ok()
                    .and_then(|text| text.trim().parse().ok())
                    .ok_or_else(|| not_http("its Content-Length is no number", value))?;
                self.take(length)
            }
        }
    }

    fn chunks(&mut self) -> Result<Vec<u8>, TransportError> {
        let mut body = Vec::new();
        loop {
            let line = self.line(HEAD)?;
            let digits = line.split(|b| *b == b';').next().unwrap_or_default();
            let length = std::str::from_utf8(digits.trim_ascii())
                .ok()
                .and_then(|text| usize::from_str_radix(text, 16).ok())
                .ok_or_else(|| not_http("the size of a chunk is no number", &line))?;
            if length == 0 {
                while !self.line(HEAD)?.is_empty() {}
                return Ok(body);
            }
            if body.len().saturating_add(length) > self.limit {
                return Err(TransportError::TooLarge(self.limit));
            }
            body.extend(self.take(length)?);
            self.line(HEAD)?;
        }
    }

    /// A line without its end.
    fn line(&mut self, limit: usize) -> Result<Vec<u8>, TransportError> {
        let mut searched = 0;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            if let Some(end) = rest.iter().skip(searched).position(|b| *b == b'\n') {
                let line = rest.get(..searched + end).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
                self.at += searched + end + 1;
                return Ok(line);
            }
            searched = rest.len();
            if searched > limit {
                return Err(TransportError::TooLarge(limit));
            }
            if !self.fill()? {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                let is_start = b"HTTP/".starts_with(rest) || rest.starts_with(b"HTTP/");
                return Err(match self.at == 0 && !is_start {
                    true => not_http("it begins otherwise", rest),
                    false => TransportError::Closed("in the head".to_owned()),
                });
            }
        }
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, TransportError> {
        if length > self.limit {
            return Err(TransportError::TooLarge(self.limit));
        }
        loop {
            if let Some(part) = self.bytes.get(self.at..self.at + length) {
                let part = part.to_vec();
                self.at += length;
                return Ok(part);
            }
            if !self.fill()? {
                let came = self.bytes.len().saturating_sub(self.at);
                return Err(TransportError::Closed(format!(
                    "{came} of {length} bytes came"
                )));
            }
        }
    }

    fn rest(&mut self) -> Result<Vec<u8>, TransportError> {
        while self.fill()? {
            if self.bytes.len().saturating_sub(self.at) > self.limit {
                return Err(TransportError::TooLarge(self.limit));
            }
        }
        Ok(self.bytes.split_off(self.at.min(self.bytes.len())))
    }

    /// Reads more; false at the end of the stream.
    fn fill(&mut self) -> Result<bool, TransportError> {
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

/// The status in the first line.
fn status(line: &[u8]) -> Result<u16, TransportError> {
    let mut parts = line.split(|b| *b == b' ').filter(|part| !part.is_empty());
    let version = parts.next().unwrap_or_default();
    let code = parts.next().and_then(|code| std::str::from_utf8(code).ok());
    match code.and_then(|code| code.parse().ok()) {
        Some(status) if version.starts_with(b"HTTP/") && (100..1000).contains(&status) => {
            Ok(status)
        }
        _ => Err(not_http("it has no status line", line)),
    }
}

fn header(line: &[u8]) -> Result<(String, Vec<u8>), TransportError> {
    let colon = line.iter().position(|b| *b == b':');
    let (name, value) = colon
        .and_then(|at| Some((line.get(..at)?, line.get(at + 1..)?)))
        .ok_or_else(|| not_http("a header has no colon", line))?;
    let name = String::from_utf8_lossy(name.trim_ascii()).into_owned();
    Ok((name, value.trim_ascii().to_vec()))
}

fn not_http(reason: &str, bytes: &[u8]) -> TransportError {
    let start: String = bytes
        .iter()
        .take(40)
        .map(|b| b.escape_ascii().to_string())
        .collect();
    TransportError::NotHttp(format!("{reason}: {start:?}"))
}
