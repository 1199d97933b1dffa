//! The three pipes of an adapter. Nothing an adapter does can block the run.

#[cfg(unix)]
mod polled;
#[cfg(any(test, not(unix)))]
mod threaded;

use std::io::Read;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::parser::frame;
use crate::parser::frame::FrameError;
#[cfg(unix)]
use crate::parser::process::pipe::polled::Streams;
#[cfg(not(unix))]
use crate::parser::process::pipe::threaded::Streams;

/// How much of standard error output is kept.
const RING: usize = 4096;

/// As much as is read at once.
const CHUNK: usize = 64 << 10;

/// The pipes.
pub(super) struct Pipes {
    streams: Streams,
    /// What was read and is not a frame yet. Only while there is no whole frame in it more is read, so endless output waits
    /// in the pipe.
    read: Vec<u8>,
    /// The most bytes of the next frame.
    most: usize,
    stderr: Arc<Mutex<Vec<u8>>>,
    /// Reads standard error output to its end.
    reader: Option<JoinHandle<()>>,
}

impl Pipes {
    /// Takes the pipes of a child.
    ///
    /// # Errors
    /// When they cannot be used.
    pub(super) fn new(child: &mut Child) -> std::io::Result<Self> {
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let reader = child.stderr.take().map(|mut pipe| {
            let ring = Arc::clone(&stderr);
            std::thread::spawn(move || {
                let mut block = [0; 1024];
                while let Ok(n @ 1..) = pipe.read(&mut block) {
                    let Ok(mut ring) = ring.lock() else { break };
                    ring.extend_from_slice(block.get(..n).unwrap_or_default());
                    let surplus = ring.len().saturating_sub(RING);
                    ring.drain(..surplus);
                }
            })
        });
        Ok(Self {
            streams: Streams::new(child.stdin.take(), child.stdout.take())?,
            read: Vec::new(),
            most: frame::most(0),
            stderr,
            reader,
        })
    }

    /// The next frame, waited for so long; `None` if it has not come.
    pub(super) fn reply(&mut self, most: Duration) -> Option<Result<Json, FrameError>> {
        let deadline = Instant::now() + most;
        loop {
            if let Some(frame) = frame::take(&mut self.read, self.most).transpose() {
                return Some(frame);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.streams.fill(&mut self.read, left) {
                Ok(Some(0)) if self.read.is_empty() => return Some(Err(FrameError::End)),
                Ok(Some(0)) => {
                    let cut = std::io::ErrorKind::UnexpectedEof;
                    return Some(Err(FrameError::Broken(cut.into())));
                }
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(error) => return Some(Err(FrameError::Broken(error))),
            }
        }
    }

    /// A frame that is there already, or on its way: what stands behind an answer was sent with it.
    pub(super) fn surplus(&mut self) -> Option<Result<Json, FrameError>> {
        const ON_ITS_WAY: Duration = Duration::from_secs(1);
        self.reply(match self.read.is_empty() {
            true => Duration::ZERO,
            false => ON_ITS_WAY,
        })
    }

    /// Sends a request; a process that does not read it is found by its silence.
    pub(super) fn send(&mut self, bytes: Vec<u8>) {
        self.most = frame::most(bytes.len());
        self.streams.send(bytes);
    }

    /// The last line on standard error output, of a process that has ended.
    pub(super) fn stderr_tail(&self) -> String {
        // Others may hold the pipe.
        let deadline = Instant::now() + Duration::from_millis(500);
        while self.reader.as_ref().is_some_and(|r| !r.is_finished()) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
        let Ok(ring) = self.stderr.lock() else {
            return String::new();
        };
        let text = String::from_utf8_lossy(&ring);
        text.trim_end()
            .lines()
            .last()
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect()
    }
}

#[cfg(all(test, unix))]
mod tests;
