//! What an engine has found becomes one small file, the same whichever engine it was: proptest, libFuzzer or `--cases`. Kept
//! is the value, never the seed or the choices that it was drawn from, so a file means the same in every later version.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use crate::evidence::redact::Redactor;
use crate::evidence::{Origin, Record, Role};
use crate::exchange::{Exchange, TransportError};
use crate::generate::request::Recipe;
use crate::parser::Parser;
use crate::parser::builtin::Builtin;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Case, encoding};
use crate::rule;
use crate::suite::oracle::request;
use crate::suite::parser::regression;
use crate::suite::parser::run::smallest_of;

/// The folder of documents among the regressions.
pub const DOCUMENTS: &str = "parsers";

/// Keeps what fails for the oracle of this name among the regressions: the smallest document or request where the bytes are
/// choices, the bytes themselves otherwise. The path, if something fails that was not there.
///
/// # Errors
/// When the folder cannot be written.
pub fn keep(folder: &Path, oracle: &str, bytes: &[u8]) -> io::Result<Option<PathBuf>> {
    match oracle {
        "case" => match request::smallest(bytes) {
            Some(recipe) => keep_request(folder, &recipe),
            None => Ok(None),
        },
        "document" => keep_document(&mut Builtin::own(), folder, bytes),
        _ => keep_bytes(&folder.join(oracle), bytes),
    }
}

/// Keeps the smallest document that this parser gets as wrong as the one of these choices.
///
/// # Errors
/// When the folder cannot be written.
pub fn keep_document(
    parser: &mut dyn Parser,
    folder: &Path,
    bytes: &[u8],
) -> io::Result<Option<PathBuf>> {
    match smallest_of(parser, bytes) {
        Some((document, finding)) => {
            regression::keep_ours(&folder.join(DOCUMENTS), &document, &finding)
        }
        None => Ok(None),
    }
}

/// A request with what was meant by it: in every later run the judge must say the same of its bytes.
fn keep_request(folder: &Path, recipe: &Recipe) -> io::Result<Option<PathBuf>> {
    let fixtures = Fixtures::of_page();
    let draft = recipe.draft(&fixtures);
    let request = encoding::encode(&draft, "localhost", "/");
    let expectation = recipe.expectation();
    let deviation = recipe.deviation.map(|d| d.id.to_owned());
    let fault = deviation.as_ref().map(|d| format!("-{d}"));
    let path = folder.join(format!(
        "request.judged.{}.json",
        fingerprint(&[
            format!("{expectation:?}").as_bytes(),
            &request.target,
            &request.body
        ])
    ));
    let rule = rule::catalogue().find(|rule| rule.is_seeded());
    let rule = rule.map_or("", |rule| rule.id);
    let record = Record::new(
        rule,
        Origin::Generated,
        match expectation {
            Expectation::MustReject(_) => Role::Deviation,
            Expectation::MustAccept | Expectation::Unspecified(_) => Role::Twin,
        },
        Case {
            id: format!("{rule}/kept{}", fault.unwrap_or_default()),
            draft,
            deviation,
            twin: None,
            request: request.clone(),
            expectation,
        },
        fixtures,
        Exchange {
            request,
            response: Err(TransportError::Altered("it was never sent".to_owned())),
            elapsed: Duration::ZERO,
            attempts: 0,
        },
    );
    write_new(path, |path| {
        let record = Redactor::new().record(&record);
        record.as_ref().write(path).map_err(io::Error::other)
    })
}

fn keep_bytes(folder: &Path, bytes: &[u8]) -> io::Result<Option<PathBuf>> {
    write_new(folder.join(fingerprint(&[bytes])), |path| {
        fs::write(path, bytes)
    })
}

fn write_new(
    path: PathBuf,
    write: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<Option<PathBuf>> {
    if path.exists() {
        return Ok(None);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    write(&path)?;
    Ok(Some(path))
}

fn fingerprint(parts: &[&[u8]]) -> String {
    let mut hash = hmac_sha256::Hash::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    hash.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
