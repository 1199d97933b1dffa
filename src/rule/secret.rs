//! Checks of the pre-shared keys. Keys are compared, measured and searched for here, and never shown.

use crate::evidence::Evidence;
use crate::finding::Judgement;
use crate::rule::{findings, rules};

rules! {
    keys_differ_between_tunnels,
    keys_differ_between_connections,
    absent_from_errors,
    absent_from_headers,
    absent_elsewhere,
    key_grammar,
    key_entropy,
}

#[cfg(feature = "cli")]
pub(crate) use key_entropy::WORDS as KEY_WORDS;

/// The keys of accepted creates, but for short ones, which may be ordinary words.
fn handed_out(evidence: &Evidence) -> Vec<String> {
    const SHORTEST: usize = 8;
    let keys = evidence.accepted_creates().flat_map(|r| r.view().keys());
    let keys = keys.map(|(key, _)| key.expose().to_owned());
    keys.filter(|key| key.len() >= SHORTEST).collect()
}

pub(in crate::rule) fn no_keys(evidence: &Evidence) -> Judgement {
    findings::nothing_to_read(evidence, "pre_shared_key")
}

#[cfg(test)]
mod tests;
