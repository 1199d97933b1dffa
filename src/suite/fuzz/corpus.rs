//! The folder of a fuzzer: inputs that gave a new kind of outcome, and the smallest input of each defect. Every file is written
//! whole or not at all, so that a fuzzer can be killed at any time.
//!
//! A defect is kept as bytes with what must come of them, which mean the same in every later version. A generated input that
//! was interesting is kept as `NAME.choices`, what it is made of: its control comes from the same choices, and they can be
//! mutated. libFuzzer targets take them too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::atomic_file;
use crate::evidence::Record;
use crate::evidence::redact::Redacted;
use crate::finding::Finding;
use crate::generate::document::Document;
use crate::reference::random::Random;
use crate::suite::fuzz::Shown;
use crate::suite::mutate::{self, place};
use crate::suite::parser::regression;

/// Where the inputs of defects go when there is no corpus.
pub const DEFECTS: &str = ".vpnconform/defects";

/// The word in the name of an input that is kept for its kind of outcome.
const KIND: &str = "kind";
/// How the name of a file of choices ends.
const CHOICES: &str = "choices";
/// The most inputs that are kept for their kind.
const MOST: usize = 4096;
/// The largest of them.
const LARGEST: usize = 64 << 10;

/// The corpus.
#[derive(Debug)]
pub struct Corpus {
    /// Without one, inputs are kept in memory, and defects in [`DEFECTS`].
    folder: Option<PathBuf>,
    /// Choices by the names of their inputs.
    choices: BTreeMap<String, Vec<u8>>,
    /// How many inputs are kept for their kind.
    kinds: usize,
    /// The fingerprints of the defects in the folder.
    known: BTreeSet<String>,
}

impl Corpus {
    /// Choices near those that are kept.
    pub(crate) fn mutated(&self, random: &mut Random, count: usize) -> Vec<Vec<u8>> {
        let all: Vec<&[u8]> = self.choices().map(|(_, choices)| choices).collect();
        let pick = |random: &mut Random| all.get(place(random, all.len())).copied();
        let mutants = (0..count).filter_map(|_| {
            let (base, other) = (pick(random)?, pick(random)?);
            Some(mutate::choices(random, base, other))
        });
        mutants.collect()
    }

    /// Reads what is in the folder, and makes it where it is not there.
    ///
    /// # Errors
    /// When it can be neither read nor made.
    pub fn open(folder: Option<&Path>) -> io::Result<Self> {
        let mut corpus = Self {
            folder: folder.map(Path::to_owned),
            choices: BTreeMap::new(),
            kinds: 0,
            known: BTreeSet::new(),
        };
        let Some(folder) = folder else {
            return Ok(corpus);
        };
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let stem = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let extension = path.extension().unwrap_or_default();
            let is_kind = stem.split('.').any(|part| part == KIND);
            if extension == CHOICES {
                corpus.choices.insert(stem, fs::read(&path)?);
                corpus.kinds += 1;
            } else if extension == "json" && is_kind {
                corpus.kinds += 1;
            } else if extension == "json" {
                corpus.known.extend(fingerprint(&stem));
            }
        }
        Ok(corpus)
    }

    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Whether it has a defect of this fingerprint.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.known.contains(fingerprint)
    }

    /// How many inputs it has.
    pub fn len(&self) -> usize {
        self.kinds + self.known.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All choices with the names of their inputs, in an order that does not depend on when they were found.
    pub(super) fn choices(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        let all = self.choices.iter();
        all.map(|(name, choices)| (name.as_str(), choices.as_slice()))
    }

    /// Keeps the choices of an input for its kind of outcome: whether they were kept.
    pub(super) fn keep_choices(&mut self, of: &str, choices: Vec<u8>) -> io::Result<bool> {
        let name = format!("{of}.{KIND}.{}", digest(&choices));
        if self.kinds >= MOST || self.choices.contains_key(&name) {
            return Ok(false);
        }
        if let Some(folder) = &self.folder {
            atomic_file::put(&folder.join(format!("{name}.{CHOICES}")), &choices)?;
        }
        self.choices.insert(name, choices);
        self.kinds += 1;
        Ok(true)
    }

    /// Keeps a document that was not generated for its kind of outcome: whether it was kept.
    pub(super) fn keep_document(&mut self, document: &Document) -> io::Result<bool> {
        let Some(folder) = self.folder.as_ref().filter(|_| self.kinds < MOST) else {
            return Ok(false);
        };
        let target = document.target().as_str();
        let name = format!("{target}.{KIND}.{}", digest(document.body()));
        let is_known = folder.join(format!("{name}.json")).exists();
        if is_known || document.body().len() > LARGEST {
            return Ok(false);
        }
        regression::save(folder, &name, document)?;
        self.kinds += 1;
        Ok(true)
    }

    /// Keeps the smallest document of a defect: its file.
    pub(super) fn keep_defect(
        &mut self,
        document: &Document,
        finding: &Finding,
    ) -> io::Result<Option<PathBuf>> {
        let folder = self.defects();
        let name = regression::name(document, finding);
        fs::create_dir_all(&folder)?;
        regression::save(&folder, &name, document)?;
        self.known.insert(finding.fingerprint.clone());
        Ok(Some(folder.join(format!("{name}.xml"))))
    }

    /// Keeps the exchange of a defect: its file.
    pub(super) fn keep_exchange(
        &mut self,
        record: Redacted<&Record>,
        finding: &Finding,
        shown: Shown,
    ) -> io::Result<PathBuf> {
        let folder = self.defects();
        let kind = match shown {
            Shown::Request => "request.generated",
            Shown::Answer => "answer",
            Shown::Check => "exchange",
        };
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{kind}.{}.json", finding.fingerprint));
        record.write(&path).map_err(io::Error::other)?;
        self.known.insert(finding.fingerprint.clone());
        Ok(path)
    }

    fn defects(&self) -> PathBuf {
        self.folder
            .clone()
            .unwrap_or_else(|| PathBuf::from(DEFECTS))
    }

    /// Removes the inputs that are kept for their kind, but for those of `wanted`: how many.
    pub(super) fn retain(&mut self, wanted: &BTreeSet<String>) -> io::Result<usize> {
        let Some(folder) = self.folder.clone() else {
            return Ok(0);
        };
        let mut removed = 0;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let stem = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let is_kind = stem.split('.').any(|part| part == KIND);
            if is_kind && !wanted.contains(&stem) {
                let extension = path.extension().unwrap_or_default();
                removed += usize::from(extension == "json" || extension == CHOICES);
                fs::remove_file(&path)?;
                self.choices.remove(&stem);
            }
        }
        self.kinds = self.kinds.saturating_sub(removed);
        Ok(removed)
    }
}

/// The fingerprint in the name of a file.
fn fingerprint(stem: &str) -> Option<String> {
    let is_one = |part: &&str| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
    stem.split('.').find(is_one).map(str::to_owned)
}

fn digest(bytes: &[u8]) -> String {
    let digest = hmac_sha256::Hash::hash(bytes);
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}
