//! Encodings: byte order marks, UTF-16, bytes that are no UTF-8, declarations that say otherwise.

use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{BOTH, Deviation, RESPONSE, accept, policy, reject};
use crate::generate::document::style::Declaration;

const MARK: &str = "parser/byte-order-mark-read";
const UTF16: &str = "parser/utf-16-read";
const INVALID: &str = "parser/invalid-utf-8-rejected";
const DECLARED: &str = "parser/declared-encoding";

pub const ALL: &[Deviation] = &[
    accept("utf-8-mark", MARK, BOTH, |w| w.prepend(b"\xEF\xBB\xBF")),
    accept("utf-8-mark-without-declaration", MARK, BOTH, |w| {
        w.restyle(|s| s.declaration = Declaration::Absent)
            .and_then(|()| w.prepend(b"\xEF\xBB\xBF"))
    }),
    reject("utf-8-mark-twice", MARK, BOTH, |w| {
        w.prepend(b"\xEF\xBB\xBF\xEF\xBB\xBF")
    }),
    accept("utf-16-little-endian", UTF16, RESPONSE, |w| {
        utf16(w, u16::to_le_bytes)
    }),
    accept("utf-16-big-endian", UTF16, RESPONSE, |w| {
        utf16(w, u16::to_be_bytes)
    }),
    reject("utf-16-odd-length", UTF16, RESPONSE, |w| {
        utf16(w, u16::to_le_bytes)
            .and_then(|()| w.body.pop())
            .map(|_| ())
    }),
    policy("utf-16-without-mark", DECLARED, BOTH, |w| {
        utf16(w, u16::to_le_bytes)
            .map(|()| drop(w.body.drain(..2)))
            .and_then(|()| (w.style.declaration == Declaration::Usual).then_some(()))
    }),
    policy("declared-utf-16-is-utf-8", DECLARED, BOTH, |w| {
        w.declaration("<?xml version=\"1.0\" encoding=\"UTF-16\"?>")
    }),
    reject("invalid-lone-continuation", INVALID, BOTH, |w| {
        w.raw_text(b"a\x80b")
    }),
    reject("invalid-truncated-sequence", INVALID, BOTH, |w| {
        w.raw_text(b"a\xE2\x82b")
    }),
    reject("invalid-overlong-slash", INVALID, BOTH, |w| {
        w.raw_text(b"a\xC0\xAFb")
    }),
    reject("invalid-overlong-less-than", INVALID, BOTH, |w| {
        w.raw_text(b"a\xC0\xBCb")
    }),
    reject("invalid-surrogate", INVALID, BOTH, |w| {
        w.raw_text(b"a\xED\xA0\x80b")
    }),
    reject("invalid-beyond-unicode", INVALID, BOTH, |w| {
        w.raw_text(b"a\xF4\x90\x80\x80b")
    }),
    reject("invalid-byte-ff", INVALID, BOTH, |w| w.raw_text(b"a\xFFb")),
    reject("invalid-in-comment", INVALID, BOTH, |w| {
        w.before_leaf(b"<!-- \xC3 -->")
    }),
    reject("invalid-latin-1-as-utf-8", INVALID, BOTH, |w| {
        w.raw_text(b"Stra\xDFe")
    }),
    policy("declared-latin-1", DECLARED, BOTH, |w| {
        w.declaration("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>")
            .and_then(|()| w.text(b"Stra\xDFe", "Stra\u{df}e"))
    }),
    policy("declared-ascii", DECLARED, BOTH, |w| {
        w.declaration("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>")
            .and_then(|()| w.text("plain", "plain"))
    }),
    policy("declared-unknown", DECLARED, BOTH, |w| {
        w.declaration("<?xml version=\"1.0\" encoding=\"X-VPN\"?>")
    }),
    policy("declared-version-1.1", DECLARED, BOTH, |w| {
        w.declaration("<?xml version=\"1.1\" encoding=\"UTF-8\"?>")
    }),
    policy("declared-version-1.9", DECLARED, BOTH, |w| {
        w.declaration("<?xml version=\"1.9\" encoding=\"UTF-8\"?>")
    }),
    policy("declared-version-2.0", DECLARED, BOTH, |w| {
        w.declaration("<?xml version=\"2.0\" encoding=\"UTF-8\"?>")
    }),
];

/// The body in UTF-16 with a byte order mark and a declaration that says so.
fn utf16(wire: &mut Wire, bytes: fn(u16) -> [u8; 2]) -> Option<()> {
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
