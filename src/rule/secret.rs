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

pub(in crate::rule) fn no_keys(evidence: &Evidence) -> Judgement {
    findings::nothing_to_read(evidence, "pre_shared_key")
}

#[cfg(test)]
mod tests;
