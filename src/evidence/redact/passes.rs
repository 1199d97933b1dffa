//! The ways in which a body may have to be read.

use crate::evidence::redact::chars::{Decoding, Width};

/// How a body may have to be read. Only a body with NUL bytes can be UTF-16 or UTF-32, and one that neither names a key nor
/// has anything to decode reads the same in every way.
pub(super) fn passes(body: &[u8]) -> Vec<(Width, Decoding)> {
    let holds = |wanted: &[u8]| body.iter().any(|b| wanted.contains(b));
    let named = names_key(body);
    let mut passes = vec![(Width::One, Decoding::References)];
    if holds(b"\0") {
        passes.extend(Width::WIDE.map(|width| (width, Decoding::References)));
    }
    if holds(b"%+") || named {
        passes.push((Width::One, Decoding::Percent));
    }
    passes
}

/// Whether a name of a key stands here undisguised; what all names have in common is enough.
pub(super) fn names_key(body: &[u8]) -> bool {
    const COMMON: &[u8] = b"hared";
    let is_start = |at: &usize| {
        body.get(*at..*at + COMMON.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(COMMON))
    };
    memchr::memchr2_iter(b'h', b'H', body).any(|at| is_start(&at))
}

/// Whether decoding changes nothing, so that no name can be disguised.
pub(super) fn is_plain(body: &[u8]) -> bool {
    memchr::memchr3(b'&', b'\\', b'%', body).is_none() && !body.contains(&0)
}
