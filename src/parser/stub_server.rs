//! One document served on loopback, for clients that take nothing but the URL of an endpoint.

use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{io, thread};

use crate::endpoint::loopback::Loopback;
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
    listener: Loopback,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared(Mutex<Page>);

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
        let shared = Arc::new(Shared::default());
        let served = Arc::clone(&shared);
        let listen = (Ipv4Addr::LOCALHOST, 0).into();
        let listener = Loopback::start("vpnconform-site", listen, move |stream| {
            let shared = Arc::clone(&served);
            // A client that goes away in mid-answer is found by what it makes of it.
            let _ = thread::Builder::new()
                .name("vpnconform-page".to_owned())
                .spawn(move || converse(&stream, &shared));
        })?;
        Ok(Self { listener, shared })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.listener.address())
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

impl Shared {
    fn page(&self) -> MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn converse(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(16 * 1024, stream);
    loop {
        let (request, sender) = match message::read(&mut reader)? {
            Read::Request(request, sender) => (request, sender),
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
        let framing = match sender.knows_chunks {
            true => framing,
            false => framing.without_chunks(),
        };
        reader
            .get_mut()
            .write_all(&framing.write(status, &body, sender.keeps))?;
        if !sender.keeps || framing.closes() {
            return close(stream, &mut reader);
        }
    }
}

fn close(stream: &TcpStream, reader: &mut BufReader<&TcpStream>) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(LINGER))?;
    message::linger(reader)
}
