//! The file form of evidence: what a run has seen, without secrets, so that every check can be judged again offline.

mod form;
mod with;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;

use crate::atomic_file::replace_private;
use crate::bounded_file;
use crate::evidence::file::form::EvidenceForm;
use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Record};
use crate::spec::version;
use crate::untrusted::in_a_line;

/// The version of the file form.
pub const FORMAT_VERSION: u32 = 1;
/// Where `vpnconform endpoint` leaves the exchanges of its last run, for `vpnconform replay`.
pub const LAST: &str = ".vpnconform/last.json";
/// The file of a folder that holds everything but the records.
const INDEX: &str = "evidence.json";

/// Why saved evidence cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system says no.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// It is not JSON of this form.
    #[error("{path}: not saved evidence: {why}", path = .0.display(), why = in_a_line(.1))]
    Form(PathBuf, serde_json::Error),
    /// It is of another version.
    #[error("{0}: {1}")]
    Version(PathBuf, UnknownVersion),
}

/// Which version of saved evidence is unknown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnknownVersion {
    /// That of the API.
    #[error(transparent)]
    Api(#[from] version::UnknownVersion),
    /// That of the file form.
    #[error("format_version {0} is unknown; this program writes and reads {FORMAT_VERSION}")]
    Format(u32),
}

impl Redacted<Evidence> {
    /// Reads a file, or a folder that [`Redacted::write_folder`] has made.
    ///
    /// # Errors
    /// All of [`Error`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let is_folder = path.is_dir();
        let mut form: EvidenceForm<Record> = match is_folder {
            true => read_json(&path.join(INDEX))?,
            false => read_json(path)?,
        };
        if is_folder {
            let files = files(path, |name| name != INDEX && name.ends_with(".json"));
            for file in files.map_err(|e| Error::Io(path.to_owned(), e))? {
                form.records.push(read_json(&file)?);
            }
        }
        let evidence = Evidence::try_from(form);
        let evidence = evidence.map_err(|e| Error::Version(path.to_owned(), e))?;
        Ok(Redacted::of_file(evidence))
    }

    /// Writes one file.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        write_json(path, self)
    }

    /// Writes a folder with one file for each exchange, named by its place and the id of its case.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn write_folder(&self, folder: &Path) -> Result<(), Error> {
        fs::create_dir_all(folder).map_err(|e| Error::Io(folder.to_owned(), e))?;
        let mut index = EvidenceForm::new(self);
        let records = std::mem::take(&mut index.records);
        write_json(&folder.join(INDEX), &index)?;
        for (place, record) in records.into_iter().enumerate() {
            let name: String = record
                .case
                .id
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() || c == '-' {
                        c
                    } else {
                        '_'
                    }
                })
                .take(120)
                .collect();
            record.write(&folder.join(format!("{place:05}-{name}.json")))?;
        }
        Ok(())
    }
}

impl Redacted<Record> {
    /// Reads the file of one exchange.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        read_json(path)
    }
}

impl Redacted<&Record> {
    /// Writes the file of one exchange.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn write(self, path: &Path) -> Result<(), Error> {
        write_json(path, &self)
    }
}

/// The files of a folder with such names, by name.
pub(crate) fn files(folder: &Path, is_ours: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if is_ours(&path.file_name().unwrap_or_default().to_string_lossy()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// As [`files`]; a folder that is not there has none.
pub(crate) fn files_if_any(
    folder: &Path,
    is_ours: impl Fn(&str) -> bool,
) -> io::Result<Vec<PathBuf>> {
    match files(folder, is_ours) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        found => found,
    }
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let text = bounded_file::text(path, bounded_file::RECORDED)
        .map_err(|e| Error::Io(path.to_owned(), e))?;
    serde_json::from_str(&text).map_err(|e| Error::Form(path.to_owned(), e))
}

fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Error> {
    let written = replace_private(path, |file| {
        let mut out = BufWriter::new(file);
        serde_json::to_writer_pretty(&mut out, value)?;
        out.write_all(b"\n")?;
        out.flush()
    });
    written.map_err(|e| Error::Io(path.to_owned(), e))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::evidence::halt::Halt;
    use crate::evidence::redact::Redactor;
    use crate::evidence::{Origin, Role};
    use crate::exchange::{Exchange, HttpRequest, HttpResponse, TransportError};
    use crate::request::expectation::{Expectation, Reason};
    use crate::request::fixtures::Fixtures;
    use crate::request::{Case, Draft};
    use crate::spec::version::ApiVersion;

    const KEY: &str = "Iw2IAN9XUsQeYUrkMGP3kP59ugFDkfHg";

    fn record(name: &str, response: Result<HttpResponse, TransportError>) -> Record {
        let mut draft = Draft::create_vpn_connection(ApiVersion::V2012_04_01, "cgw-1", "vgw-1");
        draft.set("TunnelOptions.1.PreSharedKey", KEY);
        draft.set("Bytes", [0xff, 0x00]);
        let request = HttpRequest {
            method: "GET".to_owned(),
            target: format!("/?TunnelOptions.1.PreSharedKey={KEY}").into_bytes(),
            headers: vec![("Host".to_owned(), b"localhost".to_vec())],
            body: Vec::new(),
        };
        let case = Case {
            id: format!("request/type-required/{name}"),
            draft,
            deviation: Some("absent".to_owned()),
            twin: Some("request/type-required/twin".to_owned()),
            request: request.clone(),
            expectation: Expectation::MustReject(Reason::Missing),
        };
        let exchange = Exchange {
            request,
            response,
            elapsed: Duration::from_micros(1500),
            attempts: 2,
        };
        let fixtures = Fixtures::default();
        Record::new(
            "request/type-required",
            Origin::Catalogue,
            Role::Deviation,
            case,
            fixtures,
            exchange,
        )
    }

    fn evidence() -> Evidence {
        let answer = |body: Vec<u8>| {
            Ok(HttpResponse {
                status: 200,
                headers: vec![("Content-Type".to_owned(), b"text/xml".to_vec())],
                body,
            })
        };
        let mut evidence = Evidence::default();
        evidence
            .records
            .push(record("early", answer(format!("echo {KEY}").into_bytes())));
        let body = format!("&lt;pre_shared_key&gt;{KEY}&lt;/pre_shared_key&gt;");
        evidence
            .records
            .push(record("absent", answer(body.into_bytes())));
        evidence
            .records
            .push(record("bytes", answer(vec![0xfe, 0xff, 0x01])));
        let timeout = TransportError::Timeout(Duration::from_secs(3));
        evidence.records.push(record("silence", Err(timeout)));
        evidence.halts.insert(
            "state/deleted-gone".into(),
            Halt::Budget("creates".to_owned()),
        );
        evidence
    }

    #[test]
    fn evidence_comes_back_from_a_file_and_from_a_folder_without_keys() {
        let saved = Redactor::new().evidence(&evidence(), "test");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.json");
        saved.write(&file).unwrap();
        saved.write_folder(&folder.path().join("many")).unwrap();
        assert!(!fs::read_to_string(&file).unwrap().contains(KEY));
        assert_eq!(Redacted::<Evidence>::read(&file).unwrap(), saved);
        assert_eq!(
            Redacted::<Evidence>::read(&folder.path().join("many")).unwrap(),
            saved
        );
    }

    #[test]
    fn a_restored_record_is_the_record_but_for_its_key() {
        let live = evidence();
        let saved = serde_json::to_string(&Redactor::new().evidence(&live, "test")).unwrap();
        let restored: Evidence = serde_json::from_str(&saved).unwrap();
        assert_eq!(restored.halts, live.halts);
        for (restored, live) in restored.records.iter().zip(&live.records) {
            assert_eq!(restored.case.id, live.case.id);
            assert_eq!(restored.case.expectation, live.case.expectation);
            assert_eq!(restored.case.draft.value("Bytes"), Some(&[0xff, 0x00][..]));
            assert_eq!(restored.exchange.elapsed, live.exchange.elapsed);
            let target = &restored.case.request.target;
            assert_eq!(target.len(), live.case.request.target.len());
            match (&restored.exchange.response, &live.exchange.response) {
                (Ok(restored), Ok(live)) => assert_eq!(restored.body.len(), live.body.len()),
                (restored, live) => assert_eq!(restored, live),
            }
        }
        let key = restored.records[0]
            .case
            .draft
            .value("TunnelOptions.1.PreSharedKey")
            .unwrap();
        assert_ne!(key, KEY.as_bytes());
        assert!(restored.records[0].case.request.target.ends_with(key));
    }

    #[test]
    fn an_exchange_of_a_folder_that_cannot_be_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let saved = Redactor::new().evidence(&evidence(), "test");
        saved.write_folder(folder.path()).unwrap();
        fs::create_dir(folder.path().join("00009-gone.json")).unwrap();
        let error = Redacted::<Evidence>::read(folder.path()).unwrap_err();
        assert!(
            matches!(&error, Error::Io(path, _) if path.ends_with("00009-gone.json")),
            "{error}"
        );
    }

    #[test]
    fn another_format_version_is_refused() {
        let saved = serde_json::to_string(&Redactor::new().evidence(&evidence(), "test")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("other.json");
        fs::write(&file, saved.replacen("_version\":1", "_version\":2", 1)).unwrap();
        let error = Redacted::<Evidence>::read(&file).unwrap_err();
        assert!(
            matches!(error, Error::Version(_, UnknownVersion::Format(2))),
            "{error}"
        );
    }
}
