//! One request and what came back, byte for byte.

use std::time::Duration;

/// An HTTP request exactly as it goes on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The verb, as sent.
    pub method: String,
    /// The request target in origin form (path and query), as sent; may hold any byte a raw sender can send.
    pub target: Vec<u8>,
    /// Header names and values in order. `Host` and `Content-Length` are explicit here, never added by a sender.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body; empty for GET.
    pub body: Vec<u8>,
}

/// An HTTP response as it came off the wire, after transfer decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Header names (as sent) and values in order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body after transfer decoding; content encodings are left alone.
    pub body: Vec<u8>,
}

/// A request with its answer, or with the transport's reason for having none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What was sent.
    pub request: HttpRequest,
    /// What came back.
    pub response: Result<HttpResponse, TransportError>,
    /// Wall time from first byte out to last byte in, of the last attempt.
    pub elapsed: Duration,
    /// How many attempts were made (retries of transport errors, 429, 503 and codes of a busy server).
    pub attempts: u32,
}

/// Why there is no response. About the connection, never about conformance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// This sender cannot send these bytes unchanged.
    #[error("cannot be sent unchanged: {0}")]
    Altered(String),
    /// The peer closed or reset the connection before a whole response.
    #[error("connection closed before a whole response: {0}")]
    Closed(String),
    /// No connection: refused, unreachable, or the name does not resolve.
    #[error("cannot connect to {0}")]
    Connect(String),
    /// What came back is not HTTP.
    #[error("the answer is not HTTP: {0}")]
    NotHttp(String),
    /// No whole response in time.
    #[error("no whole response within {0:?}")]
    Timeout(Duration),
    /// The TLS handshake failed.
    #[error("TLS: {0}")]
    Tls(String),
    /// The response is larger than the limit, in bytes.
    #[error("response larger than {0} bytes")]
    TooLarge(usize),
}

impl HttpRequest {
    /// The message as HTTP/1.1 puts it on the wire, with nothing added and nothing encoded.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = [self.method.as_bytes(), b" ", &self.target, b" HTTP/1.1\r\n"].concat();
        for (name, value) in &self.headers {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&self.body);
        out
    }

    /// The first value of a header, by case-insensitive name.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        header(&self.headers, name)
    }
}

impl HttpResponse {
    /// The first value of a header, by case-insensitive name.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        header(&self.headers, name)
    }

    /// What the Content-Encoding fields say beside `identity`, separated by commas; `None` where they say nothing. No
    /// request of this program has an Accept-Encoding, and no body is decoded.
    pub fn content_coding(&self) -> Option<String> {
        let codings: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"))
            .flat_map(|(_, value)| value.split(|b| *b == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
            .map(String::from_utf8_lossy)
            .collect();
        (!codings.is_empty()).then(|| codings.join(", "))
    }
}

fn header<'h>(headers: &'h [(String, Vec<u8>)], name: &str) -> Option<&'h [u8]> {
    headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| v.as_slice())
}
