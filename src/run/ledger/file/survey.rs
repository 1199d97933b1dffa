//! What a ledger says is open, and the ledger without the rest.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::{fs, io};

use serde::de::IgnoredAny;

use crate::run::ledger::file::line::{Raw, raw};
use crate::run::ledger::file::{each, private};

/// What is open at each target, and in which runs.
#[derive(Debug, Default)]
pub(in crate::run::ledger) struct Survey {
    /// In the order of their names.
    pub(in crate::run::ledger) targets: BTreeMap<String, Standing>,
    pub(in crate::run::ledger) unreadable: Vec<usize>,
}

/// What is open at one target.
#[derive(Debug, Default)]
pub(in crate::run::ledger) struct Standing {
    /// Ids that are not deleted, with the runs that made them.
    pub(in crate::run::ledger) live: HashMap<String, HashSet<String>>,
    /// Creates without an end, by their run.
    pub(in crate::run::ledger) open: HashMap<String, HashSet<u64>>,
}

impl Survey {
    /// Reads the file once, line by line.
    pub(in crate::run::ledger) fn of(path: &Path) -> io::Result<Self> {
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
pub(super) fn compact(path: &Path) -> io::Result<()> {
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
