//! The process between this program and a parser: the parent that a parser sees, in the group of the parser. Whoever
//! signals its parent, or the group of its parent, meets it and itself, and not the run and the shell behind it.

use std::env;
use std::ffi::OsString;
use std::io;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::ExitStatus;
#[cfg(feature = "cli")]
use std::sync::Arc;

/// The argument that makes the program a guard of the command behind it.
pub const COMMAND: &str = "__parser-guard";

/// The exit status of a guard that could not start its command, as of `env` and `timeout`.
const NOT_STARTED: i32 = 125;

/// Whether there is a program of this name.
pub(super) fn find(name: &str) -> io::Result<()> {
    let found = if name.contains(std::path::MAIN_SEPARATOR) {
        Path::new(name).exists()
    } else {
        let path = env::var_os("PATH").unwrap_or_else(|| OsString::from("/bin:/usr/bin"));
        !name.is_empty() && env::split_paths(&path).any(|folder| folder.join(name).is_file())
    };
    match found {
        true => Ok(()),
        false => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("there is no program {name:?}"),
        )),
    }
}

/// Runs a command and ends as it does: the exit status, where the end was not a signal.
pub fn run(words: &[OsString]) -> i32 {
    let Some((name, arguments)) = words.split_first() else {
        return NOT_STARTED;
    };
    // What ends others is not for it: the parser may well live on, and so must its parent. They do so for the parser
    // as if there were no guard, since handlers do not outlive the start of another program.
    #[cfg(feature = "cli")]
    for signal in signal_hook::consts::TERM_SIGNALS {
        let _ = signal_hook::flag::register(*signal, Arc::default());
    }
    #[cfg(all(feature = "cli", unix))]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::default());
    let mut child = match Command::new(name).args(arguments).spawn() {
        Ok(child) => child,
        Err(error) => {
            let name = Path::new(name).display();
            let _ = writeln!(io::stderr(), "cannot run {name}: {error}");
            return NOT_STARTED;
        }
    };
    let_go();
    match child.wait() {
        Ok(status) => end_as(status),
        Err(_) => NOT_STARTED,
    }
}

/// A pipe ends when its last holder has closed it, and that must be the parser.
#[cfg(unix)]
fn let_go() {
    use rustix::stdio::dup2_stderr;
    use rustix::stdio::dup2_stdin;
    use rustix::stdio::dup2_stdout;

    let null = std::fs::File::options()
        .read(true)
        .write(true)
        .open("/dev/null");
    if let Ok(null) = null {
        let _ = dup2_stdin(&null);
        let _ = dup2_stdout(&null);
        let _ = dup2_stderr(&null);
    }
}

#[cfg(not(unix))]
fn let_go() {}

#[cfg(unix)]
fn end_as(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    use std::thread;
    use std::time::Duration;

    use rustix::process::Signal;
    use rustix::process::getpid;
    use rustix::process::kill_process;

    let signal = match (status.code(), status.signal()) {
        (Some(code), _) => return code,
        (None, signal) => signal.unwrap_or_default(),
    };
    // The handler for overflows of the stack takes the first of some signals.
    for _ in 0..3 {
        if let Some(signal) = Signal::from_named_raw(signal) {
            let _ = kill_process(getpid(), signal);
        }
        thread::sleep(Duration::from_millis(10));
    }
    128 + signal
}

#[cfg(not(unix))]
fn end_as(status: ExitStatus) -> i32 {
    status.code().unwrap_or(NOT_STARTED)
}
