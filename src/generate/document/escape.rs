//! Text in one escape layer.

use crate::generate::document::style::Escape;

/// Whether no layer writes anything of this text otherwise than it is.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<16>();
    let rest = match (
        bytes.last_chunk::<16>(),
        bytes.first_chunk::<8>(),
        bytes.last_chunk::<8>(),
    ) {
        (Some(last), _, _) => plain(last),
        (None, Some(first), Some(last)) => plain(first) && plain(last),
        _ => plain(rest),
    };
    rest && chunks.iter().all(plain)
}

/// The same without a branch for each byte, so that many are looked at together.
#[inline]
fn plain(bytes: &(impl AsRef<[u8]> + ?Sized)) -> bool {
    let special = |b: u8| b | 2 == b'>' || b | 1 == b'\'' || b == b'"' || b == b'\r';
    !bytes
        .as_ref()
        .iter()
        .fold(false, |any, b| any | special(*b))
}

/// Writes text in one escape layer. A carriage return is always a reference: raw, it would be read as a line feed.
pub fn escape(text: &str, layer: Escape, out: &mut Vec<u8>) {
    let plain = match layer {
        Escape::Cdata => text.as_bytes(),
        _ => &[],
    };
    if !plain.is_empty() && !text.contains("]]>") && !text.contains('\r') {
        out.extend_from_slice(b"<![CDATA[");
        out.extend_from_slice(plain);
        out.extend_from_slice(b"]]>");
        return;
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut replace = |at: usize, byte: u8| {
        out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        match (byte, layer) {
            (b'<', Escape::Named) => out.extend_from_slice(b"&lt;"),
            (b'>', Escape::Named) => out.extend_from_slice(b"&gt;"),
            _ => reference(byte, layer, at, out),
        }
        from = at + 1;
    };
    let quotes = layer == Escape::AllNamed;
    if quotes || memchr::memchr(b'\r', bytes).is_some() {
        for (at, byte) in bytes.iter().enumerate() {
            let kind = KINDS.get(usize::from(*byte)).copied().unwrap_or(0);
            if kind == MARKUP || (kind == QUOTE && quotes) {
                replace(at, *byte);
            }
        }
    } else {
        for at in memchr::memchr3_iter(b'<', b'>', b'&', bytes) {
            replace(at, bytes.get(at).copied().unwrap_or_default());
        }
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}

const MARKUP: u8 = 1;
const QUOTE: u8 = 2;
/// Which bytes may have to be escaped.
#[expect(
    clippy::indexing_slicing,
    reason = "an index out of bounds would not compile here"
)]
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    kinds[b'<' as usize] = MARKUP;
    kinds[b'>' as usize] = MARKUP;
    kinds[b'&' as usize] = MARKUP;
    kinds[b'\r' as usize] = MARKUP;
    kinds[b'"' as usize] = QUOTE;
    kinds[b'\'' as usize] = QUOTE;
    kinds
};

fn reference(byte: u8, layer: Escape, at: usize, out: &mut Vec<u8>) {
    let layer = match (layer, at % 3) {
        (Escape::Mixed, 0) => Escape::Named,
        (Escape::Mixed, 1) => Escape::Decimal,
        (Escape::Mixed, _) if byte != b'\r' => Escape::Cdata,
        (Escape::Mixed, _) => Escape::Hexadecimal,
        (layer, _) => layer,
    };
    let text: &[u8] = match (layer, byte) {
        (Escape::Hexadecimal, b'<') => b"&#x3C;",
        (Escape::Hexadecimal, b'>') => b"&#x3E;",
        (Escape::Hexadecimal, b'&') => b"&#x26;",
        (Escape::Hexadecimal, _) => b"&#xD;",
        (Escape::Decimal, b'<') => b"&#60;",
        (Escape::Decimal, b'>') => b"&#62;",
        (Escape::Decimal, b'&') => b"&#38;",
        (Escape::Cdata, b'<') => b"<![CDATA[<]]>",
        (Escape::Cdata, b'>') => b"<![CDATA[>]]>",
        (Escape::Cdata, b'&') => b"<![CDATA[&]]>",
        (_, b'<') => b"&lt;",
        (_, b'>') => b"&gt;",
        (_, b'&') => b"&amp;",
        (_, b'"') => b"&quot;",
        (_, b'\'') => b"&apos;",
        _ => b"&#13;",
    };
    out.extend_from_slice(text);
}
