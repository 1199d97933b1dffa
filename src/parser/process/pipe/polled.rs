//! Both streams in the thread that waits for the answer: a document costs two switches of processes and none of threads.

use std::io;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::process::{ChildStdin, ChildStdout};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};

use crate::parser::process::pipe::CHUNK;

/// Standard input and output of a process.
pub(super) struct Streams {
    /// Until the process does not read any more.
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
    /// What is to be sent, and how much of it was.
    unsent: (Vec<u8>, usize),
    chunk: Box<[u8]>,
}

impl Streams {
    pub(super) fn new(stdin: Option<ChildStdin>, stdout: Option<ChildStdout>) -> io::Result<Self> {
        if let Some(stdin) = &stdin {
            ioctl_fionbio(stdin, true)?;
        }
        if let Some(stdout) = &stdout {
            ioctl_fionbio(stdout, true)?;
        }
        Ok(Self {
            stdin,
            stdout,
            unsent: (Vec::new(), 0),
            chunk: vec![0; CHUNK].into(),
        })
    }

    /// Sends as much as goes at once; the rest goes while an answer is waited for.
    pub(super) fn send(&mut self, bytes: Vec<u8>) {
        match self.rest().is_empty() {
            true => self.unsent = (bytes, 0),
            false => self.unsent.0.extend(bytes),
        }
        self.write();
    }

    /// Adds what comes next: how much, nothing being the end. `None` if nothing has come in so long.
    pub(super) fn fill(&mut self, into: &mut Vec<u8>, most: Duration) -> io::Result<Option<usize>> {
        let deadline = Instant::now() + most;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let (readable, writable) = self.wait(left)?;
            if writable {
                self.write();
            }
            if readable {
                match self.read() {
                    Ok(n) => {
                        into.extend_from_slice(self.chunk.get(..n).unwrap_or_default());
                        return Ok(Some(n));
                    }
                    Err(error) if is_temporary(&error) => {}
                    Err(error) => return Err(error),
                }
            }
            if left.is_zero() {
                return Ok(None);
            }
        }
    }

    /// Whether there is something to be read, and whether there is room for what is to be sent.
    fn wait(&self, most: Duration) -> io::Result<(bool, bool)> {
        let Some(stdout) = &self.stdout else {
            return Ok((true, false));
        };
        let mut ready = vec![PollFd::from_borrowed_fd(stdout.as_fd(), PollFlags::IN)];
        if let Some(stdin) = self.stdin.as_ref().filter(|_| !self.rest().is_empty()) {
            ready.push(PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::OUT));
        }
        let most = Timespec::try_from(most).map_err(|_| ErrorKind::InvalidInput)?;
        match poll(&mut ready, Some(&most)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let is_ready = |place| {
            ready
                .get(place)
                .is_some_and(|fd: &PollFd<'_>| !fd.revents().is_empty())
        };
        Ok((is_ready(0), is_ready(1)))
    }

    fn read(&mut self) -> io::Result<usize> {
        match &mut self.stdout {
            Some(stdout) => stdout.read(&mut self.chunk),
            None => Ok(0),
        }
    }

    fn rest(&self) -> &[u8] {
        let (bytes, sent) = &self.unsent;
        bytes.get(*sent..).unwrap_or_default()
    }

    fn write(&mut self) {
        while let Some(stdin) = &mut self.stdin {
            let (bytes, sent) = &mut self.unsent;
            match stdin.write(bytes.get(*sent..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(n) => *sent += n,
                Err(error) if is_temporary(&error) => break,
                Err(_) => self.stdin = None,
            }
        }
    }
}

fn is_temporary(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock)
}
