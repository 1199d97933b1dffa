//! Growing pauses between requests that ask again for what is not there yet.

use std::thread;
use std::time::{Duration, Instant};

/// The time waited so far, and the next pause, each twice as long as the one before.
pub(super) struct Backoff {
    begin: Instant,
    pause: Duration,
    longest: Duration,
}

impl Backoff {
    /// Begins now, with a pause of `first`; no pause is longer than `longest`.
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self {
            begin: Instant::now(),
            pause: first,
            longest,
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Whether the next pause would end after this time.
    pub(super) fn exceeds(&self, patience: Duration) -> bool {
        self.elapsed() + self.pause > patience
    }

    pub(super) fn sleep(&mut self) {
        thread::sleep(self.pause);
        self.pause = (self.pause * 2).min(self.longest);
    }
}
