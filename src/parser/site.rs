//! One document served on loopback, for clients that take nothing but the URL of an endpoint.

use std::io;
use std::io::BufReader;
use std::io::Write;
use std::net::Ipv4Addr;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use crate::parser::Input;
use crate::parser::framing::Framing;
use crate::reference::serve::message;
use crate::reference::serve::message::Read;

/// How long a connection may be silent.
const IDLE: Duration = Duration::from_secs(60);
/// How long to wait for a client to stop sending.
const LINGER: Duration = Duration::from_millis(500);

/// A server that answers every request with the same document, until another is put there. It stops when this is dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    page: Mutex<Page>,
}

#[derive(Debug, Default)]
struct Page {
    status: u16,
    body: Arc<[u8]>,
    framing: Framing,
    requests: usize,
    agent: String,
}

impl Site {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When nothing can be listened on.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let served = Arc::clone(&shared);
        thread::Builder::new()
            .name("vpnconform-site".to_owned())
            .spawn(move || accept(&listener, &served))?;
        Ok(Self { address, shared })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers with this document from now on, and counts requests from none.
    pub fn put(&self, input: &Input<'_>) {
        let mut page = self.shared.page();
        page.status = input.status;
        page.body = input.body.into();
        page.framing = input.framing;
        page.requests = 0;
    }

    /// How many requests the document has had.
    pub fn requests(&self) -> usize {
        self.shared.page().requests
    }

    /// What the last client called itself; empty where it did not.
    pub fn agent(&self) -> String {
        self.shared.page().agent.clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        // The acceptor sleeps in `accept`; a connection wakes it.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

impl Shared {
    fn page(&self) -> MutexGuard<'_, Page> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stop.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // A client that goes away in mid-answer is found by what it makes of it.
        let _ = thread::Builder::new()
            .name("vpnconform-page".to_owned())
            .spawn(move || converse(&stream, &shared));
    }
}

fn converse(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(16 * 1024, stream);
    loop {
        let (request, keep) = match message::read(&mut reader)? {
            Read::Request(request, keep) => (request, keep),
            Read::Nothing => return Ok(()),
            Read::Refused(status) => {
                reader
                    .get_mut()
                    .write_all(message::bare(status).as_bytes())?;
                return close(stream, &mut reader);
            }
        };
        let (status, body, framing) = {
            let mut page = shared.page();
            page.requests += 1;
            if let Some(agent) = request.header("user-agent") {
                page.agent = String::from_utf8_lossy(agent).chars().take(200).collect();
            }
            (page.status, Arc::clone(&page.body), page.framing)
        };
        reader
            .get_mut()
            .write_all(&framing.write(status, &body, keep))?;
        if !keep || framing.closes() {
            return close(stream, &mut reader);
        }
    }
}

fn close(stream: &TcpStream, reader: &mut BufReader<&TcpStream>) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(LINGER))?;
    message::linger(reader)
}
