//! How a body is delimited in an HTTP response, rightly and wrongly (RFC 9112, sections 6 to 8).

use std::io::Write;

/// The way a body is sent to a client that reads HTTP itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// `Content-Length`.
    #[default]
    Length,
    /// Chunks with a last one that never ends: more is announced than comes.
    ChunkCut,
    /// Chunks with extensions after their size.
    ChunkExtensions,
    /// A chunk whose size is no number.
    ChunkSize,
    /// Trailer fields after the last chunk.
    ChunkTrailers,
    /// Chunks of a thousand bytes.
    Chunked,
    /// Chunks of one byte.
    ChunkedBytes,
    /// One chunk.
    ChunkedWhole,
    /// The last chunk with data announces more than comes before the connection closes.
    ChunkShort,
    /// Chunks whose sizes are in capitals with zeros before, announced in capitals.
    ChunkedCapitals,
    /// Whole chunks, but the connection closes without the last one, which is empty.
    ChunksWithoutEnd,
    /// The body ends where the connection does.
    Close,
    /// `Content-Length` names more than comes before the connection closes.
    LengthTooLong,
}

/// One way of delivery that is tested, by name.
#[derive(Debug)]
pub struct Delivery {
    /// A stable name.
    pub id: &'static str,
    /// The way.
    pub framing: Framing,
}

impl Delivery {
    pub(crate) const fn new(id: &'static str, framing: Framing) -> Self {
        Self { id, framing }
    }
}

impl Framing {
    /// Whether all that was announced arrives.
    pub fn is_whole(self) -> bool {
        !matches!(
            self,
            Self::ChunkCut
                | Self::ChunkShort
                | Self::ChunkSize
                | Self::ChunksWithoutEnd
                | Self::LengthTooLong
        )
    }

    /// What comes nearest to it for a client of HTTP/1.0, which may be sent no chunks (section 6.1).
    pub fn without_chunks(self) -> Self {
        match self {
            Self::Length | Self::Close => self,
            chunks if chunks.is_whole() => Self::Close,
            _ => Self::LengthTooLong,
        }
    }

    /// Whether only the end of the connection ends the response.
    pub fn closes(self) -> bool {
        !self.is_whole() || self == Self::Close
    }

    /// The whole response. Where `keep` is false, or the framing asks for it, the connection is to be closed after it.
    pub fn write(self, status: u16, body: &[u8], keep: bool) -> Vec<u8> {
        let mut out = Vec::with_capacity(body.len() + 256);
        let connection = if keep && !self.closes() {
            "keep-alive"
        } else {
            "close"
        };
        // Writing to a vector cannot fail.
        let _ = write!(
            out,
            "HTTP/1.1 {status} {}\r\nContent-Type: text/xml;charset=UTF-8\r\nConnection: {connection}\r\n",
            phrase(status)
        );
        self.frame(body, &mut out);
        out
    }

    fn frame(self, body: &[u8], out: &mut Vec<u8>) {
        const CHUNKED: &[u8] = b"Transfer-Encoding: chunked\r\n\r\n";
        let (size, extension, end): (usize, &str, &[u8]) = match self {
            Self::Close => {
                out.extend_from_slice(b"\r\n");
                return out.extend_from_slice(body);
            }
            Self::Length | Self::LengthTooLong => {
                let more = if self == Self::Length { 0 } else { 100 };
                let _ = write!(out, "Content-Length: {}\r\n\r\n", body.len() + more);
                return out.extend_from_slice(body);
            }
            Self::ChunkCut => (1000, "", b"40\r\n<!-- cut"),
            Self::ChunkShort => {
                out.extend_from_slice(CHUNKED);
                let _ = write!(out, "{:x}\r\n", body.len() + 2);
                return out.extend_from_slice(body);
            }
            Self::ChunkedCapitals => {
                out.extend_from_slice(b"TRANSFER-ENCODING: Chunked\r\n\r\n");
                for chunk in body.chunks(0xA00) {
                    let _ = write!(out, "00{:X}\r\n", chunk.len());
                    out.extend_from_slice(chunk);
                    out.extend_from_slice(b"\r\n");
                }
                return out.extend_from_slice(b"00\r\n\r\n");
            }
            Self::ChunkExtensions => (1000, ";name=value;quoted=\"a;b\"", b"0;last\r\n\r\n"),
            Self::ChunkSize => (1000, "", b"none\r\n\r\n"),
            Self::ChunkTrailers => (1000, "", b"0\r\nX-Checksum: none\r\n\r\n"),
            Self::Chunked => (1000, "", b"0\r\n\r\n"),
            Self::ChunkedBytes => (1, "", b"0\r\n\r\n"),
            Self::ChunkedWhole => (usize::MAX, "", b"0\r\n\r\n"),
            Self::ChunksWithoutEnd => (1000, "", b""),
        };
        out.extend_from_slice(CHUNKED);
        for chunk in body.chunks(size) {
            let _ = write!(out, "{:x}{extension}\r\n", chunk.len());
            out.extend_from_slice(chunk);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(end);
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(framing: Framing, body: &[u8]) -> String {
        String::from_utf8_lossy(&framing.write(200, body, true)).into_owned()
    }

    #[test]
    fn every_form_is_as_it_is_named() {
        assert!(text(Framing::Length, b"<a/>").ends_with("Content-Length: 4\r\n\r\n<a/>"));
        assert!(text(Framing::LengthTooLong, b"<a/>").contains("Content-Length: 104\r\n"));
        assert!(text(Framing::Close, b"<a/>").ends_with("Connection: close\r\n\r\n<a/>"));
        assert!(text(Framing::ChunkedWhole, b"<a/>").ends_with("\r\n\r\n4\r\n<a/>\r\n0\r\n\r\n"));
        assert!(text(Framing::ChunkedBytes, b"<a").ends_with("1\r\n<\r\n1\r\na\r\n0\r\n\r\n"));
        assert!(text(Framing::ChunksWithoutEnd, b"<a/>").ends_with("4\r\n<a/>\r\n"));
        let capitals = text(Framing::ChunkedCapitals, b"<a/>");
        assert!(capitals.ends_with("Chunked\r\n\r\n004\r\n<a/>\r\n00\r\n\r\n"));
        assert!(text(Framing::ChunkShort, b"<a/>").ends_with("\r\n\r\n6\r\n<a/>"));
        assert_eq!(Framing::Chunked.without_chunks(), Framing::Close);
        assert_eq!(Framing::ChunkShort.without_chunks(), Framing::LengthTooLong);
        assert!(text(Framing::Chunked, b"").ends_with("chunked\r\n\r\n0\r\n\r\n"));
    }
}
