//! Requests kept from earlier runs: the request itself, never the seed it came from, so a file means the same in every
//! later version. The form of the file is that of one recorded exchange, so `vpnconform replay FILE` sends it too.

use std::fs;
use std::path::Path;

use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Record, file};
use crate::finding::Finding;
use crate::request::Draft;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::run::replay;
use crate::spec::version::ApiVersion;

/// A request that is sent again with the gateways of the run.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The name of the case.
    pub name: String,
    /// What the judge said of it.
    pub expectation: Expectation,
    draft: Draft,
    fixtures: Fixtures,
}

impl Stored {
    /// Whether it asks for this version, or for none. In a run of another its answer would be one of the wrong version.
    pub fn is_for(&self, version: ApiVersion) -> bool {
        let asked = self.draft.value("Version");
        asked.is_none_or(|asked| asked == version.as_str().as_bytes())
    }

    /// Whether it is for a transit gateway, which not every target has.
    pub fn needs_transit(&self) -> bool {
        let id = &self.fixtures.transit_gateway_id;
        let mut values = self
            .draft
            .parameters
            .iter()
            .filter_map(|p| p.value.as_deref());
        !id.is_empty() && values.any(|value| memchr::memmem::find(value, id.as_bytes()).is_some())
    }

    /// The recipe for these gateways.
    pub fn draft(&self, fixtures: &Fixtures) -> Draft {
        replay::moved(&self.draft, &self.fixtures, fixtures)
    }
}

/// Reads every request of a folder that has one right answer, by name. A folder that is not there has none; files of other kinds are left alone.
///
/// # Errors
/// For the first file that cannot be used.
pub fn load(folder: &Path) -> Result<Vec<Stored>, file::Error> {
    let is_ours = |name: &str| name.starts_with("request.") && name.ends_with(".json");
    let paths = file::files_if_any(folder, is_ours);
    let paths = paths.map_err(|e| file::Error::Io(folder.to_owned(), e))?;
    let stored = paths.iter().filter_map(|path| {
        let record = match Redacted::<Record>::read(path) {
            Ok(record) => record,
            Err(error) => return Some(Err(error)),
        };
        if matches!(record.case.expectation, Expectation::Unspecified(_)) {
            return None;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        // Behind the hyphen stands what is wrong with it, as in the names of generated requests.
        let fault = record.case.id.rsplit('/').next().unwrap_or_default();
        let fault = fault.split_once('-').map(|(_, fault)| format!("-{fault}"));
        let place = name.rsplit('.').next().unwrap_or_default();
        Some(Ok(Stored {
            name: format!("{place}{}", fault.unwrap_or_default()),
            expectation: record.case.expectation,
            draft: record.case.draft.clone(),
            fixtures: record.fixtures.clone(),
        }))
    });
    stored.collect()
}

/// Writes the request of each finding that is not in the folder yet. How many were written.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn save<'f>(
    folder: &Path,
    findings: impl IntoIterator<Item = &'f Finding>,
    evidence: &Redacted<Evidence>,
) -> Result<usize, file::Error> {
    let mut written = 0;
    for finding in findings {
        let Some(record) = evidence.find(&finding.case) else {
            continue;
        };
        fs::create_dir_all(folder).map_err(|e| file::Error::Io(folder.to_owned(), e))?;
        let path = folder.join(format!("request.generated.{}.json", finding.fingerprint));
        if !path.exists() {
            record.write(&path)?;
            written += 1;
        }
    }
    Ok(written)
}
