//! Writing a file whole or not at all, with a message.

use std::path::Path;

/// Puts the text in place of what the file held. What it held stays if that fails.
pub fn replace(path: &Path, text: &str) -> Result<(), String> {
    vpnconform::atomic_file::replace(path, text.as_bytes())
        .map_err(|e| format!("cannot write {}: {e}", path.display()))
}
