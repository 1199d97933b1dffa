//! The catalogue of checks: one file per family.

pub mod parser;

use crate::finding::Judgement;
use crate::finding::Level;
use crate::run::Evidence;
use crate::run::Probe;
use crate::version::ApiVersion;

/// One rule.
#[derive(Debug)]
pub struct Check {
    /// `family/what-holds`, stable for ever.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// One sentence: what holds.
    pub summary: &'static str,
    /// The ids of the clauses it rests on (`page::CLAUSES`).
    pub clauses: &'static [&'static str],
    /// The first API version it applies to.
    pub since: Option<ApiVersion>,
    /// The last API version it applies to.
    pub until: Option<ApiVersion>,
    /// Why it matters and an example of what passes and what fails, for `vpnconform explain`.
    pub explain: &'static str,
    /// The probes whose exchanges it reads.
    pub probes: &'static [&'static Probe],
    /// The rule itself: a pure function of the evidence.
    pub judge: fn(&Evidence) -> Judgement,
}

impl Check {
    /// The part of the id before the slash.
    pub fn family(&self) -> &'static str {
        self.id
            .split_once('/')
            .map_or(self.id, |(family, _)| family)
    }

    /// Whether it applies to this API version.
    pub fn applies_to(&self, version: ApiVersion) -> bool {
        self.since.is_none_or(|v| v <= version) && self.until.is_none_or(|v| version <= v)
    }
}

/// Every check, in the order of the catalogue.
pub fn catalogue() -> Vec<&'static Check> {
    Vec::new()
}
