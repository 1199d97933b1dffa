//! A TCP stream whose reads and writes all end at one time, however slowly the peer goes on.

use std::cell::Cell;
use std::io;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The stream, for one thread.
#[derive(Debug)]
pub(crate) struct Timed {
    stream: TcpStream,
    deadline: Deadline,
}

/// The end of all reads and writes, which the owner of a stream may put off.
#[derive(Clone, Debug)]
pub(crate) struct Deadline(Rc<Cell<Instant>>);

impl Timed {
    pub(crate) fn new(stream: TcpStream, deadline: Instant) -> Self {
        Self {
            stream,
            deadline: Deadline(Rc::new(Cell::new(deadline))),
        }
    }

    /// A handle to put the end off with.
    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline.clone()
    }
}

impl Deadline {
    /// From now on there is so much time.
    pub(crate) fn allow(&self, time: Duration) {
        self.0.set(Instant::now() + time);
    }

    fn left(&self) -> io::Result<Duration> {
        let left = self.0.get().saturating_duration_since(Instant::now());
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
