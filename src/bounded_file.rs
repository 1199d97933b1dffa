//! Reading a file whole that may be of any size: nobody knows who wrote it.

use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;

/// The most that is read of what a person writes: a configuration, a baseline, a certificate.
pub const WRITTEN: u64 = 4 << 20;

/// The most that is read of what a run writes.
pub const RECORDED: u64 = 512 << 20;

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read, or is larger than that.
pub fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if u64::try_from(read).unwrap_or(u64::MAX) > most {
        let what = format!("larger than {} MiB, which is not read", most >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
    }
    Ok(bytes)
}

/// The text of a file.
///
/// # Errors
/// As [`bytes`], and when it is not UTF-8.
pub fn text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(bytes(path, most)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("not UTF-8 at byte {at}"),
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345678").unwrap();
        assert_eq!(text(&path, 8).unwrap(), "12345678");
        assert!(text(&path, 7).unwrap_err().to_string().contains("larger"));
        std::fs::write(&path, b"ab\xff").unwrap();
        assert!(text(&path, 8).unwrap_err().to_string().contains("byte 2"));
        // A device without end.
        #[cfg(target_os = "linux")]
        assert!(bytes(Path::new("/dev/zero"), 1 << 10).is_err());
    }
}
