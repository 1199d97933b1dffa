//! How far a run is, on a terminal.

use std::io::IsTerminal;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use vpnconform::report::progress::Progress;
use vpnconform::suite::plan::Observer;

use crate::cli::print;

/// The bar of a run, made when it is known how long that is.
pub(in crate::cli) struct Bar {
    quiet: bool,
    progress: OnceLock<Progress>,
    lines: Mutex<Lines>,
}

/// Progress lines instead of the bar when standard error is not a terminal.
struct Lines {
    all: usize,
    done: usize,
    probe: String,
    last: Instant,
}

/// So much time is between two lines.
const PAUSE: Duration = Duration::from_secs(10);

impl Bar {
    pub(in crate::cli) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            progress: OnceLock::new(),
            lines: Mutex::new(Lines {
                all: 0,
                done: 0,
                probe: String::new(),
                last: Instant::now(),
            }),
        }
    }
}

impl Bar {
    /// Notes something, and says how far the run is if that was not said for a while.
    fn line(&self, note: impl FnOnce(&mut Lines)) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        note(&mut lines);
        if !self.quiet && !std::io::stderr().is_terminal() && lines.last.elapsed() >= PAUSE {
            lines.last = Instant::now();
            print::note(&format!(
                "{}/{} probes, {}",
                lines.done, lines.all, lines.probe
            ));
        }
    }
}

impl Observer for Bar {
    fn begin(&self, probes: usize) {
        self.line(|lines| lines.all = probes);
        self.progress
            .get_or_init(|| Progress::new(probes, self.quiet));
    }

    fn probe(&self, id: &str) {
        self.line(|lines| id.clone_into(&mut lines.probe));
        if let Some(progress) = self.progress.get() {
            progress.probe(id);
        }
    }

    fn done(&self) {
        self.line(|lines| lines.done += 1);
        if let Some(progress) = self.progress.get() {
            progress.done();
        }
    }

    fn clean(&self) {
        self.probe("deleting what was made");
    }
}
