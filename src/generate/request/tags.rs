//! Tags that a connection may have.

use arbitrary::Unstructured;

use crate::generate::document::draw::{below, pick};

const KEYS: &[&str] = &[
    "Name",
    "team",
    "Team",
    "vpnconform:part",
    "a b",
    "<b>&amp;",
    "Stra\u{DF}e",
    "k\u{E9}y/+=@-.",
    "1",
];

const VALUES: &[&str] = &[
    "",
    "vpnconform",
    " padded ",
    "<b>&\"'</b>",
    "]]>",
    "100%41+%2B",
    "\u{65E5}\u{672C}",
    "a=b&c;d",
    "0",
];

/// Draws some, each key once; so are the first ones without the rest.
pub(super) fn draw(u: &mut Unstructured<'_>) -> Vec<(&'static str, &'static str)> {
    let mut tags: Vec<(&str, &str)> = Vec::new();
    for _ in 0..=below(u, 4) {
        let one = (pick(u, KEYS), pick(u, VALUES));
        if !tags.iter().any(|(key, _)| *key == one.0) {
            tags.push(one);
        }
    }
    tags
}
