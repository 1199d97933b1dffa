//! Edits that several rules use.

use crate::generate::document::mutant::Wire;

/// The body in UTF-16 with a byte order mark and a declaration that says so.
pub(crate) fn utf16(wire: &mut Wire, bytes: fn(u16) -> [u8; 2]) -> Option<()> {
    if wire.written().starts_with(b"<?xml ") {
        wire.declaration("<?xml version=\"1.0\" encoding=\"UTF-16\"?>")?;
    }
    wire.transcode(|text| {
        std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    })
}
