//! Notes how other encodings and XML versions are handled.

use crate::finding::Level;
use crate::generate::document::mutation::encoding::utf16;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::generate::document::style::Declaration;
use crate::parser::faulty::Make;
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/declared-encoding",
    level: Level::Advisory,
    summary: "Notes how other encodings and XML versions are handled.",
    source: XML,
    explain: "Printed, not judged.",
    documents: &[
        Mutation::policy("utf-16-without-mark", BOTH, |w| {
            utf16(w, u16::to_le_bytes)
                .map(|()| drop(w.body.drain(..2)))
                .and_then(|()| (w.style.declaration == Declaration::Usual).then_some(()))
        }),
        Mutation::policy("declared-utf-16-is-utf-8", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"UTF-16\"?>")
        }),
        Mutation::policy("declared-latin-1", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>")
                .and_then(|()| w.text(b"Stra\xDFe", "Stra\u{df}e"))
        }),
        Mutation::policy("declared-ascii", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>")
                .and_then(|()| w.text("plain", "plain"))
        }),
        Mutation::policy("declared-unknown", BOTH, |w| {
            w.declaration("<?xml version=\"1.0\" encoding=\"X-VPN\"?>")
        }),
        Mutation::policy("declared-version-1.1", BOTH, |w| {
            w.declaration("<?xml version=\"1.1\" encoding=\"UTF-8\"?>")
        }),
        Mutation::policy("declared-version-1.9", BOTH, |w| {
            w.declaration("<?xml version=\"1.9\" encoding=\"UTF-8\"?>")
        }),
        Mutation::policy("declared-version-2.0", BOTH, |w| {
            w.declaration("<?xml version=\"2.0\" encoding=\"UTF-8\"?>")
        }),
    ],
    variants: &[Variant::new(
        "latin-1-read",
        "reads ISO-8859-1 where it is declared",
        &[Make::Body(|body| {
            const DECLARED: &[u8] = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
            if let Some(rest) = body.strip_prefix(DECLARED) {
                let text: String = rest.iter().map(|byte| char::from(*byte)).collect();
                *body = text.into_bytes();
            }
        })],
    )],
    ..ParserRule::DEFAULT
};
