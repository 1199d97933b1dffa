//! Requests one after the other over one connection, for as long as the server keeps it open.

use std::io;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use rustls::{ClientConnection, StreamOwned};

use crate::endpoint::http::HttpEndpoint;
use crate::endpoint::http::timed::Timed;
use crate::endpoint::{Endpoint, Line};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};

/// A connection, plain or encrypted.
pub(super) enum Stream {
    /// Over TCP.
    Plain(Timed),
    /// Over TLS.
    Secured(Box<StreamOwned<ClientConnection, Timed>>),
}

impl Stream {
    fn tcp(&self) -> &Timed {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Secured(stream) => stream.get_ref(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            Self::Secured(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            Self::Secured(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Secured(stream) => stream.flush(),
        }
    }
}

/// The endpoint over one connection. One that the server has closed is opened anew.
pub(super) struct OneConnection<'e> {
    endpoint: &'e HttpEndpoint,
    open: Mutex<Option<Stream>>,
    reused: AtomicUsize,
}

impl<'e> OneConnection<'e> {
    pub(super) fn new(endpoint: &'e HttpEndpoint) -> Self {
        Self {
            endpoint,
            open: Mutex::new(None),
            reused: AtomicUsize::new(0),
        }
    }

    fn exchange(
        &self,
        request: &HttpRequest,
        take: Option<&mut dyn FnMut(&[u8]) -> bool>,
    ) -> Result<HttpResponse, TransportError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let deadline = Instant::now() + self.endpoint.options.timeout;
        let mut stream = match open.take().filter(|kept| kept.tcp().is_silent()) {
            Some(kept) => {
                kept.tcp().deadline().set(deadline);
                self.reused.fetch_add(1, Ordering::Relaxed);
                kept
            }
            None => self.endpoint.open(deadline)?,
        };
        let (response, is_reusable) = self.endpoint.exchange(&mut stream, request, take)?;
        *open = is_reusable.then_some(stream);
        Ok(response)
    }
}

impl Endpoint for OneConnection<'_> {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.exchange(request, None)
    }

    fn send_through(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        self.exchange(request, Some(take))
    }

    fn name(&self) -> String {
        self.endpoint.name()
    }

    fn authority(&self) -> String {
        self.endpoint.authority()
    }

    fn path(&self) -> String {
        self.endpoint.path()
    }
}

impl Line for OneConnection<'_> {
    fn reused(&self) -> usize {
        self.reused.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::endpoint::http::HttpOptions;

    /// How many of three requests shared a connection, where each is answered with these bytes, and how many connections
    /// there were.
    fn shared(answer: &'static str, then_closes: bool) -> (usize, usize) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut left, mut connections) = (3, 0);
            while left > 0 {
                let (stream, _) = listener.accept().unwrap();
                connections += 1;
                let mut reader = BufReader::new(stream);
                let mut line = String::new();
                while left > 0 && reader.read_line(&mut line).unwrap() > 0 {
                    if line == "\r\n" {
                        reader.get_mut().write_all(answer.as_bytes()).unwrap();
                        left -= 1;
                        if then_closes {
                            break;
                        }
                    }
                    line.clear();
                }
            }
            connections
        });
        let endpoint = HttpEndpoint::new(url.parse().unwrap(), HttpOptions::default()).unwrap();
        let line = endpoint.one_connection().unwrap();
        for _ in 0..3 {
            let request = HttpRequest {
                method: "GET".to_owned(),
                target: b"/".to_vec(),
                headers: vec![("Host".to_owned(), b"localhost".to_vec())],
                body: Vec::new(),
            };
            assert_eq!(line.send(&request).unwrap().body, b"ab");
            // What the server does behind its answer must have come here.
            thread::sleep(std::time::Duration::from_millis(30));
        }
        (line.reused(), server.join().unwrap())
    }

    #[test]
    fn a_connection_is_used_again_as_long_as_the_server_keeps_it_open() {
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";
        assert_eq!(shared(whole, false), (2, 1));
        assert_eq!(shared(whole, true), (0, 3));
        let closes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab";
        assert_eq!(shared(closes, true), (0, 3));
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
        assert_eq!(shared(chunked, false), (2, 1));
        let more = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\n";
        assert_eq!(shared(more, true), (0, 3));
        let old = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab";
        assert_eq!(shared(old, true), (0, 3));
        let unframed = "HTTP/1.1 200 OK\r\n\r\nab";
        assert_eq!(shared(unframed, true), (0, 3));
    }
}
