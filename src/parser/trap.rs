//! A listener on loopback that nobody should ever connect to: external entities point at it.

use std::io;
use std::io::Read;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use memchr::memmem;

/// What stands in the documents of the catalogue: the discard port, where as a rule nobody listens.
const NOBODY: &[u8] = b"127.0.0.1:9/";

/// The listener. It closes every connection at once, and counts them.
#[derive(Debug)]
pub struct Trap {
    address: SocketAddr,
    hits: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Trap {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When nothing can be listened on.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (hits, stop) = (Arc::default(), Arc::default());
        let trap = Self {
            address,
            hits: Arc::clone(&hits),
            stop: Arc::clone(&stop),
        };
        thread::Builder::new()
            .name("vpnconform-trap".to_owned())
            .spawn(move || {
                for stream in listener.incoming() {
                    if stop.load(Ordering::Acquire) {
                        return;
                    }
                    if stream.is_ok() {
                        hits.fetch_add(1, Ordering::AcqRel);
                    }
                }
            })?;
        Ok(trap)
    }

    /// Makes the entities of a document point here: whether there are any.
    pub fn set(&self, body: &mut Vec<u8>) -> bool {
        let Some(at) = memmem::find(body, NOBODY) else {
            return false;
        };
        let here = format!("{}/", self.address);
        body.splice(at..at + NOBODY.len(), here.into_bytes());
        true
    }

    /// How often somebody has connected since the last time.
    pub fn hits(&self) -> usize {
        // Connections are counted in their order: when ours is closed, all before it have been.
        let own = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        let counted = own.is_ok_and(|mut stream| {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
            matches!(stream.read(&mut [0]), Ok(0))
        });
        let hits = self.hits.swap(0, Ordering::AcqRel);
        hits.saturating_sub(usize::from(counted))
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // The acceptor sleeps; a connection wakes it.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn whoever_connects_is_counted() {
        let trap = Trap::start().unwrap();
        let mut body = b"<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">".to_vec();
        assert!(trap.set(&mut body));
        let text = String::from_utf8(body).unwrap();
        let host = text.split('/').nth(2).unwrap();
        assert_eq!(trap.hits(), 0);
        let _first = TcpStream::connect(host).unwrap();
        let _second = TcpStream::connect(host).unwrap();
        assert_eq!((trap.hits(), trap.hits()), (2, 0));
    }
}
