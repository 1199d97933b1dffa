//! What the run has made at the target. An entry is written before a create is sent and again when its answer is known,
//! so that a killed run leaves a trace of everything it may have left behind.

mod file;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock;
use crate::run::ledger::file::{Book, Event, Hold, Line, Survey};
use crate::untrusted::Untrusted;

/// Where the command line keeps its ledger.
pub const LEDGER: &str = ".vpnconform/ledger.ndjson";

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A customer gateway.
    CustomerGateway,
    /// A virtual private gateway.
    VpnGateway,
    /// A transit gateway.
    TransitGateway,
    /// A VPN connection.
    VpnConnection,
}

/// A create that is about to be sent, with what tells the thing it makes from everybody else's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// What it makes, where that is known.
    pub kind: Option<Kind>,
    /// Its number in its run.
    #[serde(default)]
    pub number: u64,
    /// The run that sent it.
    #[serde(skip)]
    pub run: String,
    /// The address of the customer gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The number of the customer gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asn: Option<String>,
    /// The customer gateway of the connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// The VPN gateway of the connection, or its transit gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpn_gateway: Option<String>,
}

/// One thing that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Whether it is gone.
    pub deleted: bool,
    /// The run that made it.
    pub(crate) run: String,
    /// What was asked for, where that is known.
    pub(crate) intent: Option<Intent>,
    /// Whether a delete was answered with success. Only a description makes it gone.
    pub(crate) asked: bool,
    /// Whether a description has shown that it is ours.
    pub(crate) proven: bool,
}

/// What was made at one target.
#[derive(Debug, Default)]
pub struct Ledger {
    target: String,
    /// The name of this run.
    run: String,
    path: Option<PathBuf>,
    book: Option<Book>,
    entries: Vec<Entry>,
    /// Where the last entry of each id is.
    places: HashMap<String, usize>,
    /// Creates of which it is not known what they made, by run and number.
    open: BTreeMap<(String, u64), Intent>,
    /// What stood at the target before each run.
    known: HashMap<String, HashMap<Kind, HashSet<String>>>,
    /// What other runs have entered, as far as it was looked up.
    others: HashSet<String>,
    unreadable: Vec<usize>,
    intents: u64,
}

impl Ledger {
    /// An empty ledger for a target; its events are added to the file, if there is one. Several runs may do so at once.
    ///
    /// # Errors
    /// When the file cannot be opened, or is being swept.
    pub fn open(path: Option<&Path>, target: &str) -> io::Result<Self> {
        Self::with(path, target, Hold::Shared)
    }

    fn with(path: Option<&Path>, target: &str, hold: Hold) -> io::Result<Self> {
        Ok(Self {
            target: target.to_owned(),
            run: format!("{}-{}", clock::now().as_millisecond(), std::process::id()),
            path: path.map(Path::to_owned),
            book: path.map(|path| Book::open(path, hold)).transpose()?,
            ..Self::default()
        })
    }

    /// As [`Ledger::open`], with what the file says is still there at this target, and nobody else beside.
    ///
    /// # Errors
    /// When the file cannot be read or opened, or a run is under way.
    pub fn resume(path: &Path, target: &str) -> io::Result<Self> {
        let mut ledger = Self::with(Some(path), target, Hold::Alone)?;
        let content = file::read(path, target)?;
        ledger.unreadable = content.unreadable;
        ledger.replay(content.lines);
        Ok(ledger)
    }

    /// Takes in what the file says of this target.
    fn replay(&mut self, lines: Vec<Line>) {
        for Line { run, event, .. } in lines {
            match event {
                Event::Known { kind, ids } => self.remember(run, kind, ids),
                Event::Intent(intent) => {
                    let key = (run.clone(), intent.number);
                    self.open.insert(key, Intent { run, ..intent });
                }
                Event::Created { kind, id, intent } => {
                    let intent = self.close(&run, intent);
                    self.enter(kind, &id, &run, intent);
                }
                Event::Nothing { intent } => {
                    self.close(&run, intent);
                }
                Event::Deleted { id } => {
                    self.strike(&id);
                }
            }
        }
    }

    /// Notes what stands at the target before anything is made there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn know(&mut self, kind: Kind, ids: Vec<String>) -> io::Result<()> {
        let event = Event::Known {
            kind,
            ids: ids.clone(),
        };
        self.remember(self.run.clone(), kind, ids);
        self.append(event, false)
    }

    fn remember(&mut self, run: String, kind: Kind, ids: Vec<String>) {
        let lists = self.known.entry(run).or_default();
        lists.entry(kind).or_default().extend(ids);
    }

    /// A create is about to be sent. Gives its number.
    ///
    /// # Errors
    /// When the file cannot be written: then nothing must be made.
    pub fn intend(&mut self, mut intent: Intent) -> io::Result<u64> {
        self.intents += 1;
        intent.number = self.intents;
        intent.run.clone_from(&self.run);
        self.append(Event::Intent(intent.clone()), true)?;
        self.open.insert((self.run.clone(), self.intents), intent);
        Ok(self.intents)
    }

    /// The create of this number made this, or nothing; without a number, a description named it.
    ///
    /// What stood there before the run is not entered: it is somebody else's, whatever an answer says.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn settle(&mut self, intent: Option<u64>, made: Option<(Kind, &str)>) -> io::Result<()> {
        let run = self.run.clone();
        let of = self.close(&run, intent);
        match made {
            Some((kind, id)) if !self.is_foreign(id) => {
                self.enter(kind, id, &run, of);
                let id = id.to_owned();
                self.append(Event::Created { kind, id, intent }, false)
            }
            _ => self.append(Event::Nothing { intent }, false),
        }
    }

    /// The create, perhaps of another run, made this, or nothing: known from a description.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn resolve(&mut self, intent: &Intent, made: Option<(Kind, &str)>) -> io::Result<()> {
        let of = self.close(&intent.run, Some(intent.number));
        let number = Some(intent.number);
        let event = match made {
            Some((kind, id)) => {
                self.enter(kind, id, &intent.run, of);
                let id = id.to_owned();
                Event::Created {
                    kind,
                    id,
                    intent: number,
                }
            }
            None => Event::Nothing { intent: number },
        };
        self.append_of(&intent.run, event, false)
    }

    /// This is gone. Ids that are not in the ledger are ignored.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn delete(&mut self, id: &str) -> io::Result<()> {
        match self.strike(id) {
            Some(run) => self.append_of(&run, Event::Deleted { id: id.to_owned() }, false),
            None => Ok(()),
        }
    }

    /// A delete was answered with success.
    pub(crate) fn ask(&mut self, id: &str) {
        if let Some(entry) = self.entry_mut(id) {
            entry.asked = true;
        }
    }

    /// A description has shown that this is ours.
    pub(crate) fn prove(&mut self, id: &str) {
        if let Some(entry) = self.entry_mut(id) {
            entry.proven = true;
        }
    }

    /// Everything that was made, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last entry of this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.get(*self.places.get(id)?)
    }

    fn entry_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.get_mut(*self.places.get(id)?)
    }

    /// What is still there, in order.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.deleted)
    }

    /// Creates of which it is not known whether they made anything.
    pub fn unanswered(&self) -> impl ExactSizeIterator<Item = &Intent> {
        self.open.values()
    }

    /// Numbers of the lines, from 1, of which nothing is known but that they are there.
    pub fn unreadable(&self) -> &[usize] {
        &self.unreadable
    }

    /// Whether this stood at the target before that run; `None` where no list could be read.
    pub fn stood_before(&self, run: &str, kind: Kind, id: &str) -> Option<bool> {
        Some(self.known.get(run)?.get(&kind)?.contains(id))
    }

    /// Whether this stood at the target before this run.
    pub fn is_foreign(&self, id: &str) -> bool {
        let lists = self.known.get(&self.run);
        lists.is_some_and(|lists| lists.values().any(|ids| ids.contains(id)))
    }

    /// Whether this run has made it.
    pub(crate) fn is_of_this_run(&self, entry: &Entry) -> bool {
        entry.run == self.run
    }

    /// Whether no other run uses the file at the moment.
    pub fn is_alone(&self) -> bool {
        self.book.as_ref().is_none_or(Book::is_alone)
    }

    /// Reads, once for many questions, what other runs have entered.
    pub(crate) fn look_up_others(&mut self) {
        if let Some(path) = &self.path {
            self.others = file::entered(path, &self.target).unwrap_or_default();
        }
    }

    /// Whether any run has entered this id as its own, as of [`Ledger::look_up_others`].
    pub fn is_entered(&self, id: &str) -> bool {
        self.places.contains_key(id) || self.others.contains(id)
    }

    fn enter(&mut self, kind: Kind, id: &str, run: &str, intent: Option<Intent>) {
        if self.entry(id).is_some_and(|entry| !entry.deleted) {
            return;
        }
        self.places.insert(id.to_owned(), self.entries.len());
        self.entries.push(Entry {
            kind,
            id: id.to_owned(),
            deleted: false,
            run: run.to_owned(),
            intent,
            asked: false,
            proven: false,
        });
    }

    /// Gives the run that made it.
    fn strike(&mut self, id: &str) -> Option<String> {
        let entry = self.entry_mut(id).filter(|entry| !entry.deleted)?;
        entry.deleted = true;
        Some(entry.run.clone())
    }

    fn close(&mut self, run: &str, number: Option<u64>) -> Option<Intent> {
        self.open.remove(&(run.to_owned(), number?))
    }

    fn append(&mut self, event: Event, sync: bool) -> io::Result<()> {
        let run = self.run.clone();
        self.append_of(&run, event, sync)
    }

    fn append_of(&mut self, run: &str, event: Event, sync: bool) -> io::Result<()> {
        let Some(book) = &mut self.book else {
            return Ok(());
        };
        let line = Line {
            at: Some(clock::now()),
            target: self.target.clone(),
            run: run.to_owned(),
            event,
        };
        book.append(&line, sync)
    }
}

/// What is left at one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The target.
    pub target: Untrusted,
    /// Things of ours that are known by their ids.
    pub known: usize,
    /// Creates of which it is not known what they made.
    pub unanswered: usize,
}

/// The targets at which something of ours is left, or may be, and the numbers of the lines that cannot be read.
///
/// # Errors
/// When the file cannot be read.
pub fn targets(path: &Path) -> io::Result<(Vec<Left>, Vec<usize>)> {
    let survey = Survey::of(path)?;
    let left = survey.targets.into_iter().map(|(target, standing)| Left {
        known: standing.live.len(),
        unanswered: standing.open.values().map(HashSet::len).sum(),
        target: target.into(),
    });
    let left = left.filter(|l| l.known + l.unanswered > 0).collect();
    Ok((left, survey.unreadable))
}

/// The file of the ledger in this folder.
pub fn path() -> PathBuf {
    PathBuf::from(LEDGER)
}

#[cfg(test)]
mod tests;
