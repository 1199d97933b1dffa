//! A recording as a folder: facts, checks, a file for each probe, a file for each document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bounded_file;
use crate::snapshot::{FORMAT_VERSION, Facts, ProbeState, Snapshot};
use crate::untrusted::in_a_line;

/// Where recordings are kept unless something else is said.
pub const TARGETS: &str = "snapshots/targets";
/// The file that makes a folder a recording. It is written last and taken away first.
const FACTS: &str = "snapshot.json";
const CHECKS: &str = "checks.json";
const CASES: &str = "cases";
const DOCUMENTS: &str = "documents";

/// Why a recording cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system says no.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// A file is not what it should be.
    #[error("{path}: no file of a recording: {why}", path = .0.display(), why = in_a_line(.1))]
    Form(PathBuf, serde_json::Error),
    /// There is no recording.
    #[error(
        "{0} is no recording: it has no {FACTS}; `vpnconform snapshot list` shows what there is"
    )]
    None(PathBuf),
    /// It is of another time.
    #[error(
        "{0}: format_version {1} is unknown; this program writes and reads {FORMAT_VERSION}: record it again"
    )]
    FormatVersion(PathBuf, u64),
    /// A case names a document that is not there.
    #[error("{0}: there is no document {1:?}, which a case names: record it again")]
    Document(PathBuf, String),
    /// There is one already.
    #[error("{0} is there already; --replace puts the new one in its place")]
    Exists(PathBuf),
}

impl Snapshot {
    /// Whether the folder holds a recording.
    pub fn is_at(folder: &Path) -> bool {
        folder.join(FACTS).exists()
    }

    /// Writes the folder, whole or not at all. Other files in it stay.
    ///
    /// # Errors
    /// [`Error::Exists`] unless `replace`, [`Error::Io`].
    pub fn write(&self, folder: &Path, replace: bool) -> Result<(), Error> {
        if Self::is_at(folder) && !replace {
            return Err(Error::Exists(folder.to_owned()));
        }
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let beside = folder.with_file_name(name);
        let written = self
            .write_files(&beside)
            .and_then(|()| exchange(&beside, folder).map_err(|e| Error::Io(folder.to_owned(), e)));
        // Gone already where all went well.
        let _ = fs::remove_dir_all(&beside);
        written
    }

    fn write_files(&self, folder: &Path) -> Result<(), Error> {
        for part in [CASES, DOCUMENTS] {
            let part = folder.join(part);
            fs::create_dir_all(&part).map_err(|e| Error::Io(part, e))?;
        }
        write_json(&folder.join(CHECKS), &self.checks)?;
        for probe in &self.probes {
            let name = format!("{}.json", probe.probe.replace('/', "."));
            write_json(&folder.join(CASES).join(name), probe)?;
        }
        for (name, text) in &self.documents {
            let path = folder.join(DOCUMENTS).join(name);
            fs::write(&path, text).map_err(|e| Error::Io(path, e))?;
        }
        write_json(&folder.join(FACTS), &self.facts)
    }

    /// Reads a folder.
    ///
    /// # Errors
    /// Every [`Error`] but [`Error::Exists`].
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let facts = facts(folder)?;
        let checks = read_json(&folder.join(CHECKS))?;
        let mut probes: Vec<ProbeState> = Vec::new();
        for path in files(&folder.join(CASES))? {
            probes.push(read_json(&path)?);
        }
        probes.sort_by(|a, b| a.probe.cmp(&b.probe));
        let mut documents = BTreeMap::new();
        for path in files(&folder.join(DOCUMENTS))? {
            let text = bounded_file::text(&path, bounded_file::RECORDED)
                .map_err(|e| Error::Io(path.clone(), e))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            documents.insert(name.into_owned(), text);
        }
        let cases = probes.iter().flat_map(|probe| &probe.cases);
        for name in cases.flat_map(|case| case.outer.iter().chain(&case.inner)) {
            if !documents.contains_key(name) {
                return Err(Error::Document(folder.to_owned(), name.clone()));
            }
        }
        Ok(Self {
            facts,
            checks,
            probes,
            documents,
        })
    }
}

/// The facts alone.
///
/// # Errors
/// As [`Snapshot::read`].
pub fn facts(folder: &Path) -> Result<Facts, Error> {
    let path = folder.join(FACTS);
    if !path.is_file() {
        return Err(Error::None(folder.to_owned()));
    }
    // The version first: the rest of another version may be of another form.
    let value: serde_json::Value = read_json(&path)?;
    let version = value
        .get("format_version")
        .and_then(serde_json::Value::as_u64);
    match version {
        Some(version) if version != u64::from(FORMAT_VERSION) => {
            Err(Error::FormatVersion(path, version))
        }
        _ => serde_json::from_value(value).map_err(|e| Error::Form(path, e)),
    }
}

/// The recordings in a folder, by name.
///
/// # Errors
/// [`Error::Io`].
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let all = files(folder)?.into_iter();
    Ok(all.filter(|path| Snapshot::is_at(path)).collect())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |e| Error::Io(folder.to_owned(), e);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Puts the parts in the place of those that are there.
fn exchange(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let gone = |done: io::Result<()>| match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    gone(fs::remove_file(to.join(FACTS)))?;
    for part in [CASES, DOCUMENTS] {
        gone(fs::remove_dir_all(to.join(part)))?;
        fs::rename(from.join(part), to.join(part))?;
    }
    for part in [CHECKS, FACTS] {
        fs::rename(from.join(part), to.join(part))?;
    }
    Ok(())
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let text = bounded_file::text(path, bounded_file::RECORDED)
        .map_err(|e| Error::Io(path.to_owned(), e))?;
    serde_json::from_str(&text).map_err(|e| Error::Form(path.to_owned(), e))
}

fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Error> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|e| Error::Form(path.to_owned(), e))?;
    text.push('\n');
    fs::write(path, text).map_err(|e| Error::Io(path.to_owned(), e))
}
