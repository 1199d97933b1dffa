//! Archives: tar, gzip and zip, unpacked within limits and never to a disk.

use std::cell::Cell;
use std::io;
use std::io::{BufRead, BufReader, Read, Seek};

use crate::saved::{ENTRIES, Found, Sink, UNPACKED, Unreadable, Within, nested};

pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1F\x8B")
}

pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// A compressed file, often a tar.
pub(super) fn gzip(
    name: &str,
    reader: &mut dyn BufRead,
    within: Within<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), Unreadable> {
    let within = deeper(name, within)?;
    let unpacked = Bounded(
        flate2::bufread::MultiGzDecoder::new(reader),
        &within.left.unpacked,
    );
    nested(name, &mut BufReader::new(unpacked), within, sink)
}

/// Every file of a tar.
pub(super) fn tar(
    name: &str,
    reader: &mut dyn BufRead,
    within: Within<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), Unreadable> {
    let within = deeper(name, within)?;
    let broken = |error: &std::io::Error| Unreadable::broken(name, "a tar archive", error);
    let mut archive = tar::Archive::new(reader);
    let mut others = Others::default();
    for (number, entry) in archive.entries().map_err(|e| broken(&e))?.enumerate() {
        limit(name, number)?;
        let entry = entry.map_err(|e| broken(&e))?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let place = format!("{name}#{path}");
        others.note(nested(&place, &mut BufReader::new(entry), within, sink))?;
    }
    others.settle(name, sink)
}

/// Every file of a zip.
pub(super) fn zip(
    name: &str,
    reader: impl Read + Seek,
    within: Within<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), Unreadable> {
    let within = deeper(name, within)?;
    let broken = |error: &zip::result::ZipError| Unreadable::broken(name, "a zip archive", error);
    let mut archive = zip::ZipArchive::new(reader).map_err(|e| broken(&e))?;
    limit(name, archive.len())?;
    let mut others = Others::default();
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(|e| broken(&e))?;
        if !entry.is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let place = format!("{name}#{path}");
        let unpacked = Bounded(entry, &within.left.unpacked);
        others.note(nested(&place, &mut BufReader::new(unpacked), within, sink))?;
    }
    others.settle(name, sink)
}

/// Files of an archive that are something else: they are passed over while any is ours.
#[derive(Default)]
struct Others {
    ours: usize,
    first: Option<Unreadable>,
    count: usize,
}

impl Others {
    fn note(&mut self, read: Result<(), Unreadable>) -> Result<(), Unreadable> {
        match read {
            Ok(()) => self.ours += 1,
            Err(error) if error.is_other() => {
                self.count += 1;
                self.first.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn settle(self, name: &str, sink: &mut Sink<'_>) -> Result<(), Unreadable> {
        match (self.ours, self.first) {
            (0, Some(error)) => Err(error),
            (0, None) => Err(Unreadable::other(name, "an archive without a file")),
            (_, Some(_)) => {
                sink(name, Found::Foreign(self.count));
                Ok(())
            }
            (_, None) => Ok(()),
        }
    }
}

/// Unpacked bytes, counted.
struct Bounded<'w, R>(R, &'w Cell<u64>);

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        let left = self
            .1
            .get()
            .checked_sub(u64::try_from(read).unwrap_or(u64::MAX));
        let mebibytes = UNPACKED >> 20;
        let left = left.ok_or_else(|| {
            io::Error::other(format!(
                "more than {mebibytes} MiB when unpacked, which is not read"
            ))
        })?;
        self.1.set(left);
        Ok(read)
    }
}

fn deeper<'w>(name: &str, within: Within<'w>) -> Result<Within<'w>, Unreadable> {
    let depth = within.depth.checked_sub(1);
    let depth = depth
        .ok_or_else(|| Unreadable::broken(name, "an archive", &"archives are nested too deep"))?;
    Ok(Within { depth, ..within })
}

fn limit(name: &str, entries: usize) -> Result<(), Unreadable> {
    match entries > ENTRIES {
        true => {
            let error = format!("more than {ENTRIES} entries");
            Err(Unreadable::broken(name, "an archive", &error))
        }
        false => Ok(()),
    }
}
