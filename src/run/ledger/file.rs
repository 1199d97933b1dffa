//! The file of a ledger: one JSON object a line, added to by several runs at a time if need be.
//!
//! Two files beside it hold locks. `ledger.lock` is held shared by every run and exclusively by a sweep. Whoever takes or
//! changes that lock holds `ledger.gate` meanwhile: so a run can find out whether it is alone without a moment in which
//! another one could take its place.
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::run::ledger::{Intent, Kind};

/// The longest line that is read; a list of 100,000 ids takes 3 MB.
const LONGEST: u64 = 64 << 20;

/// How long another process may hold the gate; compacting 200 MB takes a second.
const GATE: Duration = Duration::from_secs(20);

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
        intent: Option<u64>,
    },
    /// That create has made nothing.
    Nothing { intent: Option<u64> },
    /// This is gone.
    Deleted { id: String },
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// When it was written.
    pub(super) at: Option<Timestamp>,
    pub(super) target: String,
    /// The run that wrote it.
    pub(super) run: String,
    #[serde(flatten)]
    pub(super) event: Event,
}

/// A line as it is read, in one pass and without a copy of what is not needed.
#[derive(Deserialize)]
#[serde(bound(deserialize = "L: Deserialize<'de>"))]
struct Raw<'l, L> {
    #[serde(borrow)]
    target: Cow<'l, str>,
    #[serde(borrow, default)]
    run: Cow<'l, str>,
    #[serde(borrow)]
    event: Cow<'l, str>,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    ids: Option<L>,
    #[serde(default)]
    intent: Option<u64>,
    #[serde(default)]
    number: u64,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    asn: Option<String>,
    #[serde(default)]
    gateway: Option<String>,
    #[serde(default)]
    vpn_gateway: Option<String>,
}

impl<L> Raw<'_, L> {
    /// Whether it has what its event needs.
    fn is_whole(&self) -> bool {
        match &*self.event {
            "known" => self.kind.is_some() && self.ids.is_some(),
            "created" => self.kind.is_some() && self.id.is_some(),
            "deleted" => self.id.is_some(),
            "intent" | "nothing" => true,
            _ => false,
        }
    }
}

impl Raw<'_, Vec<String>> {
    fn event(self) -> Option<Event> {
        let intent = self.intent;
        Some(match &*self.event {
            "known" => Event::Known {
                kind: self.kind?,
                ids: self.ids?,
            },
            "intent" => Event::Intent(Intent {
                kind: self.kind,
                number: self.number,
                run: String::new(),
                address: self.address,
                asn: self.asn,
                gateway: self.gateway,
                vpn_gateway: self.vpn_gateway,
            }),
            "created" => Event::Created {
                kind: self.kind?,
                id: self.id?,
                intent,
            },
            "nothing" => Event::Nothing { intent },
            "deleted" => Event::Deleted { id: self.id? },
            _ => return None,
        })
    }
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
    lock: Option<Lock>,
    /// Whether the last line may have been cut off.
    torn: bool,
}

/// The lock of a ledger. The file system may know none: then there is none.
#[derive(Debug)]
struct Lock {
    file: File,
    gate: PathBuf,
    hold: Hold,
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

impl Lock {
    fn take(path: &Path, hold: Hold) -> io::Result<Option<Self>> {
        let gate = path.with_extension("gate");
        let Some(held) = enter(&gate)? else {
            return Ok(None);
        };
        let file = private()
            .create(true)
            .read(true)
            .write(true)
            .open(path.with_extension("lock"))?;
        let alone = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => false,
            Err(TryLockError::Error(_)) => return Ok(None),
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

    fn is_alone(&self) -> bool {
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

/// What is open at each target, and in which runs.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// In the order of their names.
    pub(super) targets: BTreeMap<String, Standing>,
    pub(super) unreadable: Vec<usize>,
}

/// What is open at one target.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Ids that are not deleted, with the runs that made them.
    pub(super) live: HashMap<String, HashSet<String>>,
    /// Creates without an end, by their run.
    pub(super) open: HashMap<String, HashSet<u64>>,
}

impl Survey {
    /// Reads the file once, line by line.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let mut survey = Self::default();
        each(path, |number, bytes| {
            let read = raw::<IgnoredAny>(bytes);
            if read.is_broken {
                survey.unreadable.push(number);
            }
            if let Some(raw) = read.raw {
                survey.take(raw);
            }
            Ok(())
        })?;
        Ok(survey)
    }

    fn take(&mut self, raw: Raw<'_, IgnoredAny>) {
        if !self.targets.contains_key(&*raw.target) {
            let name = raw.target.clone().into_owned();
            self.targets.insert(name, Standing::default());
        }
        let Some(standing) = self.targets.get_mut(&*raw.target) else {
            return;
        };
        match (&*raw.event, raw.id) {
            ("intent", _) => {
                let run = raw.run.into_owned();
                standing.open.entry(run).or_default().insert(raw.number);
            }
            ("created", Some(id)) => {
                standing.close(&raw.run, raw.intent);
                let runs = standing.live.entry(id).or_default();
                runs.insert(raw.run.into_owned());
            }
            ("nothing", _) => standing.close(&raw.run, raw.intent),
            ("deleted", Some(id)) => {
                standing.live.remove(&id);
            }
            _ => {}
        }
    }
}

impl Standing {
    fn close(&mut self, run: &str, number: Option<u64>) {
        let Some(open) = self.open.get_mut(run) else {
            return;
        };
        if let Some(number) = number {
            open.remove(&number);
        }
        if open.is_empty() {
            self.open.remove(run);
        }
    }

    /// The runs of which something is open.
    fn runs(&self) -> HashSet<&str> {
        let live = self.live.values().flatten();
        live.chain(self.open.keys()).map(String::as_str).collect()
    }
}

/// Writes the file anew without the runs of which nothing is left. Lines that cannot be read stay. The caller holds the lock alone.
fn compact(path: &Path) -> io::Result<()> {
    // A link is followed, and what is no ordinary file is left alone.
    let path = match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    if !fs::metadata(&path)?.is_file() {
        return Ok(());
    }
    let survey = Survey::of(&path)?;
    let runs: HashMap<&str, HashSet<&str>> = survey
        .targets
        .iter()
        .map(|(target, standing)| (target.as_str(), standing.runs()))
        .collect();
    let fresh = path.with_extension("fresh");
    let file = private()
        .create(true)
        .write(true)
        .truncate(true)
        .open(&fresh)?;
    let mut out = BufWriter::new(file);
    let (mut made, mut dropped) = (HashSet::new(), 0);
    let copied = each(&path, |_, bytes| {
        let read = raw::<IgnoredAny>(bytes);
        let keep = read.raw.is_none_or(|raw| {
            let open = runs.get(&*raw.target);
            let is_open = open.is_some_and(|runs| runs.contains(&*raw.run));
            match raw.id {
                Some(id) if is_open && raw.event == "created" => made.insert(id) || is_open,
                // A sweep may have deleted a part of what an open run has made.
                Some(id) => is_open || raw.event == "deleted" && made.contains(&id),
                None => is_open,
            }
        });
        if !keep && !read.is_broken {
            dropped += 1;
            return Ok(());
        }
        out.write_all(bytes)?;
        match bytes.ends_with(b"\n") {
            true => Ok(()),
            false => out.write_all(b"\n"),
        }
    });
    let done = copied.and_then(|()| out.flush()).and_then(|()| {
        out.get_ref().sync_all()?;
        match dropped {
            0 => fs::remove_file(&fresh),
            _ => fs::rename(&fresh, &path),
        }
    });
    if done.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    done
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

/// What a line says.
struct Said<'l, L> {
    raw: Option<Raw<'l, L>>,
    /// Whether there is something in it that is not understood.
    is_broken: bool,
}

/// A killed run or a full disk may have cut a line off, also right before another; then nothing was sent, or a create or an
/// id stays open. Anything else that cannot be read may have told of something.
fn raw<'l, L: Deserialize<'l>>(bytes: &'l [u8]) -> Said<'l, L> {
    const START: &[u8] = b"{\"at\":";
    let bytes = bytes.trim_ascii();
    let parse = |bytes: &'l [u8]| serde_json::from_slice::<Raw<'l, L>>(bytes);
    let is_cut = |bytes: &'l [u8]| {
        START.starts_with(bytes)
            || bytes.starts_with(START) && parse(bytes).map_or_else(|e| e.is_eof(), |_| true)
    };
    if let Ok(raw) = parse(bytes) {
        let raw = Some(raw).filter(Raw::is_whole);
        let is_broken = raw.is_none();
        return Said { raw, is_broken };
    }
    // No value holds this unescaped.
    let at = memchr::memmem::rfind(bytes, START).filter(|at| *at > 0);
    if let Some((head, tail)) = at.and_then(|at| bytes.split_at_checked(at))
        && let Ok(raw) = parse(tail)
    {
        let raw = Some(raw).filter(Raw::is_whole);
        let is_broken = raw.is_none() || !is_cut(head);
        return Said { raw, is_broken };
    }
    let is_broken = !is_cut(bytes);
    Said {
        raw: None,
        is_broken,
    }
}
