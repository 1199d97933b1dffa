//! The file form of evidence: what a run has seen, without secrets, so that every check can be judged again offline.

pub mod exchange;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::atomic_file::replace_private;
use crate::evidence::file::exchange::{Bytes, SavedExchange};
use crate::evidence::halt::Halt;
use crate::evidence::redact::Redactor;
use crate::evidence::{Evidence, Extent, Origin, Record, Role};
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Case, Draft, Encoding, Form, Parameter};
use crate::spec::version::ApiVersion;

/// The version of the file form.
pub const FORMAT_VERSION: u32 = 1;
/// Where `vpnconform endpoint` leaves the exchanges of its last run, for `vpnconform replay`.
pub const LAST: &str = ".vpnconform/last.json";
/// The file of a folder that holds everything but the records.
const INDEX: &str = "evidence.json";

/// [`Evidence`] without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedEvidence {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The name of the target.
    pub target: String,
    /// The API version of the run.
    pub api_version: String,
    /// How the requests were signed, in the word of `--auth`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// Probes that were not finished.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub halts: BTreeMap<String, Halt>,
    /// Exchanges in the order of the plan. Of a folder, each is a file of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<SavedRecord>,
}

/// A [`Record`] without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRecord {
    /// The id of the probe.
    pub probe: String,
    /// Where the request comes from.
    #[serde(default, skip_serializing_if = "is_of_catalogue")]
    pub origin: Origin,
    /// Which generated request it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u64>,
    /// Its part.
    pub role: Role,
    /// What was meant and what was judged.
    pub case: SavedCase,
    /// The gateways it was made for.
    pub fixtures: Fixtures,
    /// What was sent and what came.
    pub exchange: SavedExchange,
    /// How much of it is known, where that is not everything.
    #[serde(default = "Extent::whole", skip_serializing_if = "Extent::is_whole")]
    pub extent: Extent,
}

/// A [`Case`] without secrets. Its request is that of the exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedCase {
    /// The id.
    pub id: String,
    /// GET or POST.
    pub form: Form,
    /// The parameters in order.
    pub parameters: Vec<SavedParameter>,
    /// The name of the deviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<String>,
    /// The id of the valid twin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// What the judge said.
    pub expectation: Expectation,
}

/// A [`Parameter`] without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedParameter {
    /// The name.
    pub name: Bytes,
    /// The value; absent without an equals sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Bytes>,
    /// How the name is written.
    #[serde(default)]
    pub name_encoding: Encoding,
    /// How the value is written.
    #[serde(default)]
    pub encoding: Encoding,
}

/// Why saved evidence cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system says no.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// It is not JSON of this form.
    #[error("{0}: not saved evidence: {1}")]
    Form(PathBuf, serde_json::Error),
    /// It is of another time.
    #[error("format_version {0} is unknown; this program writes and reads {FORMAT_VERSION}")]
    FormatVersion(u32),
    /// It names an API version that is unknown.
    #[error(transparent)]
    ApiVersion(#[from] crate::spec::version::UnknownVersion),
}

impl SavedEvidence {
    /// The evidence without secrets. The redactor has then learnt every key of the run.
    pub fn new(evidence: &Evidence, target: &str, redactor: &mut Redactor) -> Self {
        let records = || evidence.records.iter().chain(&evidence.unsent);
        for record in records() {
            redactor.learn_request(&record.exchange.request);
            if let Ok(response) = &record.exchange.response {
                redactor.learn(&response.body);
            }
        }
        Self {
            format_version: FORMAT_VERSION,
            target: target.to_owned(),
            api_version: evidence.api_version.to_string(),
            auth: None,
            halts: evidence
                .halts
                .iter()
                .map(|(probe, halt)| (probe.to_string(), halt.clone()))
                .collect(),
            records: records()
                .map(|record| SavedRecord::new(record, redactor))
                .collect(),
        }
    }

    /// Reads a file, or a folder that [`SavedEvidence::write_folder`] has made.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        if !path.is_dir() {
            return read_json(path);
        }
        let mut evidence: Self = read_json(&path.join(INDEX))?;
        let files = files(path, |name| name != INDEX && name.ends_with(".json"));
        let files = files.map_err(|e| Error::Io(path.to_owned(), e))?;
        for file in files {
            evidence.records.push(read_json(&file)?);
        }
        Ok(evidence)
    }

    /// Writes one file.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        write_json(path, self)
    }

    /// Writes a folder with one file for each exchange, named by its place and the id of its case.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn write_folder(&self, folder: &Path) -> Result<(), Error> {
        fs::create_dir_all(folder).map_err(|e| Error::Io(folder.to_owned(), e))?;
        let mut index = self.clone();
        index.records.clear();
        write_json(&folder.join(INDEX), &index)?;
        for (place, record) in self.records.iter().enumerate() {
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
            write_json(&folder.join(format!("{place:05}-{name}.json")), record)?;
        }
        Ok(())
    }

    /// The evidence as the checks read it.
    ///
    /// # Errors
    /// [`Error::FormatVersion`], [`Error::ApiVersion`].
    pub fn restore(self) -> Result<Evidence, Error> {
        if self.format_version != FORMAT_VERSION {
            return Err(Error::FormatVersion(self.format_version));
        }
        let mut evidence = Evidence::new(self.api_version.parse::<ApiVersion>()?);
        for (probe, halt) in self.halts {
            evidence.halts.insert(probe.into(), halt);
        }
        evidence.records = self.records.into_iter().map(SavedRecord::restore).collect();
        evidence.set_unsent_aside();
        Ok(evidence)
    }
}

impl SavedRecord {
    /// The record without secrets.
    pub fn new(record: &Record, redactor: &mut Redactor) -> Self {
        Self {
            probe: record.probe.to_string(),
            origin: record.origin,
            ordinal: record.ordinal,
            role: record.role,
            case: SavedCase::new(&record.case, redactor),
            fixtures: record.fixtures.clone(),
            exchange: SavedExchange::new(&record.exchange, redactor),
            extent: record.extent,
        }
    }

    /// Reads the file of one exchange.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        read_json(path)
    }

    /// Writes the file of one exchange.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Form`].
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        write_json(path, self)
    }

    /// The record as the checks read it.
    pub fn restore(self) -> Record {
        let exchange = self.exchange.restore();
        let case = Case {
            id: self.case.id,
            draft: Draft {
                form: self.case.form,
                parameters: self
                    .case
                    .parameters
                    .into_iter()
                    .map(|p| Parameter {
                        name: p.name.0,
                        value: p.value.map(|v| v.0),
                        name_encoding: p.name_encoding,
                        encoding: p.encoding,
                    })
                    .collect(),
            },
            deviation: self.case.deviation,
            twin: self.case.twin,
            request: exchange.request.clone(),
            expectation: self.case.expectation,
        };
        let mut record = Record::new(
            self.probe,
            self.origin,
            self.role,
            case,
            self.fixtures,
            exchange,
        )
        .with_extent(self.extent);
        record.ordinal = self.ordinal;
        record
    }
}

impl SavedCase {
    fn new(case: &Case, redactor: &mut Redactor) -> Self {
        Self {
            id: case.id.clone(),
            form: case.draft.form,
            parameters: case
                .draft
                .parameters
                .iter()
                .map(|p| SavedParameter {
                    name: Bytes(p.name.clone()),
                    value: p
                        .value
                        .as_deref()
                        .map(|value| Bytes(redactor.value(&p.name, value))),
                    name_encoding: p.name_encoding,
                    encoding: p.encoding,
                })
                .collect(),
            deviation: case.deviation.clone(),
            twin: case.twin.clone(),
            expectation: case.expectation,
        }
    }
}

fn is_of_catalogue(origin: &Origin) -> bool {
    *origin == Origin::Catalogue
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
    let text = fs::read_to_string(path).map_err(|e| Error::Io(path.to_owned(), e))?;
    serde_json::from_str(&text).map_err(|e| Error::Form(path.to_owned(), e))
}

fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Error> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|e| Error::Form(path.to_owned(), e))?;
    text.push('\n');
    replace_private(path, text.as_bytes()).map_err(|e| Error::Io(path.to_owned(), e))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::exchange::{Exchange, HttpRequest, HttpResponse, TransportError};
    use crate::request::expectation::Reason;

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
        let saved = SavedEvidence::new(&evidence(), "test", &mut Redactor::new());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.json");
        saved.write(&file).unwrap();
        saved.write_folder(&folder.path().join("many")).unwrap();
        assert!(!fs::read_to_string(&file).unwrap().contains(KEY));
        assert_eq!(SavedEvidence::read(&file).unwrap(), saved);
        assert_eq!(
            SavedEvidence::read(&folder.path().join("many")).unwrap(),
            saved
        );
    }

    #[test]
    fn a_restored_record_is_the_record_but_for_its_key() {
        let live = evidence();
        let saved = SavedEvidence::new(&live, "test", &mut Redactor::new());
        let restored = saved.restore().unwrap();
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
        let saved = SavedEvidence::new(&evidence(), "test", &mut Redactor::new());
        saved.write_folder(folder.path()).unwrap();
        fs::create_dir(folder.path().join("00009-gone.json")).unwrap();
        let error = SavedEvidence::read(folder.path()).unwrap_err();
        assert!(
            matches!(&error, Error::Io(path, _) if path.ends_with("00009-gone.json")),
            "{error}"
        );
    }

    #[test]
    fn another_format_version_is_refused() {
        let mut saved = SavedEvidence::new(&evidence(), "test", &mut Redactor::new());
        saved.format_version = 2;
        assert!(matches!(saved.restore(), Err(Error::FormatVersion(2))));
    }
}
