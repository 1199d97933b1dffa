//! A server behind a URL, reached by HTTP/1.1 over TCP or TLS.
//!
//! Clients for general use rewrite what they are given: they drop tabs, encode quotes, fold headers. Here the bytes of
//! the request go out as they are, so that what was judged is what was sent.

mod connect;
pub(crate) mod length;
mod one_connection;
mod response;
pub(crate) mod timed;
mod url;

pub use self::url::{Url, UrlError};

use std::io;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::endpoint::http::connect::Connector;
use crate::endpoint::http::one_connection::{OneConnection, Stream};
use crate::endpoint::http::response::Reader;
use crate::endpoint::{Endpoint, Line};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};

/// The default of [`HttpOptions::limit`]: a response has about 6 kB, a long listing of connections 1 MB.
const LIMIT: usize = 4 << 20;

/// How a server is reached.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// The most time for a request: from the look-up of the name to the last byte in.
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

/// A server behind a URL. Every request has a connection of its own, but those of [`Endpoint::one_connection`].
#[derive(Debug)]
pub struct HttpEndpoint {
    url: Url,
    options: HttpOptions,
    tls: Option<Arc<rustls::ClientConfig>>,
    connector: Connector,
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
        Ok(Self {
            url,
            options,
            tls,
            connector: Connector::default(),
        })
    }

    /// The response, and whether another one can follow on the stream.
    fn exchange(
        &self,
        stream: &mut (impl Read + Write),
        request: &HttpRequest,
        take: Option<&mut dyn FnMut(&[u8]) -> bool>,
    ) -> Result<(HttpResponse, bool), TransportError> {
        // A server may answer and close before it has read everything: the answer counts, if there is one.
        let sent = stream
            .write_all(&request.to_bytes())
            .and_then(|()| stream.flush());
        let mut reader = Reader::new(stream, self.options.limit);
        let answer = reader.response(&request.method, take).map(|response| {
            let is_reusable = reader.is_reusable(&response);
            (response, is_reusable)
        });
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

impl HttpEndpoint {
    fn request(
        &self,
        request: &HttpRequest,
        take: Option<&mut dyn FnMut(&[u8]) -> bool>,
    ) -> Result<HttpResponse, TransportError> {
        let deadline = Instant::now() + self.options.timeout;
        let mut stream = self.open(deadline)?;
        let (response, _) = self.exchange(&mut stream, request, take)?;
        Ok(response)
    }

    fn open(&self, deadline: Instant) -> Result<Stream, TransportError> {
        let tcp = self.connector.connect(&self.url, deadline)?;
        Ok(match &self.tls {
            None => Stream::Plain(tcp),
            Some(config) => {
                let timeout = self.options.timeout;
                let secured = connect::handshake(config, &self.url, tcp, timeout)?;
                Stream::Secured(Box::new(secured))
            }
        })
    }
}

impl Endpoint for HttpEndpoint {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.request(request, None)
    }

    fn send_through(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        self.request(request, Some(take))
    }

    fn one_connection(&self) -> Option<Box<dyn Line + '_>> {
        Some(Box::new(OneConnection::new(self)))
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
    use std::io::{BufRead, BufReader};
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
            (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", b"ok"),
            (b"HTTP/1.7 999 \r\nContent-Length: 2\r\n\r\nok", b"ok"),
            (b"HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nokmore", b"ok"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2,\r\n\t2 \r\n\r\nokmore", b"ok"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", b"ok"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", b"ok"),
        ] {
            let (endpoint, server) = serve(answer);
            assert_eq!(endpoint.send(&request(b"/")).unwrap().body, body);
            server.join().unwrap();
        }
    }

    /// Status lines, each with whether it is valid.
    #[test]
    fn a_status_line_is_one_byte_for_byte() {
        let good = "HTTP/1.1 200 OK";
        let mut lines = Vec::new();
        for at in 0..12 {
            let (head, tail) = good.split_at(at);
            // One byte too many, one too few, and another one, at each place.
            for byte in [" ", "+", "0", "x", "\t", "\x1b", "\u{661}"] {
                lines.push(format!("{head}{byte}{tail}"));
                lines.push(format!("{head}{byte}{}", tail.get(1..).unwrap()));
            }
            lines.push(format!("{head}{}", tail.get(1..).unwrap()));
        }
        lines.extend(
            [
                "HTTP/9.9 200 OK",
                "HTTP/2 200",
                "http/1.1 200 OK",
                "HTTP/1.1 099 X",
                "ICY 200 OK",
            ]
            .map(str::to_owned),
        );
        let (mut good, mut bad) = (0, 0);
        for line in lines {
            let bytes = line.as_bytes();
            let is_good = line.starts_with("HTTP/1.")
                && bytes[7].is_ascii_digit()
                && bytes[8] == b' '
                && (b'1'..=b'9').contains(&bytes[9])
                && bytes[10..12].iter().all(u8::is_ascii_digit)
                && matches!(bytes.get(12), None | Some(b' '));
            let answer = format!("{line}\r\nContent-Length: 2\r\n\r\nok").into_bytes();
            let read = Reader::new(&mut answer.as_slice(), 100).response("GET", None);
            assert_eq!(read.is_ok(), is_good, "{line:?}: {read:?}");
            match is_good {
                true => good += 1,
                false => bad += 1,
            }
        }
        assert!(good > 3 && bad > 100, "{good} {bad}");
    }

    #[test]
    fn lengths_and_chunks_that_are_none_are_refused() {
        let read = |headers: &str, body: &str| {
            let answer = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{body}").into_bytes();
            Reader::new(&mut answer.as_slice(), 100).response("GET", None)
        };
        let chunked = "Transfer-Encoding: chunked";
        for value in length::tests::spoilt("2") {
            let answer = read(&format!("Content-Length: {value}"), "ok");
            assert!(answer.is_err(), "{value:?}: {answer:?}");
            let answer = read(chunked, &format!("{value}\r\nok\r\n0\r\n\r\n"));
            assert!(answer.is_err(), "{value:?}: {answer:?}");
        }
        for digits in 3..40 {
            let huge = "f".repeat(digits);
            let answer = read(chunked, &format!("2\r\nok\r\n{huge}\r\n"));
            assert!(
                matches!(answer, Err(TransportError::TooLarge(100))),
                "{answer:?}"
            );
            let answer = read(&format!("Content-Length: {}", "9".repeat(digits)), "ok");
            assert!(
                matches!(answer, Err(TransportError::TooLarge(100))),
                "{answer:?}"
            );
        }
        for codings in [
            "gzip",
            "gzip, chunked",
            "chunked, gzip",
            "chunked, chunked",
            "xchunked",
        ] {
            for separate in [", ", "\r\nTransfer-Encoding: "] {
                let headers = format!("Transfer-Encoding: {}", codings.replace(", ", separate));
                let error = read(&headers, "2\r\nok\r\n0\r\n\r\n")
                    .unwrap_err()
                    .to_string();
                assert!(error.contains("nobody asked for"), "{headers:?}: {error}");
            }
        }
    }

    #[test]
    fn an_answer_to_head_has_no_body() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
        let read = |method: &str| Reader::new(&mut &answer[..], 100).response(method, None);
        assert!(read("HEAD").unwrap().body.is_empty());
        assert!(read("GET").is_err());
    }

    #[test]
    fn a_body_of_any_length_is_read_in_pieces() {
        for head in [
            "Content-Length: 1000000\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nf4240\r\n",
            "\r\n",
        ] {
            let answer = format!(
                "HTTP/1.1 200 OK\r\n{head}{}\r\n0\r\n\r\n",
                "a".repeat(1_000_000)
            );
            let (endpoint, server) = serve(answer.leak().as_bytes());
            let (mut length, mut largest) = (0, 0);
            let mut take = |piece: &[u8]| {
                length += piece.len();
                largest = largest.max(piece.len());
                true
            };
            let answer = endpoint.send_through(&request(b"/"), &mut take).unwrap();
            assert_eq!(answer.body, b"");
            assert!((1_000_000..1_000_010).contains(&length), "{length}");
            assert!(largest <= 64 << 10, "{largest}");
            let _ = server.join();
        }
        let (endpoint, server) = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789");
        let error = endpoint
            .send_through(&request(b"/"), &mut |_| false)
            .unwrap_err();
        assert!(matches!(error, TransportError::TooLarge(_)), "{error}");
        let _ = server.join();
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
