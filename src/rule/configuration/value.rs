//! The numbers and words of the tunnels.

use crate::rule::configuration::{trimmed, tunnels};
use crate::rule::findings::{Scribe, quote};
use crate::xml::Element;

pub(in crate::rule) fn decimal(text: &str) -> Option<u64> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

pub(in crate::rule) fn words(
    scribe: &mut Scribe<'_, '_>,
    root: Element<'_>,
    known: &[(&str, &[&str])],
) {
    for (_, tunnel) in tunnels(root) {
        for (path, words) in known {
            let Some(element) = tunnel.path(path) else {
                continue;
            };
            scribe.saw();
            if !words.contains(&trimmed(element).as_str()) {
                scribe.inner(
                    element.text_offset(),
                    &format!("unknown word in {path}"),
                    format!("{} in {path}", words.join(" or ")),
                    quote(&trimmed(element)),
                );
            }
        }
    }
}
