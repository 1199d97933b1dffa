//! The process groups of parsers: ended with all that they have started, also when the program itself is interrupted.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::parser::process::guard;

/// The leaders of the groups that run.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The program that stands between this one and the parsers, where [`protect`] was called.
static GUARD: OnceLock<PathBuf> = OnceLock::new();

/// For a program that does nothing else: parsers get a guard for their parent, which is `program` with
/// [`guard::COMMAND`], and on Linux what they leave behind, in whatever session, becomes a child of this process, so that
/// [`finish`] can end it.
pub fn protect(program: PathBuf) {
    orphan::adopt();
    let _ = GUARD.set(program);
}

/// A command with its arguments.
///
/// # Errors
/// When there is no such program, where the guard would be the one to find that out.
pub(in crate::parser) fn command(words: &[String]) -> io::Result<Command> {
    let (name, arguments) = match words.split_first() {
        Some((name, arguments)) => (name.as_str(), arguments),
        None => ("", [].as_slice()),
    };
    let mut command = match GUARD.get() {
        None => Command::new(name),
        Some(program) => {
            guard::find(name)?;
            let mut command = Command::new(program);
            command.arg(guard::COMMAND).arg(name);
            command
        }
    };
    command.args(arguments);
    Ok(command)
}

/// Starts a command as the leader of a group of its own.
pub(in crate::parser) fn spawn(command: &mut Command) -> io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut running = running();
    let child = command.spawn()?;
    running.insert(child.id());
    Ok(child)
}

/// Ends a group and waits for its leader.
pub(in crate::parser) fn end(child: &mut Child) {
    kill(child.id());
    let _ = child.kill();
    let _ = child.wait();
    forget(child);
    if GUARD.get().is_some() {
        orphan::outlive(child.id(), &running());
    }
}

/// The leader has ended and left nothing behind.
pub(in crate::parser) fn forget(child: &Child) {
    let mut running = running();
    running.remove(&child.id());
    if GUARD.get().is_some() {
        orphan::reap(&running);
    }
}

/// Ends what parsers have left behind in sessions of their own, once all of them are gone.
pub fn finish() {
    orphan::end(&running());
}

/// Ends every group that runs, for a program that is about to end itself: nothing can be started any more.
pub fn end_all() {
    let running = running();
    running.iter().copied().for_each(kill);
    if GUARD.get().is_some() {
        orphan::end(&BTreeSet::new());
    }
    // What would be started now would be left behind.
    std::mem::forget(running);
}

fn running() -> MutexGuard<'static, BTreeSet<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn kill(leader: u32) {
    use rustix::process::Pid;
    use rustix::process::Signal;
    use rustix::process::kill_process_group;

    if let Some(group) = i32::try_from(leader).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// There are no groups: the tree of processes is ended by the program that every Windows has.
#[cfg(not(unix))]
fn kill(leader: u32) {
    let _ = Command::new("taskkill")
        .args(["/F", "/T", "/PID", &leader.to_string()])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
}

/// Processes whose parent has ended and that are in no group that is known, such as those in a session of their own.
#[cfg(target_os = "linux")]
mod orphan {
    use std::collections::BTreeSet;
    use std::fs;
    use std::thread;
    use std::time::Duration;

    use rustix::process::Pid;
    use rustix::process::Signal;
    use rustix::process::WaitOptions;
    use rustix::process::getpid;
    use rustix::process::kill_process;
    use rustix::process::kill_process_group;
    use rustix::process::set_child_subreaper;
    use rustix::process::test_kill_process_group;
    use rustix::process::waitpid;

    /// From now on they become children of this process.
    pub(super) fn adopt() {
        let _ = set_child_subreaper(Some(getpid()));
    }

    /// Buries those that have ended.
    pub(super) fn reap(running: &BTreeSet<u32>) {
        for pid in adopted(running) {
            let _ = waitpid(Some(pid), WaitOptions::NOHANG);
        }
    }

    /// Waits until the last of a group that was ended is gone: on a busy machine it takes a while to die, and what it has
    /// started is adopted only then.
    pub(super) fn outlive(leader: u32, running: &BTreeSet<u32>) {
        let group = i32::try_from(leader).ok().and_then(Pid::from_raw);
        for _ in 0..200 {
            reap(running);
            if group.is_none_or(|group| test_kill_process_group(group).is_err()) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends them. Each round ends a generation, whose children are adopted then; one that forks faster than that is left
    /// after a second.
    pub(super) fn end(running: &BTreeSet<u32>) {
        for _ in 0..200 {
            let all = adopted(running);
            if all.is_empty() {
                return;
            }
            for pid in &all {
                // The leader of a session is one of a group.
                let _ = kill_process_group(*pid, Signal::KILL);
                let _ = kill_process(*pid, Signal::KILL);
            }
            thread::sleep(Duration::from_millis(5));
            reap(running);
        }
    }

    fn adopted(running: &BTreeSet<u32>) -> Vec<Pid> {
        let Ok(threads) = fs::read_dir("/proc/self/task") else {
            return Vec::new();
        };
        let lists = threads
            .flatten()
            .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
        let mut all = Vec::new();
        for list in lists {
            let children = list.split_ascii_whitespace().filter_map(|c| c.parse().ok());
            all.extend(children.filter(|child| !running.contains(child)));
        }
        all.into_iter()
            .filter_map(|child| Pid::from_raw(i32::try_from(child).ok()?))
            .collect()
    }
}

/// Elsewhere they belong to the system.
#[cfg(not(target_os = "linux"))]
mod orphan {
    use std::collections::BTreeSet;

    pub(super) fn adopt() {}

    pub(super) fn reap(_running: &BTreeSet<u32>) {}

    pub(super) fn outlive(_leader: u32, _running: &BTreeSet<u32>) {}

    pub(super) fn end(_running: &BTreeSet<u32>) {}
}
