//! Who may use the file of a ledger.
//!
//! `ledger.lock` is held shared by every run and exclusively by a sweep. Whoever takes or changes that lock holds
//! `ledger.gate` meanwhile: so a run can find out whether it is alone without a moment in which another one could take its
//! place.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::run::ledger::file::private;
use crate::run::ledger::file::survey::compact;

/// How long another process may hold the gate; compacting 200 MB takes a second.
const GATE: Duration = Duration::from_secs(20);

/// A process that is being started holds for a moment what the one that starts it has held.
const STARTING: Duration = Duration::from_secs(1);

/// Who else may use the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::ledger) enum Hold {
    /// Other runs, but nobody who deletes what runs have left.
    Shared,
    /// Nobody.
    Alone,
}

/// The lock of a ledger. The file system may know none: then there is none.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    gate: PathBuf,
    hold: Hold,
}

impl Lock {
    pub(super) fn take(path: &Path, hold: Hold) -> io::Result<Option<Self>> {
        let gate = path.with_extension("gate");
        let Some(held) = enter(&gate)? else {
            return Ok(None);
        };
        let file = private()
            .create(true)
            .read(true)
            .write(true)
            .open(path.with_extension("lock"))?;
        let end = Instant::now()
            + match hold {
                Hold::Alone => STARTING,
                Hold::Shared => Duration::ZERO,
            };
        let alone = loop {
            match file.try_lock() {
                Ok(()) => break true,
                Err(TryLockError::WouldBlock) if Instant::now() < end => {
                    thread::sleep(Duration::from_millis(5));
                }
                Err(TryLockError::WouldBlock) => break false,
                Err(TryLockError::Error(_)) => return Ok(None),
            }
        };
        if alone {
            // A file that cannot be written anew stays as it is: nothing is lost.
            let _ = compact(path);
        }
        let busy = |words: &str| io::Error::new(io::ErrorKind::WouldBlock, words.to_owned());
        match (hold, alone) {
            (Hold::Alone, true) => {}
            (Hold::Alone, false) => {
                return Err(busy(
                    "a run that uses this ledger is under way; what it made is left alone until it has ended",
                ));
            }
            (Hold::Shared, _) => {
                if alone {
                    file.unlock()?;
                }
                file.try_lock_shared().map_err(|_| {
                    busy("what runs have left is being deleted; try again afterwards")
                })?;
            }
        }
        drop(held);
        Ok(Some(Self { file, gate, hold }))
    }

    pub(super) fn is_alone(&self) -> bool {
        if self.hold == Hold::Alone {
            return true;
        }
        // Without the gate nobody can take the lock while it is given up and taken again.
        let Ok(Some(_held)) = enter(&self.gate) else {
            return false;
        };
        if self.file.unlock().is_err() {
            return false;
        }
        let alone = self.file.try_lock().is_ok();
        let given_back = !alone || self.file.unlock().is_ok();
        self.file.try_lock_shared().is_ok() && given_back && alone
    }
}

/// Takes the gate. `None` where the file system knows no locks.
fn enter(gate: &Path) -> io::Result<Option<File>> {
    let file = private().create(true).read(true).write(true).open(gate)?;
    let end = Instant::now() + GATE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if Instant::now() < end => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::new(
                    io::ErrorKind::WouldBlock,
                    "another process does not let go of it",
                ));
            }
        }
    }
}
