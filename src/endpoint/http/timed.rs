//! A TCP stream whose reads and writes all end at one time, however slowly the peer goes on.

use std::io;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The stream.
#[derive(Debug)]
pub(crate) struct Timed {
    stream: TcpStream,
    deadline: Deadline,
}

/// The end of all reads and writes, which the owner of a stream may put off.
#[derive(Clone, Debug)]
pub(crate) struct Deadline(Arc<Mutex<Instant>>);

impl Timed {
    pub(crate) fn new(stream: TcpStream, deadline: Instant) -> Self {
        Self {
            stream,
            deadline: Deadline(Arc::new(Mutex::new(deadline))),
        }
    }

    /// A handle to put the end off with.
    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline.clone()
    }

    /// Whether the peer keeps the connection open and has sent nothing that was not read.
    pub(crate) fn is_silent(&self) -> bool {
        let peeked = || {
            self.stream.set_nonblocking(true)?;
            let peeked = self.stream.peek(&mut [0]);
            self.stream.set_nonblocking(false)?;
            peeked
        };
        matches!(peeked(), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }
}

impl Deadline {
    /// From now on there is so much time.
    pub(crate) fn allow(&self, time: Duration) {
        self.set(Instant::now() + time);
    }

    /// Everything ends at this time.
    pub(crate) fn set(&self, end: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }

    fn left(&self) -> io::Result<Duration> {
        let end = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(left)
        }
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.deadline.left()?))?;
        self.stream.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.deadline.left()?))?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
