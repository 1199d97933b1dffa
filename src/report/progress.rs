//! How far a run is, for a person who waits at a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error; nothing is drawn where that is no terminal.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar over this many probes; hidden with `-q`.
    pub fn new(probes: usize, quiet: bool) -> Self {
        let bar = ProgressBar::new(u64::try_from(probes).unwrap_or(u64::MAX));
        bar.set_draw_target(if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        });
        let template = "{bar:24} {pos}/{len} {elapsed} {wide_msg}";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.enable_steady_tick(Duration::from_millis(250));
        Self { bar }
    }

    /// A probe begins.
    pub fn probe(&self, id: &str) {
        self.bar.set_message(id.to_owned());
    }

    /// A probe has ended.
    pub fn done(&self) {
        self.bar.inc(1);
    }

    /// Something the person should know now, printed above the bar.
    pub fn note(&self, text: &str) {
        self.bar.println(text);
    }

    /// The run has ended: the bar goes away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
