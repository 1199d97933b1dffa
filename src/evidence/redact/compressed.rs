//! What is compressed: gzip, zlib and bare deflate are unpacked and looked through, as far as a body of its size may cost.
//! Whatever is known by its first bytes to be compressed in another way counts as a secret.

use flate2::{Decompress, FlushDecompress, Status};

/// Unpacked bytes for each byte of a body, and for any.
const RATIO: usize = 2;
const LEAST: usize = 1 << 20;

/// Attempts for so many bytes of a body one, and for any.
const SELDOM: usize = 4;
const OFTEN: usize = 4096;

/// A shorter stream holds no secret.
const SHORTEST: usize = 10;

/// The first bytes of what nothing here unpacks: Zstandard, xz, bzip2, LZ4, 7z, and archives.
const OPAQUE: [&[u8]; 7] = [
    b"\x28\xb5\x2f\xfd",
    b"\xfd7zXZ\0",
    b"BZh91AY&SY",
    b"\x04\x22\x4d\x18",
    b"7z\xbc\xaf\x27\x1c",
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
];

/// Unpacks the streams of one body.
pub(super) struct Unpacker {
    /// Made for the first stream: most bodies have none.
    inflate: Option<Decompress>,
    /// Bytes that it may still unpack.
    left: usize,
    /// Streams that it may still look for.
    attempts: usize,
}

impl Unpacker {
    /// For a body of this length.
    pub(super) fn new(length: usize) -> Self {
        Self {
            inflate: None,
            left: length.saturating_mul(RATIO).saturating_add(LEAST),
            attempts: length / SELDOM + OFTEN,
        }
    }

    /// Whether there was more than it may unpack: then nothing is known to be free of secrets.
    pub(super) const fn is_exhausted(&self) -> bool {
        self.left == 0 || self.attempts == 0
    }

    /// What these bytes unpack to, if a stream begins with them, and its length; of a stream that is cut off, what there is
    /// of it.
    pub(super) fn unpack(&mut self, packed: &[u8]) -> (Vec<u8>, usize) {
        let mut out = Vec::new();
        if packed.len() < SHORTEST {
            return (out, 0);
        }
        let gzip_header = gzip(packed);
        let header = gzip_header.or_else(|| is_zlib(packed).then_some(2));
        // The checks behind what is compressed.
        let check = match (gzip_header, header) {
            (Some(_), _) => 8,
            (None, Some(_)) => 4,
            (None, None) => 0,
        };
        for (start, check) in header
            .map(|start| (start, check))
            .into_iter()
            .chain([(0, 0)])
        {
            let mut at = start;
            let mut end = packed.len();
            while let Some(read) = self.inflate(packed.get(at..).unwrap_or_default(), &mut out) {
                end = packed.len().min(at + read + check);
                // Another member may follow.
                let Some(header) = gzip(packed.get(end..).unwrap_or_default()) else {
                    break;
                };
                at = end + header;
            }
            if !out.is_empty() {
                return (out, end);
            }
        }
        (out, 0)
    }

    /// Where in these bytes a gzip or zlib stream may begin.
    pub(super) fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
        memchr::memchr2_iter(0x1f, 0x78, bytes).filter(|at| {
            let rest = bytes.get(*at..).unwrap_or_default();
            match rest {
                [0x1f, 0x8b, 8, ..] => true,
                [0x78, ..] => is_zlib(rest),
                _ => false,
            }
        })
    }

    /// Appends what the stream unpacks to. The length of the stream, if it ends.
    fn inflate(&mut self, packed: &[u8], out: &mut Vec<u8>) -> Option<usize> {
        // The kind of block that there is none of.
        if packed.first().is_none_or(|first| first & 6 == 6) {
            return None;
        }
        self.attempts = self.attempts.checked_sub(1)?;
        let inflate = self.inflate.get_or_insert_with(|| Decompress::new(false));
        inflate.reset(false);
        let mut piece = [0; 4096];
        loop {
            let read = usize::try_from(inflate.total_in()).ok()?;
            let before = inflate.total_out();
            let rest = packed.get(read..)?;
            let status = inflate.decompress(rest, &mut piece, FlushDecompress::None);
            let new = usize::try_from(inflate.total_out() - before).ok()?;
            let allowed = new.min(self.left);
            out.extend_from_slice(piece.get(..allowed)?);
            self.left -= allowed;
            match status {
                Ok(Status::StreamEnd) => return usize::try_from(inflate.total_in()).ok(),
                Ok(_) if new > 0 && self.left > 0 => {}
                _ => return None,
            }
        }
    }
}

/// Whether these bytes are compressed in a way that is not undone here.
pub(super) fn is_opaque(bytes: &[u8]) -> bool {
    OPAQUE.iter().any(|magic| bytes.starts_with(magic))
}

fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [method, flags, ..] => {
            method & 0x0f == 8
                && method >> 4 <= 7
                && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
        }
        _ => false,
    }
}

/// The length of the header of a gzip member, if one begins here.
fn gzip(bytes: &[u8]) -> Option<usize> {
    let [0x1f, 0x8b, 8, flags, ..] = bytes else {
        return None;
    };
    let mut at = 10;
    if flags & 4 != 0 {
        let length = [*bytes.get(at)?, *bytes.get(at + 1)?];
        at += 2 + usize::from(u16::from_le_bytes(length));
    }
    for text in [8, 16] {
        if flags & text != 0 {
            at += memchr::memchr(0, bytes.get(at..)?)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    (at < bytes.len()).then_some(at)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = b"state: pending; key: Iw2IAN9XUsQeYUrkMGP3kP59";

    fn streams() -> [Vec<u8>; 3] {
        let level = Compression::default();
        let mut gzip = GzEncoder::new(Vec::new(), level);
        let mut zlib = ZlibEncoder::new(Vec::new(), level);
        let mut bare = DeflateEncoder::new(Vec::new(), level);
        gzip.write_all(TEXT).unwrap();
        zlib.write_all(TEXT).unwrap();
        bare.write_all(TEXT).unwrap();
        [gzip.finish(), zlib.finish(), bare.finish()].map(Result::unwrap)
    }

    #[test]
    fn streams_of_every_kind_are_unpacked_also_cut_off() {
        for stream in streams() {
            let mut unpacker = Unpacker::new(stream.len());
            assert_eq!(unpacker.unpack(&stream), (TEXT.to_vec(), stream.len()));
            let followed = [&stream[..], b"</Message>"].concat();
            assert_eq!(unpacker.unpack(&followed).1, stream.len());
            let (cut, _) = unpacker.unpack(stream.get(..stream.len() - 12).unwrap());
            assert!(!cut.is_empty() && TEXT.starts_with(&cut));
            assert!(!unpacker.is_exhausted());
        }
        let [gzip, ..] = streams();
        let twice = [&gzip[..], &gzip].concat();
        let (both, length) = Unpacker::new(9).unpack(&twice);
        assert_eq!((both, length), ([TEXT, TEXT].concat(), twice.len()));
    }

    #[test]
    fn there_is_an_end_to_what_is_unpacked() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        bomb.write_all(&vec![0; 64 << 20]).unwrap();
        let bomb = bomb.finish().unwrap();
        let mut unpacker = Unpacker::new(bomb.len());
        let (out, _) = unpacker.unpack(&bomb);
        assert!(unpacker.is_exhausted());
        assert!(out.len() <= bomb.len() * RATIO + LEAST);
    }
}
