//! Writing a file whole or not at all.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Puts the bytes in place of what the file held. What it held stays if that fails, unless the folder cannot be written:
/// then the file alone can, and is written over.
///
/// A device or a pipe is written to as it is. A link stays a link.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_by(path, |file| file.write_all(bytes), &mut OpenOptions::new())
}

/// As [`replace`] with what `write` writes, which need not be in memory as a whole; a file that was not there is for its owner
/// alone.
pub fn replace_private(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    replace_by(path, write, &mut options)
}

fn replace_by(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
    options: &mut OpenOptions,
) -> io::Result<()> {
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return write(&mut OpenOptions::new().write(true).open(path)?);
    }
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = beside(&path);
    let mut file = match options
        .write(true)
        .create(true)
        .truncate(true)
        .open(&beside)
    {
        Err(_) if old.is_some() => return write(&mut File::create(&path)?),
        other => other?,
    };
    write(&mut file)
        .and_then(|()| finish(&file, old))
        .and_then(|()| fs::rename(&beside, &path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&beside);
        })
}

fn finish(file: &File, old: Option<fs::Metadata>) -> io::Result<()> {
    if let Some(old) = old {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// Puts a file in its place whole, so that no reader and no end of this program sees a part of it. It is not forced to the disk:
/// for files of which there are many, and any of which may be lost with the machine.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path);
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&beside);
        })
}

/// Finds out whether [`replace`] could do its work, and changes nothing.
#[cfg(any(feature = "cli", test))]
pub fn can_replace(path: &Path) -> io::Result<()> {
    if path.exists() {
        return OpenOptions::new().write(true).open(path).map(drop);
    }
    let beside = beside(path);
    File::create(&beside)?;
    fs::remove_file(&beside)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        can_replace(&path).unwrap();
        assert!(!path.exists());
        for text in ["one, which is longer", "two"] {
            replace(&path, text.as_bytes()).unwrap();
            can_replace(&path).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(can_replace(&folder.path().join("nowhere/a")).is_err());
        assert!(replace(&folder.path().join("nowhere/a"), b"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_rights_stay_and_devices_are_written_to() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        replace(Path::new("/dev/null"), b"new").unwrap();
        let private = folder.path().join("c");
        replace_private(&private, |file| file.write_all(b"new")).unwrap();
        let mode = fs::metadata(&private).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
