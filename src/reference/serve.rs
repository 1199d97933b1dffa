//! The served form: any [`Endpoint`] over HTTP/1.1 on loopback.
//!
//! Why not a server library: those answer a request target with a byte they do not like, or one longer than 64 KiB,
//! on their own and without a body, so the endpoint behind would seem to refuse in the wrong form; and none sends a
//! wrong `Content-Length` when a fault asks for one. This one hands over the bytes as they came.

mod identity;
pub(crate) mod message;

pub use crate::reference::serve::identity::Identity;

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::endpoint::Endpoint;
use crate::endpoint::http::timed::{Deadline, Timed};
use crate::endpoint::loopback::Loopback;
use crate::reference::serve::message::Read;

/// How long a peer may take. All of these are for the whole, so that a byte now and then gains nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// From one request to the first byte of the next.
    pub(crate) idle: Duration,
    /// To send a request, from its first byte, and again to read its answer.
    pub(crate) message: Duration,
    /// To stop sending what was refused before it was read.
    pub(crate) linger: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(60),
            message: Duration::from_secs(60),
            linger: Duration::from_secs(2),
        }
    }
}

/// A running server. It stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    listener: Loopback,
    scheme: &'static str,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    open: Mutex<Vec<Open>>,
}

/// The most connections at a time.
pub const CONNECTIONS: usize = 256;

/// A connection and the thread that serves it.
#[derive(Debug)]
struct Open {
    stream: TcpStream,
    thread: JoinHandle<()>,
}

/// Serves an endpoint on a loopback address; port 0 takes a free one.
///
/// # Errors
/// When the address is not a loopback address, or cannot be bound.
pub fn serve(endpoint: Arc<dyn Endpoint>, listen: SocketAddr) -> io::Result<Server> {
    start(endpoint, listen, None, Times::default())
}

/// As [`serve`], over TLS with a certificate made for the occasion.
///
/// # Errors
/// As [`serve`], and when no certificate can be made.
pub fn serve_tls(
    endpoint: Arc<dyn Endpoint>,
    listen: SocketAddr,
    identity: &Identity,
) -> io::Result<Server> {
    let tls = Some(identity.config()?);
    start(endpoint, listen, tls, Times::default())
}

fn start(
    endpoint: Arc<dyn Endpoint>,
    listen: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
    times: Times,
) -> io::Result<Server> {
    let shared = Arc::new(Shared::default());
    let scheme = if tls.is_some() { "https" } else { "http" };
    let accepting = Arc::clone(&shared);
    let listener = Loopback::start("vpnconform-accept", listen, move |stream| {
        let Ok(handle) = stream.try_clone() else {
            return;
        };
        // Whoever asks for more is closed unanswered.
        if accepting.is_full() {
            return;
        }
        let conversation = Conversation {
            endpoint: Arc::clone(&endpoint),
            shared: Arc::clone(&accepting),
            times,
        };
        let tls = tls.clone();
        let spawned = thread::Builder::new()
            .name("vpnconform-serve".to_owned())
            .spawn(move || conversation.hold(stream, tls));
        if let Ok(thread) = spawned {
            accepting.keep(Open {
                stream: handle,
                thread,
            });
        }
    })?;
    Ok(Server {
        listener,
        scheme,
        shared,
    })
}

impl Server {
    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// The URL it listens on.
    pub fn url(&self) -> String {
        format!("{}://{}/", self.scheme, self.address())
    }

    /// Finishes the answers that are under way and stops.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        self.listener.stop();
        for open in self.shared.take() {
            // Reads end at once; an answer under way is still written.
            let _ = open.stream.shutdown(Shutdown::Read);
            let _ = open.thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn take(&self) -> Vec<Open> {
        std::mem::take(&mut *self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn keep(&self, open: Open) {
        let mut all = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(open);
    }

    fn is_full(&self) -> bool {
        let mut all = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|old| !old.thread.is_finished());
        all.len() >= CONNECTIONS
    }

    fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

/// The requests of one connection.
struct Conversation {
    endpoint: Arc<dyn Endpoint>,
    shared: Arc<Shared>,
    times: Times,
}

impl Conversation {
    /// Answers what comes, over TLS where there is a configuration for it. A peer that goes away in mid-answer is no
    /// concern of the server.
    fn hold(&self, socket: TcpStream, tls: Option<Arc<rustls::ServerConfig>>) {
        let Ok(stream) = socket.try_clone() else {
            return;
        };
        let _ = self.secured(stream, &socket, tls);
        // The handle kept for stopping would hold the connection open, so it is closed by name.
        let _ = socket.shutdown(Shutdown::Both);
    }

    fn secured(
        &self,
        stream: TcpStream,
        socket: &TcpStream,
        tls: Option<Arc<rustls::ServerConfig>>,
    ) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let stream = Timed::new(stream, Instant::now() + self.times.message);
        let deadline = stream.deadline();
        let Some(config) = tls else {
            return self.answer(stream, socket, &deadline);
        };
        let connection = rustls::ServerConnection::new(config).map_err(io::Error::other)?;
        let mut secured = rustls::StreamOwned::new(connection, stream);
        let done = self.answer(&mut secured, socket, &deadline);
        // Without it a client cannot tell the end from a cut.
        secured.conn.send_close_notify();
        secured.flush()?;
        done
    }

    fn answer<S: io::Read + Write>(
        &self,
        stream: S,
        socket: &TcpStream,
        deadline: &Deadline,
    ) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(64 * 1024, stream);
        let line = self.endpoint.one_connection();
        while !self.shared.is_stopping() {
            deadline.allow(self.times.idle);
            if reader.fill_buf()?.is_empty() {
                return Ok(());
            }
            deadline.allow(self.times.message);
            let (request, keep) = match message::read(&mut reader)? {
                Read::Request(request, sender) => (request, sender.keeps),
                Read::Nothing => return Ok(()),
                Read::Refused(status) => {
                    reader
                        .get_mut()
                        .write_all(message::bare(status).as_bytes())?;
                    reader.get_mut().flush()?;
                    socket.shutdown(Shutdown::Write)?;
                    deadline.allow(self.times.linger);
                    return message::linger(&mut reader);
                }
            };
            // An endpoint without an answer is one that closes the connection.
            let answer = match &line {
                Some(line) => line.send(&request),
                None => self.endpoint.send(&request),
            };
            let Ok(response) = answer else {
                return Ok(());
            };
            let keep = keep && !self.shared.is_stopping();
            let (bytes, framed) = message::write(&response, request.method == "HEAD", keep);
            deadline.allow(self.times.message);
            reader.get_mut().write_all(&bytes)?;
            reader.get_mut().flush()?;
            if !(keep && framed) {
                return Ok(());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
