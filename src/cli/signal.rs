//! Signals: what ends a run in good order, and what must not end it.
//!
//! A signal that is ignored stays ignored: so `nohup vpnconform ...` outlives its terminal.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{io, thread};

use signal_hook::{consts, flag};

/// The exit status of a program that Ctrl-C has ended.
pub const INTERRUPTED: u8 = 130;

/// How soon a signal is seen.
const LOOK: Duration = Duration::from_millis(20);

/// A file that has reached the limit of its size is an error of the write, not the end of the program.
pub fn survive_full_files() {
    #[cfg(unix)]
    if !is_ignored(consts::SIGXFSZ) {
        // Without it the program ends there, and `vpnconform sweep` does the rest.
        let _ = flag::register(consts::SIGXFSZ, Arc::default());
    }
}

/// Calls this once, in a thread of its own, when the program is asked to end. Asked a second time it ends at once, where that
/// is wanted.
///
/// # Errors
/// When no handler can be installed.
pub fn on_interrupt(twice_ends: bool, act: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in ends().filter(|signal| !is_ignored(*signal)) {
        if twice_ends {
            flag::register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&asked))?;
        }
        flag::register(signal, Arc::clone(&asked))?;
    }
    thread::spawn(move || {
        while !asked.load(Ordering::Relaxed) {
            thread::sleep(LOOK);
        }
        act();
    });
    Ok(())
}

fn ends() -> impl Iterator<Item = i32> {
    #[cfg(unix)]
    let more = [consts::SIGHUP];
    #[cfg(not(unix))]
    let more = [];
    [consts::SIGINT, consts::SIGTERM].into_iter().chain(more)
}

/// Whether the program was started with this signal ignored; only Linux says so without a system call of our own.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let bit = u32::try_from(signal).ok().and_then(|s| s.checked_sub(1));
    mask.zip(bit)
        .is_some_and(|(mask, bit)| mask.checked_shr(bit).unwrap_or(0) & 1 == 1)
}
