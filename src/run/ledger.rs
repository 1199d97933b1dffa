//! What the run has made at the target. An entry is written before a create is sent and again when its answer is known,
//! so that a killed run leaves a trace of everything it may have left behind.

mod file;

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::run::ledger::file::{Book, Event, Hold, Line};

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
}

/// What stood at the target before a run.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    run: String,
    kind: Kind,
    ids: Vec<String>,
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
    /// Creates whose answer never came.
    open: Vec<Intent>,
    known: Vec<Known>,
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
            run: format!(
                "{}-{}",
                Timestamp::now().as_millisecond(),
                std::process::id()
            ),
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
        ledger.replay(file::read(path)?);
        Ok(ledger)
    }

    /// Takes in what the file says of this target.
    fn replay(&mut self, lines: Vec<Line>) {
        let target = self.target.clone();
        for line in lines.into_iter().filter(|line| line.target == target) {
            let run = line.run;
            match line.event {
                Event::Known { kind, ids } => self.known.push(Known { run, kind, ids }),
                Event::Intent(intent) => self.open.push(Intent { run, ..intent }),
                Event::Created { kind, id, intent } => {
                    self.close(&run, intent);
                    self.enter(kind, &id);
                }
                Event::Nothing { intent } => self.close(&run, intent),
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
        let run = self.run.clone();
        let event = Event::Known {
            kind,
            ids: ids.clone(),
        };
        self.known.push(Known { run, kind, ids });
        self.append(event, false)
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
        self.open.push(intent);
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
        self.close(&run, intent);
        match made {
            Some((kind, id)) if !self.is_foreign(id) => {
                self.enter(kind, id);
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
        self.close(&intent.run, Some(intent.number));
        let number = Some(intent.number);
        let event = match made {
            Some((kind, id)) => {
                self.enter(kind, id);
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

    /// This is gone. Unknown ids are nobody's.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn delete(&mut self, id: &str) -> io::Result<()> {
        match self.strike(id) {
            true => self.append(Event::Deleted { id: id.to_owned() }, false),
            false => Ok(()),
        }
    }

    /// Everything that was made, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is still there, in order.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.deleted)
    }

    /// Creates of which nobody knows whether they made anything.
    pub fn unanswered(&self) -> &[Intent] {
        &self.open
    }

    /// Whether this stood at the target before that run; `None` where nobody looked.
    pub fn stood_before(&self, run: &str, kind: Kind, id: &str) -> Option<bool> {
        let mut lists = self.known.iter().filter(|k| k.run == run && k.kind == kind);
        lists.next().map(|known| known.ids.iter().any(|i| i == id))
    }

    /// Whether this stood at the target before this run.
    pub fn is_foreign(&self, id: &str) -> bool {
        let mut lists = self.known.iter().filter(|k| k.run == self.run);
        lists.any(|known| known.ids.iter().any(|i| i == id))
    }

    /// Whether no other run uses the file at the moment.
    pub fn is_alone(&self) -> bool {
        self.book.as_ref().is_none_or(Book::is_alone)
    }

    /// Whether any run has entered this id as its own.
    pub fn is_entered(&self, id: &str) -> bool {
        let lines = self.path.as_deref().map(file::read);
        let mut others = lines.into_iter().flatten().flatten();
        self.entries.iter().any(|entry| entry.id == id)
            || others.any(|l| matches!(l.event, Event::Created { id: other, .. } if other == id))
    }

    fn enter(&mut self, kind: Kind, id: &str) {
        if !self.entries.iter().any(|e| e.id == id && !e.deleted) {
            self.entries.push(Entry {
                kind,
                id: id.to_owned(),
                deleted: false,
            });
        }
    }

    fn strike(&mut self, id: &str) -> bool {
        let mut found = false;
        for entry in self.entries.iter_mut().filter(|e| e.id == id && !e.deleted) {
            entry.deleted = true;
            found = true;
        }
        found
    }

    fn close(&mut self, run: &str, number: Option<u64>) {
        self.open
            .retain(|intent| intent.run != run || Some(intent.number) != number);
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
            at: Some(Timestamp::now()),
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
    pub target: String,
    /// Things of ours that are known by their ids.
    pub known: usize,
    /// Creates whose answer never came.
    pub unanswered: usize,
}

/// The targets at which something of ours is left, or may be.
///
/// # Errors
/// When the file cannot be read.
pub fn targets(path: &Path) -> io::Result<Vec<Left>> {
    let lines = file::read(path)?;
    let mut names: Vec<String> = Vec::new();
    for line in &lines {
        if !names.contains(&line.target) {
            names.push(line.target.clone());
        }
    }
    let left = names.into_iter().map(|target| {
        let mut ledger = Ledger {
            target,
            ..Ledger::default()
        };
        ledger.replay(lines.clone());
        Left {
            known: ledger.live().count(),
            unanswered: ledger.unanswered().len(),
            target: ledger.target,
        }
    });
    Ok(left.filter(|l| l.known + l.unanswered > 0).collect())
}

/// The file of the ledger in this folder.
pub fn path() -> PathBuf {
    PathBuf::from(LEDGER)
}

#[cfg(test)]
mod tests;
