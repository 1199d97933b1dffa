//! Writing a file whole or not at all.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// Puts the text in place of what the file held. What it held stays if that fails.
pub fn replace(path: &Path, text: &str) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("cannot write {}: {e}", path.display());
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|e| {
            let _ = fs::remove_file(&beside);
            failed(e)
        })
}
