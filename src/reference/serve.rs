//! The served form: any [`Endpoint`] over HTTP/1.1 on loopback.
//!
//! Why not a server library: those answer a request target with a byte they do not like, or one longer than 64 KiB,
//! on their own and without a body, so the endpoint behind would seem to refuse in the wrong form; and none sends a
//! wrong `Content-Length` when a fault asks for one. This one hands over the bytes as they came.

mod identity;
pub(crate) mod message;

use std::io;
use std::io::BufReader;
use std::io::Write;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::endpoint::Endpoint;
pub use crate::reference::serve::identity::Identity;
use crate::reference::serve::message::Read;

/// How long a connection may be silent.
const IDLE: Duration = Duration::from_secs(60);

/// How long to wait for a peer to stop sending what was refused before it was read.
const LINGER: Duration = Duration::from_secs(2);

/// A running server. It stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    open: Mutex<Vec<Open>>,
}

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
    start(endpoint, listen, None)
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
    start(endpoint, listen, Some(identity.config()?))
}

fn start(
    endpoint: Arc<dyn Endpoint>,
    listen: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
) -> io::Result<Server> {
    if !listen.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("{listen} is not a loopback address; the reference is served on loopback only"),
        ));
    }
    let listener = TcpListener::bind(listen)?;
    let address = listener.local_addr()?;
    let shared = Arc::new(Shared::default());
    let acceptor = thread::Builder::new()
        .name("vpnconform-accept".to_owned())
        .spawn({
            let shared = Arc::clone(&shared);
            let tls = tls.clone();
            move || accept(&listener, &endpoint, &shared, tls.as_ref())
        })?;
    Ok(Server {
        address,
        scheme: if tls.is_some() { "https" } else { "http" },
        shared,
        acceptor: Some(acceptor),
    })
}

impl Server {
    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL it listens on.
    pub fn url(&self) -> String {
        format!("{}://{}/", self.scheme, self.address)
    }

    /// Finishes the answers that are under way and stops.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        let Some(acceptor) = self.acceptor.take() else {
            return;
        };
        // The acceptor sleeps in `accept`; a connection wakes it. Where that fails there is nothing left to wake.
        if TcpStream::connect_timeout(&self.address, Duration::from_secs(1)).is_ok() {
            let _ = acceptor.join();
        }
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
        all.retain(|old| !old.thread.is_finished());
        all.push(open);
    }

    fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

fn accept(
    listener: &TcpListener,
    endpoint: &Arc<dyn Endpoint>,
    shared: &Arc<Shared>,
    tls: Option<&Arc<rustls::ServerConfig>>,
) {
    for stream in listener.incoming() {
        if shared.is_stopping() {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Ok(handle) = stream.try_clone() else {
            continue;
        };
        let spawned = thread::Builder::new()
            .name("vpnconform-serve".to_owned())
            .spawn({
                let (endpoint, shared) = (Arc::clone(endpoint), Arc::clone(shared));
                let tls = tls.cloned();
                move || {
                    // A peer that goes away in mid-answer is no concern of the server. The handle kept for stopping
                    // would hold the connection open, so it is closed by name.
                    let _ = converse(&stream, &*endpoint, &shared, tls.as_ref());
                    let _ = stream.shutdown(Shutdown::Both);
                }
            });
        if let Ok(thread) = spawned {
            shared.keep(Open {
                stream: handle,
                thread,
            });
        }
    }
}

/// Answers the requests of one connection, over TLS where there is a configuration for it.
fn converse(
    stream: &TcpStream,
    endpoint: &dyn Endpoint,
    shared: &Shared,
    tls: Option<&Arc<rustls::ServerConfig>>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let Some(config) = tls else {
        return answer(stream, stream, endpoint, shared);
    };
    let connection = rustls::ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    let mut secured = rustls::StreamOwned::new(connection, stream);
    let done = answer(&mut secured, stream, endpoint, shared);
    // Without it a client cannot tell the end from a cut.
    secured.conn.send_close_notify();
    secured.flush()?;
    done
}

fn answer<S: io::Read + Write>(
    stream: S,
    socket: &TcpStream,
    endpoint: &dyn Endpoint,
    shared: &Shared,
) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    while !shared.is_stopping() {
        let (request, keep) = match message::read(&mut reader)? {
            Read::Request(request, keep) => (request, keep),
            Read::Nothing => return Ok(()),
            Read::Refused(status) => {
                reader
                    .get_mut()
                    .write_all(message::bare(status).as_bytes())?;
                reader.get_mut().flush()?;
                socket.shutdown(Shutdown::Write)?;
                socket.set_read_timeout(Some(LINGER))?;
                return message::linger(&mut reader);
            }
        };
        // An endpoint without an answer is one that closes the connection.
        let Ok(response) = endpoint.send(&request) else {
            return Ok(());
        };
        let keep = keep && !shared.is_stopping();
        let (bytes, framed) = message::write(&response, request.method == "HEAD", keep);
        reader.get_mut().write_all(&bytes)?;
        reader.get_mut().flush()?;
        if !(keep && framed) {
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
