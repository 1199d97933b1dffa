//! The file of a ledger: one JSON object a line, added to by several runs at a time if need be.

mod line;
mod lock;
mod survey;

pub(super) use line::{Event, Line};
pub(super) use lock::Hold;
pub(super) use survey::Survey;

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::{fs, io};

use serde::de::IgnoredAny;

use crate::run::ledger::file::line::raw;
use crate::run::ledger::file::lock::Lock;

/// The longest line that is read; a list of 100,000 ids takes 3 MB.
const LONGEST: u64 = 64 << 20;

/// The open file.
#[derive(Debug)]
pub(super) struct Book {
    file: File,
    /// Held until the process ends, however it ends.
    lock: Option<Lock>,
    /// Whether the last line may have been cut off.
    torn: bool,
}

impl Book {
    /// Opens the file for its owner alone, at the start of a line. What is settled leaves the file, if nobody else uses it.
    pub(super) fn open(path: &Path, hold: Hold) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let lock = Lock::take(path, hold)?;
        let mut file = private().create(true).read(true).append(true).open(path)?;
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
        self.lock.as_ref().is_none_or(Lock::is_alone)
    }
}

fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// What is in a file.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) lines: Vec<Line>,
    /// Numbers of lines, from 1, that say nothing that is understood.
    pub(super) unreadable: Vec<usize>,
}

/// Every line of a target.
pub(super) fn read(path: &Path, target: &str) -> io::Result<Content> {
    let mut content = Content::default();
    each(path, |number, bytes| {
        let read = raw::<Vec<String>>(bytes);
        if read.is_broken {
            content.unreadable.push(number);
        }
        if let Some(raw) = read.raw.filter(|raw| raw.target == target) {
            let run = raw.run.clone().into_owned();
            content.lines.extend(raw.event().map(|event| Line {
                at: None,
                target: target.to_owned(),
                run,
                event,
            }));
        }
        Ok(())
    })?;
    Ok(content)
}

/// The ids that runs have entered as their own.
pub(super) fn entered(path: &Path, target: &str) -> io::Result<HashSet<String>> {
    let mut ids = HashSet::new();
    each(path, |_, bytes| {
        let read = raw::<IgnoredAny>(bytes).raw;
        let created = read.filter(|raw| raw.event == "created" && raw.target == target);
        ids.extend(created.and_then(|raw| raw.id));
        Ok(())
    })?;
    Ok(ids)
}

/// Calls for every line that is not empty, with its number from 1.
fn each(path: &Path, mut take: impl FnMut(usize, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if !line.ends_with(b"\n") && line.len() as u64 >= LONGEST {
            reader.skip_until(b'\n')?;
        }
        if !line.trim_ascii().is_empty() {
            take(number, &line)?;
        }
    }
    Ok(())
}
