//! The digest of the corpus that this version generates by default.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::Result;
use crate::program::vpnconform;
use crate::table::{list, text};

/// Where the digest is kept.
pub const PATH: &str = "corpora/corpus.json";

/// How many documents and requests there are, and the hash of the manifest, which has the hash of each.
pub fn digest() -> Result<String> {
    let folder = std::env::temp_dir().join(format!("vpnconform-corpus-{}", std::process::id()));
    let path = folder.to_string_lossy().into_owned();
    let written = vpnconform(&["generate", "--corpus", &path]);
    let manifest = std::fs::read(folder.join("manifest.json"));
    // What cannot be removed is in the way of nobody.
    let _ = std::fs::remove_dir_all(&folder);
    written?;
    let manifest = manifest.map_err(|e| format!("{path}: {e}"))?;
    let read: Value = serde_json::from_slice(&manifest).map_err(|e| e.to_string())?;
    let rows = list(&read, "documents");
    let count = |expect| {
        rows.iter()
            .filter(|row| text(row, "expect") == expect)
            .count()
    };
    let digest = json!({
        "manifest_sha256": sha256(&manifest),
        "version": read["tool"]["version"],
        "documents": rows.len(),
        "accept": count("accept"),
        "reject": count("reject"),
        "policy": count("policy"),
        "error": count("error"),
        "requests": read["requests"]["count"],
        "bytes": rows.iter().filter_map(|row| row["size"].as_u64()).sum::<u64>(),
    });
    Ok(format!("{digest:#}\n"))
}

/// In hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in hmac_sha256::Hash::hash(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_fips_180() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
    }
}
