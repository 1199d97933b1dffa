//! The manifest of the corpus that this version generates by default: each document with its size and SHA-256.

use std::fmt::Write;

use crate::Result;
use crate::program::vpnconform;

/// Where it is kept.
pub const PATH: &str = "corpora/manifest.json";

/// As `vpnconform generate --corpus` writes it.
pub fn manifest() -> Result<String> {
    let folder = std::env::temp_dir().join(format!("vpnconform-corpus-{}", std::process::id()));
    let path = folder.to_string_lossy().into_owned();
    let written = vpnconform(&["generate", "--corpus", &path]);
    let manifest = std::fs::read_to_string(folder.join("manifest.json"));
    // What cannot be removed is in the way of nobody.
    let _ = std::fs::remove_dir_all(&folder);
    written?;
    manifest.map_err(|e| format!("{path}: {e}"))
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
