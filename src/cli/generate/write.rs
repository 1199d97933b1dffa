//! `vpnconform generate --corpus FOLDER`.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use vpnconform::suite::parser::corpus;
use vpnconform::suite::parser::corpus::{FORMAT, File, MANIFEST, REQUESTS, Selection};

const FOLDERS: [&str; 3] = ["valid", "invalid", "policy"];

/// Writes the corpus in place of one that is there; how many documents and bytes.
///
/// # Errors
/// When the folder holds anything else, or cannot be written.
pub fn write(folder: &Path, selection: Selection<'_>) -> Result<(usize, usize), String> {
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    let files = corpus::files(selection).map_err(|e| e.to_string())?;
    clear(folder)?;
    for name in FOLDERS {
        fs::create_dir_all(folder.join(name)).map_err(failed)?;
    }
    for File { path, bytes } in &files {
        fs::write(folder.join(path), bytes).map_err(failed)?;
    }
    let bytes = files.iter().map(|file| file.bytes.len()).sum();
    let documents = files.iter().filter(|file| file.path.ends_with(".xml"));
    Ok((documents.count(), bytes))
}

/// Removes a corpus that was written here before.
fn clear(folder: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    let found = match entries(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    if found.is_empty() {
        return Ok(());
    }
    let manifest = fs::read(folder.join(MANIFEST)).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let rows = manifest.get("documents").and_then(|rows| rows.as_array());
    let is_ours = manifest.get("format").and_then(|name| name.as_str()) == Some(FORMAT);
    let Some(rows) = rows.filter(|_| is_ours) else {
        return Err(format!(
            "{} holds something else than a corpus: give an empty folder",
            folder.display()
        ));
    };
    let mut known = BTreeSet::from([MANIFEST, REQUESTS].map(str::to_owned));
    for path in rows.iter().filter_map(|row| row.get("path")?.as_str()) {
        known.insert(path.replace(".xml", ".json"));
        known.insert(path.to_owned());
    }
    if let Some(strange) = found.iter().find(|path| !known.contains(*path)) {
        return Err(format!(
            "{} holds {strange}, which is not in its manifest: give another folder",
            folder.display()
        ));
    }
    // What was found and is known, never what a manifest names.
    for path in &found {
        fs::remove_file(folder.join(path)).map_err(failed)?;
    }
    Ok(())
}

/// Everything in the folder and in the folders of a corpus, by path below it.
fn entries(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if FOLDERS.contains(&name.as_str()) && entry.file_type()?.is_dir() {
            for inner in fs::read_dir(entry.path())? {
                found.push(format!("{name}/{}", inner?.file_name().to_string_lossy()));
            }
        } else {
            found.push(name);
        }
    }
    Ok(found)
}
