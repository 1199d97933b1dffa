//! The three pipes of an adapter, each in a thread, so that nothing an adapter does can block the run.

use std::io::{Read, Write};
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value as Json;

use crate::parser::frame;
use crate::parser::frame::FrameError;

/// How much of standard error output is kept.
const RING: usize = 4096;

/// The pipes.
pub(super) struct Pipes {
    requests: Sender<Vec<u8>>,
    /// The most bytes of the next frame.
    most: Arc<AtomicUsize>,
    /// Frames as they come; few are kept, so that endless output waits in the pipe.
    replies: Receiver<Result<Json, FrameError>>,
    /// Whether there was something behind the last frame that was read.
    more: Arc<AtomicBool>,
    stderr: Arc<Mutex<Vec<u8>>>,
}

impl Pipes {
    /// Takes the pipes of a child.
    pub(super) fn new(child: &mut Child) -> Self {
        let (requests, to_write) = channel::<Vec<u8>>();
        if let Some(mut stdin) = child.stdin.take() {
            std::thread::spawn(move || {
                for bytes in to_write {
                    if stdin
                        .write_all(&bytes)
                        .and_then(|()| stdin.flush())
                        .is_err()
                    {
                        break;
                    }
                }
            });
        }
        let most = Arc::new(AtomicUsize::new(frame::most(0)));
        let (read, replies) = sync_channel(2);
        let more = Arc::new(AtomicBool::new(false));
        if let Some(stdout) = child.stdout.take() {
            let most = Arc::clone(&most);
            let more = Arc::clone(&more);
            std::thread::spawn(move || {
                let mut stdout = std::io::BufReader::with_capacity(64 << 10, stdout);
                loop {
                    let frame = frame::read_within(&mut stdout, || most.load(Ordering::Acquire));
                    let last = frame.is_err();
                    more.store(!stdout.buffer().is_empty(), Ordering::Release);
                    if read.send(frame).is_err() || last {
                        break;
                    }
                }
            });
        }
        let stderr = Arc::new(Mutex::new(Vec::new()));
        if let Some(mut pipe) = child.stderr.take() {
            let ring = Arc::clone(&stderr);
            std::thread::spawn(move || {
                let mut block = [0; 1024];
                while let Ok(n @ 1..) = pipe.read(&mut block) {
                    let Ok(mut ring) = ring.lock() else { break };
                    ring.extend_from_slice(block.get(..n).unwrap_or_default());
                    let surplus = ring.len().saturating_sub(RING);
                    ring.drain(..surplus);
                }
            });
        }
        Self {
            requests,
            most,
            replies,
            more,
            stderr,
        }
    }

    /// The next frame, waited for so long.
    pub(super) fn reply(
        &self,
        most: Duration,
    ) -> Result<Result<Json, FrameError>, RecvTimeoutError> {
        self.replies.recv_timeout(most)
    }

    /// A frame that is there already, or on its way: what stands behind an answer was sent with it.
    pub(super) fn surplus(&self) -> Result<Result<Json, FrameError>, RecvTimeoutError> {
        const ON_ITS_WAY: Duration = Duration::from_secs(1);
        let most = match self.more.load(Ordering::Acquire) {
            true => ON_ITS_WAY,
            false => Duration::ZERO,
        };
        self.replies.recv_timeout(most)
    }

    /// Queues a request; a process that does not read it is found by its silence.
    pub(super) fn send(&self, bytes: Vec<u8>) {
        self.most.store(frame::most(bytes.len()), Ordering::Release);
        let _ = self.requests.send(bytes);
    }

    /// The last line on standard error output.
    pub(super) fn stderr_tail(&self) -> String {
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
