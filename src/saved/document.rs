//! A body or an inner document as it stands, without anything around it.

use crate::evidence::first_tag;
use crate::saved::Content;
use crate::xml::{Document, Limits};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether it may be a document: markup, perhaps behind whitespace or a byte order mark, perhaps in UTF-16.
pub(super) fn is_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let utf_16 = [&b"\xFE\xFF"[..], b"\xFF\xFE", b"<\0", b"\0<"];
    bytes.trim_ascii_start().starts_with(b"<") || utf_16.iter().any(|m| bytes.starts_with(m))
}

/// What a document is, or else what it is instead.
pub(super) fn content(bytes: Vec<u8>) -> Result<Content, String> {
    let root = first_tag(&bytes).or_else(|| {
        let document = Document::parse(&bytes, &Limits::default()).ok()?;
        Some(document.root().name().to_owned())
    });
    let has = |text: &[u8]| memchr::memmem::find(&bytes, text).is_some();
    match root.as_deref() {
        Some("vpn_connection") => Ok(configuration(bytes, Vec::new())),
        Some(
            "CreateVpnConnectionResponse"
            | "DescribeVpnConnectionsResponse"
            | "Response"
            | "ErrorResponse"
            | "Error",
        ) => Ok(response(bytes)),
        _ if has(b"customerGatewayConfiguration") || has(b"vpnConnectionId") => Ok(response(bytes)),
        Some(root) => Err(format!(
            "a document with the root element {:?}",
            root.chars().take(40).collect::<String>()
        )),
        None => Err("markup without an element".to_owned()),
    }
}

/// An inner document. A byte order mark is of the file, not of the text.
pub(super) fn configuration(bytes: Vec<u8>, about: Vec<(&'static str, String)>) -> Content {
    let text = match bytes.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    Content::Configuration { text, about }
}

fn response(body: Vec<u8>) -> Content {
    Content::Response { head: None, body }
}

/// The inner documents in other text, such as that of `aws ec2 ... --output text`.
pub(super) fn quoted(bytes: &[u8]) -> Vec<Content> {
    const END: &[u8] = b"</vpn_connection>";
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(root) = memchr::memmem::find(rest, b"<vpn_connection") {
        let declaration = memchr::memmem::rfind(rest.get(..root).unwrap_or_default(), b"<?xml");
        let start = declaration.unwrap_or(root);
        let Some(length) = memchr::memmem::find(rest.get(root..).unwrap_or_default(), END) else {
            break;
        };
        let end = root + length + END.len();
        let text = rest.get(start..end).unwrap_or_default().to_vec();
        found.push(configuration(text, Vec::new()));
        rest = rest.get(end..).unwrap_or_default();
    }
    found
}

/// What something is that is none of ours.
pub(super) fn describe(bytes: &[u8]) -> String {
    const KNOWN: [(&[u8], &str); 9] = [
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"%PDF", "a PDF document"),
        (b"\x7FELF", "a program"),
        (b"BZh", "a bzip2 archive"),
        (b"\xFD7zXZ", "an xz archive"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive"),
        (b"7z\xBC\xAF", "a 7z archive"),
        (b"\xD4\xC3\xB2\xA1", "a packet capture"),
    ];
    let known = KNOWN.iter().find(|(begin, _)| bytes.starts_with(begin));
    match (known, bytes.len(), std::str::from_utf8(bytes)) {
        (Some((_, name)), ..) => (*name).to_owned(),
        (_, 0, _) => "an empty file".to_owned(),
        (_, _, Ok(text)) if text.trim_start().starts_with("&lt;") => {
            "an escaped document without the response that carries it: unescape it first".to_owned()
        }
        (_, length, Ok(_)) => format!("{length} bytes of other text"),
        (_, length, Err(_)) => format!("{length} bytes of another format"),
    }
}
