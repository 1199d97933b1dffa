//! Each stream in a thread of its own, where a pipe cannot be waited for.

use std::io;
use std::io::{Read, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::Duration;

use crate::parser::process::pipe::CHUNK;

/// Standard input and output of a process.
pub(super) struct Streams {
    requests: Sender<Vec<u8>>,
    /// Few are kept, so that endless output waits in the pipe.
    chunks: Receiver<io::Result<Vec<u8>>>,
}

impl Streams {
    #[allow(clippy::unnecessary_wraps, reason = "others can fail")]
    pub(super) fn new(stdin: Option<ChildStdin>, stdout: Option<ChildStdout>) -> io::Result<Self> {
        let (requests, to_write) = channel::<Vec<u8>>();
        if let Some(mut stdin) = stdin {
            std::thread::spawn(move || {
                let _ = to_write
                    .iter()
                    .try_for_each(|bytes| stdin.write_all(&bytes));
            });
        }
        let (read, chunks) = sync_channel(2);
        if let Some(mut stdout) = stdout {
            std::thread::spawn(move || {
                let mut chunk = vec![0; CHUNK];
                loop {
                    let got = stdout.read(&mut chunk);
                    let got = got.map(|n| chunk.get(..n).unwrap_or_default().to_vec());
                    let is_last = got.as_ref().map_or(true, Vec::is_empty);
                    if read.send(got).is_err() || is_last {
                        break;
                    }
                }
            });
        }
        Ok(Self { requests, chunks })
    }

    /// Queues what is to be sent.
    pub(super) fn send(&mut self, bytes: Vec<u8>) {
        let _ = self.requests.send(bytes);
    }

    /// Adds what comes next: how much, nothing being the end. `None` if nothing has come in so long.
    pub(super) fn fill(&mut self, into: &mut Vec<u8>, most: Duration) -> io::Result<Option<usize>> {
        match self.chunks.recv_timeout(most) {
            Ok(Ok(bytes)) => {
                into.extend_from_slice(&bytes);
                Ok(Some(bytes.len()))
            }
            Ok(Err(error)) => Err(error),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Ok(Some(0)),
        }
    }
}
