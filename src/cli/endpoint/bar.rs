//! How far a run is, on a terminal.

use std::sync::OnceLock;

use vpnconform::report::progress::Progress;
use vpnconform::suite::plan::Observer;

/// The bar of a run, made when it is known how long that is.
pub(in crate::cli) struct Bar {
    quiet: bool,
    progress: OnceLock<Progress>,
}

impl Bar {
    pub(in crate::cli) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            progress: OnceLock::new(),
        }
    }
}

impl Observer for Bar {
    fn begin(&self, probes: usize) {
        self.progress
            .get_or_init(|| Progress::new(probes, self.quiet));
    }

    fn probe(&self, id: &str) {
        if let Some(progress) = self.progress.get() {
            progress.probe(id);
        }
    }

    fn done(&self) {
        if let Some(progress) = self.progress.get() {
            progress.done();
        }
    }

    fn clean(&self) {
        self.probe("deleting what was made");
    }
}
