//! Documents as files: `NAME.xml` with the bytes, `NAME.json` with what a parser must make of them. What is kept is the
//! document, never the seed it came from, so a file means the same in every later version.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::atomic_file;
use crate::bounded_file;
use crate::evidence::file;
use crate::finding::Finding;
use crate::generate::document::field::Target;
use crate::generate::document::mutation::Effect;
use crate::generate::document::{Document, Stored};
use crate::parser::frame;
use crate::rule;
use crate::rule::parser::find;
use crate::untrusted::in_a_line;

/// The form of `NAME.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Expectation {
    id: String,
    check: String,
    target: Target,
    #[serde(default)]
    deviation: Option<String>,
    http_status: u16,
    expect: Effect,
    fields: Map<String, Json>,
}

/// Why a folder of documents cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file cannot be read.
    #[error("{path}: {source}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not of the form.
    #[error("{path} is no expectation of a document: {}", in_a_line(.source), path = path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// There is no such check.
    #[error("{path} belongs to {check}, which is no parser check", path = path.display())]
    Check {
        /// The file.
        path: PathBuf,
        /// What it names.
        check: String,
    },
}

/// The name of the files of a defect.
pub(crate) fn name(document: &Document, finding: &Finding) -> String {
    let check = document.check.rsplit('/').next().unwrap_or_default();
    let target = document.target().as_str();
    format!("{target}.{check}.{}", finding.fingerprint)
}

/// Writes the document of a defect if it is not in the folder yet, and makes the folder. The path of the document if it
/// was written; what any answer would do for has no expectation that a file could hold.
///
/// # Errors
/// When the folder cannot be written.
pub fn keep(folder: &Path, document: &Document, finding: &Finding) -> io::Result<Option<PathBuf>> {
    keep_as(folder, &name(document, finding), document)
}

/// As [`keep`], of a defect of ours: a document of the same fingerprint that another parser has failed does not stand for it.
///
/// # Errors
/// When the folder cannot be written.
pub fn keep_ours(
    folder: &Path,
    document: &Document,
    finding: &Finding,
) -> io::Result<Option<PathBuf>> {
    let name = name(document, finding);
    let known = fs::read(folder.join(format!("{name}.xml")));
    if known.is_ok_and(|known| known != document.body()) {
        return keep_as(
            folder,
            &format!("{name}.{}", document.body().len()),
            document,
        );
    }
    keep_as(folder, &name, document)
}

fn keep_as(folder: &Path, name: &str, document: &Document) -> io::Result<Option<PathBuf>> {
    if document.effect() == Effect::Policy || folder.join(format!("{name}.json")).exists() {
        return Ok(None);
    }
    fs::create_dir_all(folder)?;
    save(folder, name, document)?;
    Ok(Some(folder.join(format!("{name}.xml"))))
}

/// Writes both files, the expectation last: it is what [`load`] looks for.
///
/// # Errors
/// When the folder cannot be written.
pub fn save(folder: &Path, name: &str, document: &Document) -> io::Result<()> {
    atomic_file::put(&folder.join(format!("{name}.xml")), document.body())?;
    let fields = document
        .fields()
        .iter()
        .map(|(name, value)| (name.to_string(), frame::encode(value)))
        .collect();
    let expectation = Expectation {
        id: document.id.clone(),
        check: document.check.to_owned(),
        target: document.target(),
        deviation: document.deviation.map(|d| d.id.to_owned()),
        http_status: document.wire.status,
        expect: document.effect(),
        fields,
    };
    let mut text = serde_json::to_string_pretty(&expectation)?;
    text.push('\n');
    atomic_file::put(&folder.join(format!("{name}.json")), text.as_bytes())
}

/// Reads every document of a folder, by name. A folder that is not there has none.
///
/// # Errors
/// [`LoadError`] for the first file that cannot be used.
pub fn load(folder: &Path) -> Result<Vec<Document>, LoadError> {
    let paths = file::files_if_any(folder, |name| name.ends_with(".json"));
    let paths = paths.map_err(|source| LoadError::Read {
        path: folder.to_owned(),
        source,
    })?;
    paths.iter().map(|path| document(path)).collect()
}

fn document(path: &Path) -> Result<Document, LoadError> {
    let read = |path: &Path| {
        bounded_file::bytes(path, bounded_file::RECORDED).map_err(|source| LoadError::Read {
            path: path.to_owned(),
            source,
        })
    };
    let expectation: Expectation =
        serde_json::from_slice(&read(path)?).map_err(|source| LoadError::Form {
            path: path.to_owned(),
            source,
        })?;
    let Some(check) = find(&expectation.check) else {
        return Err(LoadError::Check {
            path: path.to_owned(),
            check: expectation.check,
        });
    };
    let stored = Stored {
        effect: expectation.expect,
        fields: frame::fields(&expectation.fields),
    };
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let deviation = expectation.deviation.as_deref();
    Ok(Document::stored(
        format!("{}/{}", check.id, name.to_ascii_lowercase()),
        check.id,
        deviation.and_then(|id| rule::document_mutations().iter().find(|d| d.id == id)),
        (expectation.target, expectation.http_status),
        read(&path.with_extension("xml"))?,
        stored,
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::finding::Verdict;
    use crate::generate::document::cases;
    use crate::parser::builtin::Builtin;
    use crate::suite::parser::run::{Options, run};

    #[test]
    fn a_document_comes_back_from_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let documents: Vec<_> = cases::generated(11, 60, crate::rule::document_mutations())
            .map(|(valid, deviating)| deviating.unwrap_or(valid))
            .filter(|d| d.effect() != Effect::Policy)
            .collect();
        for (n, document) in documents.iter().enumerate() {
            save(folder.path(), &format!("{n:03}"), document).unwrap();
        }
        let back = load(folder.path()).unwrap();
        assert_eq!(back.len(), documents.len());
        for (was, is) in documents.iter().zip(&back) {
            assert_eq!(was.body(), is.body());
            assert_eq!(
                (was.check, was.effect(), was.target()),
                (is.check, is.effect(), is.target())
            );
            assert_eq!(was.wire.status, is.wire.status);
            assert!(was.fields() == is.fields(), "{}", was.id);
        }
    }

    #[test]
    fn our_own_reader_fails_nothing_that_others_have_failed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/regressions/parsers");
        let stored = load(&folder).unwrap();
        assert!(stored.len() >= 8);
        let options = Options {
            stored: &stored,
            cases: 0,
            cut_every: 0,
            selects: &|id| stored.iter().any(|d| d.check == id),
            ..Options::default()
        };
        let results = run(&mut Builtin::own(), &options);
        let failed: Vec<_> = results
            .cases
            .iter()
            .filter(|c| c.verdict == Verdict::Fail)
            .collect();
        assert!(failed.is_empty(), "{failed:?}");
        for document in &stored {
            assert!(
                results.cases.iter().any(|c| c.id == document.id),
                "{}",
                document.id
            );
        }
    }

    #[test]
    fn what_is_no_document_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(load(&folder.path().join("none")).unwrap().is_empty());
        fs::write(folder.path().join("a.json"), "{}").unwrap();
        let error = load(folder.path()).unwrap_err().to_string();
        assert!(error.contains("a.json"), "{error}");
    }
}
