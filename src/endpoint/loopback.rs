//! A listener that only this machine can reach, and the thread that takes its connections.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io, thread};

/// How long to wait where a connection cannot be taken, as when all descriptors are in use.
const PAUSE: Duration = Duration::from_millis(10);

/// A listener on a loopback address. It stops when this is dropped.
pub struct Loopback {
    address: SocketAddr,
    running: Option<Running>,
}

struct Running {
    taker: Arc<Taker>,
    stop: wake::Stop,
    thread: JoinHandle<()>,
}

struct Taker {
    listener: TcpListener,
    each: Mutex<Box<dyn FnMut(TcpStream) + Send>>,
}

impl Loopback {
    /// Listens, and gives every connection to `each`, one after the other, in a thread of this name. Port 0 takes a free
    /// port.
    ///
    /// # Errors
    /// When the address is not a loopback address, or cannot be bound.
    pub fn start(
        name: &str,
        listen: SocketAddr,
        each: impl FnMut(TcpStream) + Send + 'static,
    ) -> io::Result<Self> {
        if !listen.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{listen} is not a loopback address: only this machine is served"),
            ));
        }
        let listener = TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (stop, stopped) = wake::pair()?;
        let taker = Arc::new(Taker {
            listener,
            each: Mutex::new(Box::new(each)),
        });
        let thread = thread::Builder::new().name(name.to_owned()).spawn({
            let taker = Arc::clone(&taker);
            move || {
                while stopped.wait(&taker.listener) {
                    taker.take();
                }
            }
        })?;
        Ok(Self {
            address,
            running: Some(Running {
                taker,
                stop,
                thread,
            }),
        })
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes every connection that was made before this call.
    pub fn settle(&self) {
        if let Some(running) = &self.running {
            running.taker.take();
        }
    }

    /// Takes no more connections and closes the listener.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            drop(running.stop);
            let _ = running.thread.join();
        }
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Loopback").field(&self.address).finish()
    }
}

impl Taker {
    /// Takes what waits.
    fn take(&self) {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match self.listener.accept() {
                // Some systems hand on that the listener does not block.
                Ok((stream, _)) if stream.set_nonblocking(false).is_ok() => each(stream),
                Ok(_) => {}
                Err(error) => match error.kind() {
                    io::ErrorKind::WouldBlock => return,
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::Interrupted => {}
                    _ => {
                        thread::sleep(PAUSE);
                        return;
                    }
                },
            }
        }
    }
}

/// Waiting for a connection or for the end, whichever comes first: the end is a socket whose other end is closed.
#[cfg(unix)]
mod wake {
    use std::io;
    use std::net::TcpListener;
    use std::os::unix::net::UnixStream;

    use rustix::event::{PollFd, PollFlags, poll};

    pub(super) struct Stop(
        #[expect(dead_code, reason = "its end is what is waited for")] UnixStream,
    );
    pub(super) struct Stopped(UnixStream);

    pub(super) fn pair() -> io::Result<(Stop, Stopped)> {
        let (one, other) = UnixStream::pair()?;
        Ok((Stop(one), Stopped(other)))
    }

    impl Stopped {
        /// Whether there may be a connection; `false` for the end.
        pub(super) fn wait(&self, listener: &TcpListener) -> bool {
            let mut both = [
                PollFd::new(listener, PollFlags::IN),
                PollFd::new(&self.0, PollFlags::IN),
            ];
            match poll(&mut both, None) {
                Ok(_) => both.last().is_some_and(|end| end.revents().is_empty()),
                Err(error) => error == rustix::io::Errno::INTR,
            }
        }
    }
}

/// Without `poll`: looked after a hundred times a second.
#[cfg(not(unix))]
mod wake {
    use std::net::TcpListener;
    use std::sync::{Arc, Weak};
    use std::{io, thread};

    pub(super) struct Stop(#[expect(dead_code, reason = "its end is what is waited for")] Arc<()>);
    pub(super) struct Stopped(Weak<()>);

    pub(super) fn pair() -> io::Result<(Stop, Stopped)> {
        let stop = Arc::new(());
        let stopped = Stopped(Arc::downgrade(&stop));
        Ok((Stop(stop), stopped))
    }

    impl Stopped {
        pub(super) fn wait(&self, _listener: &TcpListener) -> bool {
            thread::sleep(super::PAUSE);
            self.0.strong_count() > 0
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use super::*;

    const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

    #[test]
    fn what_has_connected_is_taken_when_settled() {
        let count = Arc::new(AtomicUsize::new(0));
        let taken = Arc::clone(&count);
        let listener = Loopback::start("test", ANY, move |_| {
            taken.fetch_add(1, Ordering::Relaxed);
        })
        .unwrap();
        let mut made = 0;
        for burst in [0, 1, 2, 50] {
            let streams: Vec<_> = (0..burst)
                .map(|_| TcpStream::connect(listener.address()).unwrap())
                .collect();
            made += streams.len();
            listener.settle();
            assert_eq!(count.load(Ordering::Relaxed), made);
        }
    }

    #[test]
    fn a_stopped_listener_is_gone_at_once() {
        for connected in [0, 3] {
            let mut listener = Loopback::start("test", ANY, |_| {}).unwrap();
            let streams: Vec<_> = (0..connected)
                .map(|_| TcpStream::connect(listener.address()).unwrap())
                .collect();
            let begin = Instant::now();
            listener.stop();
            assert!(begin.elapsed() < Duration::from_secs(5));
            assert!(TcpStream::connect(listener.address()).is_err());
            drop(streams);
        }
    }

    #[test]
    fn only_loopback_is_listened_on() {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let error = Loopback::start("test", address.parse().unwrap(), |_| {}).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        }
    }
}
