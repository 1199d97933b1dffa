//! A server behind a URL, reached by HTTP/1.1 over TCP or TLS.
//!
//! Clients for general use rewrite what they are given: they drop tabs, encode quotes, fold headers. Here the bytes of
//! the request go out as they are, so that what was judged is what was sent.

mod connect;
mod response;
mod url;

use std::io;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

pub use self::url::Url;
pub use self::url::UrlError;
use crate::endpoint::Endpoint;
use crate::endpoint::http::response::Reader;
use crate::exchange::HttpRequest;
use crate::exchange::HttpResponse;
use crate::exchange::TransportError;
use crate::exchange::curl;

/// The default of [`HttpOptions::limit`]: a response has about 6 kB, a long listing of connections 1 MB.
const LIMIT: usize = 4 << 20;

/// How a server is reached.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// The most time from the first byte out to the last byte in.
    pub timeout: Duration,
    /// The largest body of a response, in bytes. Everything else of a response has at most 256 KiB, and at most 16
    /// interim responses come before it.
    pub limit: usize,
    /// More certificates to trust, as PEM; beside those of Mozilla's list.
    pub trusted: Vec<u8>,
    /// Believe every certificate.
    pub insecure: bool,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            limit: LIMIT,
            trusted: Vec::new(),
            insecure: false,
        }
    }
}

/// A server behind a URL. Every request has a connection of its own.
#[derive(Debug)]
pub struct HttpEndpoint {
    url: Url,
    options: HttpOptions,
    tls: Option<Arc<rustls::ClientConfig>>,
}

impl HttpEndpoint {
    /// An endpoint that connects to nothing yet.
    ///
    /// # Errors
    /// [`TransportError::Tls`] when the trusted certificates cannot be read.
    pub fn new(url: Url, options: HttpOptions) -> Result<Self, TransportError> {
        let tls = match url.is_tls() {
            true => Some(connect::tls(&options.trusted, options.insecure)?),
            false => None,
        };
        Ok(Self { url, options, tls })
    }

    fn exchange(
        &self,
        stream: &mut (impl Read + Write),
        bytes: &[u8],
    ) -> Result<HttpResponse, TransportError> {
        // A server may answer and close before it has read everything: the answer counts, if there is one.
        let sent = stream.write_all(bytes).and_then(|()| stream.flush());
        let answer = Reader::new(stream, self.options.limit).response();
        match (sent, answer) {
            (Err(error), Err(TransportError::Closed(_))) => Err(self.failure(&error)),
            (_, Err(TransportError::Timeout(_))) => {
                Err(TransportError::Timeout(self.options.timeout))
            }
            (_, answer) => answer,
        }
    }

    fn failure(&self, error: &io::Error) -> TransportError {
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                TransportError::Timeout(self.options.timeout)
            }
            _ => TransportError::Closed(error.to_string()),
        }
    }
}

impl Endpoint for HttpEndpoint {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let deadline = Instant::now() + self.options.timeout;
        let bytes = curl::bytes(request);
        let mut tcp = connect::tcp(&self.url, deadline)?;
        match &self.tls {
            None => self.exchange(&mut tcp, &bytes),
            Some(config) => {
                let mut stream = connect::handshake(config, &self.url, tcp, self.options.timeout)?;
                self.exchange(&mut stream, &bytes)
            }
        }
    }

    fn name(&self) -> String {
        self.url.to_string()
    }

    fn authority(&self) -> String {
        self.url.authority()
    }

    fn path(&self) -> String {
        self.url.path().to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::io::BufRead;
    use std::io::BufReader;
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Answers one connection with these bytes, and gives what came.
    fn serve(answer: &'static [u8]) -> (HttpEndpoint, thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/api", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut got = Vec::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while !got.ends_with(b"\r\n\r\n") {
                if reader.read_until(b'\n', &mut got).unwrap() == 0 {
                    break;
                }
            }
            stream.write_all(answer).unwrap();
            got
        });
        let options = HttpOptions {
            timeout: Duration::from_secs(2),
            limit: 100,
            ..HttpOptions::default()
        };
        (
            HttpEndpoint::new(url.parse().unwrap(), options).unwrap(),
            server,
        )
    }

    fn request(target: &[u8]) -> HttpRequest {
        HttpRequest {
            method: "GET".to_owned(),
            target: target.to_vec(),
            headers: vec![("Host".to_owned(), b"h".to_vec())],
            body: Vec::new(),
        }
    }

    #[test]
    fn hostile_bytes_go_out_as_they_are() {
        let (endpoint, server) = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        let answer = endpoint.send(&request(b"/?a=\t\"\x00\xff'|")).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, &b"ok"[..]));
        let got = server.join().unwrap();
        assert_eq!(got, b"GET /?a=\t\"\x00\xff'| HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_eq!(endpoint.path(), "/api");
    }

    #[test]
    fn bodies_end_where_their_framing_says() {
        for (answer, body) in [
            (&b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore"[..], &b"ok"[..]),
            (b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2;x=y\r\nok\r\n1\r\n!\r\n0\r\nT: v\r\n\r\n", b"ok!"),
            (b"HTTP/1.0 200 OK\n\nto the end", b"to the end"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok", b"ok"),
            (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", b""),
        ] {
            let (endpoint, server) = serve(answer);
            assert_eq!(endpoint.send(&request(b"/")).unwrap().body, body);
            server.join().unwrap();
        }
    }

    #[test]
    fn what_is_no_whole_response_says_why() {
        for (answer, wanted) in [
            (
                &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"[..],
                "closed",
            ),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
                "closed",
            ),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok",
                "not HTTP",
            ),
            (b"", "closed"),
            (b"SSH-2.0-OpenSSH\r\n\r\n", "not HTTP"),
            (b"HTTP/1.1 abc\r\n\r\n", "not HTTP"),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                "no number",
            ),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                "no number",
            ),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
                "differ",
            ),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\nok\r\n0\r\n\r\n",
                "no number",
            ),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n",
                "longer than its size",
            ),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
                "larger than 100",
            ),
        ] {
            let (endpoint, server) = serve(answer);
            let error = endpoint.send(&request(b"/")).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
            server.join().unwrap();
        }
    }

    #[test]
    fn silence_is_a_timeout_and_nobody_is_a_refusal() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url: Url = format!("http://{}", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        let options = HttpOptions {
            timeout: Duration::from_millis(200),
            ..HttpOptions::default()
        };
        let endpoint = HttpEndpoint::new(url, options).unwrap();
        let silent = endpoint.send(&request(b"/")).unwrap_err();
        assert!(matches!(silent, TransportError::Timeout(_)), "{silent}");
        drop(listener);
        let nobody = endpoint.send(&request(b"/")).unwrap_err();
        assert!(matches!(nobody, TransportError::Connect(_)), "{nobody}");
    }

    #[test]
    fn a_plain_server_behind_https_is_a_tls_error() {
        let (plain, server) = serve(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let url: Url = format!("https://{}", plain.authority()).parse().unwrap();
        let endpoint = HttpEndpoint::new(
            url,
            HttpOptions {
                timeout: Duration::from_secs(2),
                ..HttpOptions::default()
            },
        )
        .unwrap();
        thread::spawn(move || server.join());
        let error = endpoint.send(&request(b"/")).unwrap_err();
        assert!(
            matches!(error, TransportError::Tls(_) | TransportError::Timeout(_)),
            "{error}"
        );
    }
}
