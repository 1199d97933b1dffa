//! A listener on loopback that nobody should ever connect to: external entities point at it.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use memchr::memmem;

use crate::endpoint::loopback::Loopback;

/// What stands in the documents of the catalogue: the discard port, where as a rule nobody listens.
const NOBODY: &[u8] = b"127.0.0.1:9/";

/// The listener. It closes every connection at once, and counts them.
#[derive(Debug)]
pub struct Trap {
    listener: Loopback,
    hits: Arc<AtomicUsize>,
}

impl Trap {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When nothing can be listened on.
    pub fn start() -> io::Result<Self> {
        let hits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&hits);
        let listen = (Ipv4Addr::LOCALHOST, 0).into();
        let listener = Loopback::start("vpnconform-trap", listen, move |_| {
            counted.fetch_add(1, Ordering::AcqRel);
        })?;
        Ok(Self { listener, hits })
    }

    /// Makes the entities of a document point here: whether there are any.
    pub fn set(&self, body: &mut Vec<u8>) -> bool {
        let Some(at) = memmem::find(body, NOBODY) else {
            return false;
        };
        let here = format!("{}/", self.listener.address());
        body.splice(at..at + NOBODY.len(), here.into_bytes());
        true
    }

    /// How often somebody has connected since the last time.
    pub fn hits(&self) -> usize {
        self.listener.settle();
        self.hits.swap(0, Ordering::AcqRel)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::net::TcpStream;

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
