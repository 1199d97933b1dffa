//! What the run has made at the target. An entry is written before a create is sent and again when its answer is known,
//! so that a killed run leaves a trace of everything it may have left behind.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

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

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Event {
    /// A create is about to be sent.
    Intent { target: String, kind: Option<Kind> },
    /// Its answer named this.
    Created {
        target: String,
        kind: Kind,
        id: String,
    },
    /// Its answer named nothing.
    Nothing { target: String },
    /// This is gone.
    Deleted { target: String, id: String },
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

/// What was made at one target.
#[derive(Debug, Default)]
pub struct Ledger {
    target: String,
    file: Option<File>,
    entries: Vec<Entry>,
}

impl Ledger {
    /// An empty ledger for a target; its events are added to the file, if there is one.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: Option<&Path>, target: &str) -> io::Result<Self> {
        let file = match path {
            None => None,
            Some(path) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                Some(append_to(path)?)
            }
        };
        Ok(Self {
            target: target.to_owned(),
            file,
            entries: Vec::new(),
        })
    }

    /// As [`Ledger::open`], with what the file says is still there at this target.
    ///
    /// # Errors
    /// When the file cannot be read or opened.
    pub fn resume(path: &Path, target: &str) -> io::Result<Self> {
        let mut ledger = Self::open(Some(path), target)?;
        for event in read(path)? {
            match event {
                Event::Created { target, kind, id } if target == ledger.target => {
                    ledger.entries.push(Entry {
                        kind,
                        id,
                        deleted: false,
                    });
                }
                Event::Deleted { target, id } if target == ledger.target => {
                    ledger.entries.retain(|entry| entry.id != id);
                }
                _ => {}
            }
        }
        Ok(ledger)
    }

    /// A create is about to be sent.
    ///
    /// # Errors
    /// When the file cannot be written: then nothing must be made.
    pub fn intend(&mut self, kind: Option<Kind>) -> io::Result<()> {
        let target = self.target.clone();
        self.append(&Event::Intent { target, kind })?;
        match &self.file {
            Some(file) => file.sync_data(),
            None => Ok(()),
        }
    }

    /// The create made this, or nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn settle(&mut self, made: Option<(Kind, &str)>) -> io::Result<()> {
        let target = self.target.clone();
        let Some((kind, id)) = made else {
            return self.append(&Event::Nothing { target });
        };
        let id = id.to_owned();
        if !self.entries.iter().any(|e| e.id == id && !e.deleted) {
            self.entries.push(Entry {
                kind,
                id: id.clone(),
                deleted: false,
            });
        }
        self.append(&Event::Created { target, kind, id })
    }

    /// This is gone. Unknown ids are nobody's.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn delete(&mut self, id: &str) -> io::Result<()> {
        let mut found = false;
        for entry in self.entries.iter_mut().filter(|e| e.id == id) {
            entry.deleted = true;
            found = true;
        }
        if !found {
            return Ok(());
        }
        let target = self.target.clone();
        let id = id.to_owned();
        self.append(&Event::Deleted { target, id })
    }

    /// Everything that was made, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is still there, in order.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.deleted)
    }

    fn append(&mut self, event: &Event) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            let mut line = serde_json::to_string(event)?;
            line.push('\n');
            file.write_all(line.as_bytes())?;
        }
        Ok(())
    }
}

/// The targets at which something of ours is left, with how much.
///
/// # Errors
/// When the file cannot be read.
pub fn targets(path: &Path) -> io::Result<Vec<(String, usize)>> {
    let mut names: Vec<String> = Vec::new();
    for event in read(path)? {
        if let Event::Created { target, .. } = event
            && !names.contains(&target)
        {
            names.push(target);
        }
    }
    let mut left = Vec::new();
    for name in names {
        let count = Ledger::resume(path, &name)?.live().count();
        if count > 0 {
            left.push((name, count));
        }
    }
    Ok(left)
}

/// Opens the file for its owner alone, at the start of a line.
fn append_to(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    if file.seek(SeekFrom::End(0))? > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        // The next event must not end up in the line that a killed run cut off.
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(file)
}

fn read(path: &Path) -> io::Result<Vec<Event>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    // The last line of a killed run may be cut off.
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

/// The file of the ledger in this folder.
pub fn path() -> PathBuf {
    PathBuf::from(LEDGER)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_killed_run_leaves_what_it_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/ledger.ndjson");
        let mut ledger = Ledger::open(Some(&path), "http://a").unwrap();
        for (kind, id) in [
            (Kind::CustomerGateway, "cgw-1"),
            (Kind::VpnConnection, "vpn-1"),
        ] {
            ledger.intend(Some(kind)).unwrap();
            ledger.settle(Some((kind, id))).unwrap();
        }
        ledger.intend(None).unwrap();
        ledger.settle(None).unwrap();
        ledger.delete("vpn-1").unwrap();
        ledger.delete("vpn-unknown").unwrap();
        drop(ledger);
        fs::write(
            &path,
            fs::read_to_string(&path).unwrap() + "{\"event\":\"crea",
        )
        .unwrap();

        let resumed = Ledger::resume(&path, "http://a").unwrap();
        let live: Vec<&str> = resumed.live().map(|e| e.id.as_str()).collect();
        assert_eq!(live, ["cgw-1"]);
        assert_eq!(Ledger::resume(&path, "http://b").unwrap().live().count(), 0);
        assert_eq!(targets(&path).unwrap(), [("http://a".to_owned(), 1)]);
    }

    #[test]
    fn the_line_after_a_cut_off_one_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.ndjson");
        fs::write(&path, "{\"event\":\"crea").unwrap();
        let mut ledger = Ledger::open(Some(&path), "http://a").unwrap();
        ledger.settle(Some((Kind::VpnGateway, "vgw-1"))).unwrap();
        assert_eq!(targets(&path).unwrap(), [("http://a".to_owned(), 1)]);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.ndjson");
        Ledger::open(Some(&path), "http://a").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
