//! The file of a ledger: one JSON object a line, only ever added to, by several runs at a time if need be.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::{fs, io};

#[cfg(feature = "cli")]
use fs4::FileExt;
#[cfg(feature = "cli")]
use fs4::TryLockError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::run::ledger::{Intent, Kind};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Event {
    /// These stood at the target before the run made anything.
    Known { kind: Kind, ids: Vec<String> },
    /// A create is about to be sent.
    Intent(Intent),
    /// The answer to that create, or a description, named this.
    Created {
        kind: Kind,
        id: String,
        #[serde(default)]
        intent: Option<u64>,
    },
    /// That create has made nothing.
    Nothing {
        #[serde(default)]
        intent: Option<u64>,
    },
    /// This is gone.
    Deleted { id: String },
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Timestamp>,
    pub(super) target: String,
    /// The run that wrote it.
    #[serde(default)]
    pub(super) run: String,
    #[serde(flatten)]
    pub(super) event: Event,
}

/// Who else may use the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// Other runs, but nobody who deletes what runs have left.
    Shared,
    /// Nobody.
    Alone,
}

/// The open file.
#[derive(Debug)]
pub(super) struct Book {
    file: File,
    /// Held until the process ends, however it ends.
    lock: Option<File>,
    /// Whether the last line may have been cut off.
    torn: bool,
}

impl Book {
    /// Opens the file for its owner alone, at the start of a line.
    pub(super) fn open(path: &Path, hold: Hold) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let lock = lock(path, hold)?;
        let mut file = private().read(true).append(true).open(path)?;
        let mut torn = false;
        if file.seek(SeekFrom::End(0))? > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            torn = last != *b"\n";
        }
        Ok(Self { file, lock, torn })
    }

    /// Adds a line, in one write, so that lines of several runs do not mix.
    pub(super) fn append(&mut self, line: &Line, sync: bool) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        if self.torn {
            text.insert(0, '\n');
        }
        self.torn = true;
        self.file.write_all(text.as_bytes())?;
        self.torn = false;
        match sync {
            true => self.file.sync_data(),
            false => Ok(()),
        }
    }

    /// Whether nobody else uses the file at the moment.
    pub(super) fn is_alone(&self) -> bool {
        self.lock.as_ref().is_none_or(is_alone)
    }
}

/// Every line that can be read: a killed run or a full disk may have cut one off, also right before another.
pub(super) fn read(path: &Path) -> io::Result<Vec<Line>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().filter_map(line).collect())
}

fn line(text: &str) -> Option<Line> {
    // No value holds this unescaped.
    let whole = || text.get(text.rfind("{\"at\":\"")?..);
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(whole().unwrap_or_default()))
        .ok()
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Locks a file beside that of the ledger. `None` where the file system knows no locks.
#[cfg(feature = "cli")]
fn lock(path: &Path, hold: Hold) -> io::Result<Option<File>> {
    let file = private()
        .read(true)
        .write(true)
        .open(path.with_extension("lock"))?;
    let locked = match hold {
        Hold::Shared => FileExt::try_lock_shared(&file),
        Hold::Alone => FileExt::try_lock(&file),
    };
    match locked {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::WouldBlock,
            match hold {
                Hold::Shared => "what runs have left is being deleted; try again afterwards",
                Hold::Alone => {
                    "a run that uses this ledger is under way; what it made is left alone until it has ended"
                }
            },
        )),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

#[cfg(feature = "cli")]
fn is_alone(lock: &File) -> bool {
    let alone = FileExt::try_lock(lock).is_ok();
    // Held on for others that come, whether or not it was given.
    let _ = FileExt::try_lock_shared(lock);
    alone
}

#[cfg(not(feature = "cli"))]
fn lock(_path: &Path, _hold: Hold) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(not(feature = "cli"))]
fn is_alone(_lock: &File) -> bool {
    true
}
