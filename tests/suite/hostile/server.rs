//! A server that misbehaves in one named way, and behind it the reference, so that what it really made can be counted.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{io, thread};

use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse};
use vpnconform::reference::Reference;

use crate::shared::stock::{existing, furnish};

/// What a behaviour does with one connection.
pub type Act = fn(&mut Turn<'_>) -> io::Result<()>;

/// One connection whose request has been read, unless the behaviour reads nothing.
pub struct Turn<'s> {
    pub stream: &'s mut TcpStream,
    pub request: HttpRequest,
    pub stage: &'s Stage,
    /// Connections before this one.
    pub number: usize,
}

/// A running server. It lives as long as the process.
pub struct Stage {
    pub reference: Reference,
    pub address: SocketAddr,
    /// A port nobody has any business at.
    pub elsewhere: SocketAddr,
    pub strayed: AtomicUsize,
    /// Ids that stood there before.
    pub foreign: Vec<String>,
    connections: AtomicUsize,
}

impl Turn<'_> {
    pub fn action(&self) -> String {
        action(&self.request)
    }

    /// What the reference answers: whatever is asked for is really done.
    pub fn honest(&self) -> HttpResponse {
        self.stage.reference.send(&self.request).unwrap()
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())?;
        self.stream.flush()
    }

    pub fn answer(&mut self) -> io::Result<()> {
        let bytes = plain(&self.honest());
        self.send(bytes)
    }

    /// A response with these headers in place of Content-Length.
    pub fn framed(&mut self, headers: &str, body: &[u8]) -> io::Result<()> {
        self.send(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{headers}\r\n"
        ))?;
        self.send(body)
    }

    /// Sends the same for ever.
    pub fn endless(&mut self, piece: &str) -> io::Result<()> {
        let block = piece.repeat(65_536 / piece.len() + 1);
        loop {
            self.send(&block)?;
        }
    }

    /// Waits until the other end goes away.
    pub fn hold(&mut self) -> io::Result<()> {
        self.stream
            .set_read_timeout(Some(Duration::from_secs(60)))?;
        while self.stream.read(&mut [0; 1024])? > 0 {}
        Ok(())
    }
}

impl Stage {
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Ids of everything that exists.
    pub fn existing(&self) -> Vec<String> {
        existing(&self.reference)
    }
}

/// The response as it is sent by a server that means well.
pub fn plain(response: &HttpResponse) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {} X\r\n", response.status).into_bytes();
    for (name, value) in &response.headers {
        bytes.extend(name.bytes().chain(*b": "));
        bytes.extend(value);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(&response.body);
    bytes
}

pub fn action(request: &HttpRequest) -> String {
    let text = [&request.target[..], b"&", &request.body].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let (_, rest) = text.split_once("Action=").unwrap_or_default();
    rest.split('&').next().unwrap_or_default().to_owned()
}

/// Serves the behaviour; where `only` is given, to requests of these actions alone, and honestly otherwise.
pub fn serve(act: Act, reads: bool, only: &'static [&'static str]) -> Arc<Stage> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let reference = Reference::default();
    let stage = Arc::new(Stage {
        foreign: furnish(&reference),
        reference,
        address: listener.local_addr().unwrap(),
        elsewhere: elsewhere.local_addr().unwrap(),
        strayed: AtomicUsize::new(0),
        connections: AtomicUsize::new(0),
    });
    let watched = Arc::clone(&stage);
    thread::spawn(move || {
        for _ in elsewhere.incoming() {
            watched.strayed.fetch_add(1, Ordering::Relaxed);
        }
    });
    let served = Arc::clone(&stage);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), stage) = (stream, Arc::clone(&served)) else {
                return;
            };
            thread::spawn(move || {
                let number = stage.connections.fetch_add(1, Ordering::Relaxed);
                stream.set_write_timeout(Some(Duration::from_secs(60)))?;
                let request = match reads {
                    true => read(&mut stream)?,
                    false => HttpRequest {
                        method: String::new(),
                        target: Vec::new(),
                        headers: Vec::new(),
                        body: Vec::new(),
                    },
                };
                let action = action(&request);
                let mut turn = Turn {
                    stream: &mut stream,
                    request,
                    stage: &stage,
                    number,
                };
                match only.is_empty() || only.contains(&action.as_str()) {
                    true => act(&mut turn),
                    false => turn.answer(),
                }
            });
        }
    });
    stage
}

/// Head and body of a request.
fn read(stream: &mut TcpStream) -> io::Result<HttpRequest> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
            let lower = head.to_ascii_lowercase();
            let length = lower.split("content-length:").nth(1);
            let length = length.and_then(|l| l.lines().next()?.trim().parse().ok());
            if bytes.len() >= at + length.unwrap_or(0) {
                let line = bytes.split(|b| *b == b'\r').next().unwrap();
                let mut parts = line.split(|b| *b == b' ');
                return Ok(HttpRequest {
                    method: String::from_utf8_lossy(parts.next().unwrap()).into_owned(),
                    target: parts.next().unwrap_or_default().to_vec(),
                    headers: head
                        .lines()
                        .skip(1)
                        .filter_map(|l| l.split_once(": "))
                        .map(|(n, v)| (n.to_owned(), v.as_bytes().to_vec()))
                        .collect(),
                    body: bytes.split_off(at),
                });
            }
        }
        match stream.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes.extend(&buffer[..count]),
        }
    }
}
