//! What a body shows, which is left as it is.

use crate::evidence::redact::chars::{Decoding, Width};
use crate::evidence::redact::compressed::Unpacker;
use crate::evidence::redact::known::Known;
use crate::evidence::redact::passes::{is_plain, names_key, passes};
use crate::evidence::redact::reading::Reading;
use crate::evidence::redact::{chars, disguise, find};

/// The body as text, with references decoded at every depth: for reading ids off a document that may be broken.
pub fn unescaped(body: &[u8]) -> String {
    let units = chars::decode(body, Width::One, Decoding::References);
    let bytes: Vec<u8> = units.map(|u| u.byte()).filter(|b| *b != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The keys in a body that may be broken, where they stand as they are.
pub(crate) fn keys(body: &[u8]) -> Vec<Vec<u8>> {
    if is_plain(body) && !names_key(body) {
        return Vec::new();
    }
    let units = chars::decoded(body, Width::One, Decoding::References);
    let spans = find::keys(&units, Decoding::References);
    spans
        .iter()
        .filter_map(|span| chars::bytes(&span.value(&units)))
        .collect()
}

/// Where the body first shows something of what is known, plain or in disguise.
pub fn shown(body: &[u8], known: &Known) -> Option<usize> {
    if known.is_empty() {
        return None;
    }
    let mut unpacker = Unpacker::new(body.len());
    let mut first = None;
    let streams = disguise::streams(body, &mut unpacker);
    let streams = streams.into_iter().map(|(_, text)| text);
    let widths = passes(body).into_iter();
    let widths = widths.filter(|pass| pass.1 == Decoding::References);
    for text in streams.chain(widths.map(|(width, _)| Reading::of(body, width))) {
        let places = disguise::places(text, known, &mut unpacker);
        let start = places.into_iter().map(|place| place.start).min();
        first = first.into_iter().chain(start).min();
    }
    first
}
