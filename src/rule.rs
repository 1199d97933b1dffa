//! The catalogue of checks: one file per family.

mod auth;
mod configuration;
mod error;
mod findings;
pub mod parser;
mod request;
mod response;
#[cfg(test)]
mod sample;
mod secret;
pub mod shared_probe;
mod state;
mod steps;
mod twin;

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::glob::{Glob, GlobError};
use crate::run::Probe;
use crate::spec::version::ApiVersion;

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

/// A pattern over check ids: `request/*`, `configuration/inside-*`, or one whole id.
#[derive(Clone, Debug)]
pub struct Selector {
    pattern: String,
    matcher: Glob,
}

/// Ids of earlier releases, each with the id that took its place.
const ALIASES: &[(&str, &str)] = &[];

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

impl Selector {
    /// Reads a pattern. `*` stands for any text, also for a slash.
    ///
    /// # Errors
    /// [`GlobError`] when the pattern is not a glob.
    pub fn new(pattern: &str) -> Result<Self, GlobError> {
        Ok(Self {
            pattern: pattern.to_owned(),
            matcher: Glob::new(pattern)?,
        })
    }

    /// The pattern as it was given.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether it selects this check, by its id or by one of its earlier ids.
    pub fn matches(&self, check: &Check) -> bool {
        self.is_match(check.id)
    }

    /// Whether it selects the check of this id, of an endpoint or of a parser.
    pub fn is_match(&self, id: &str) -> bool {
        self.matcher.is_match(id)
            || ALIASES
                .iter()
                .any(|(old, new)| *new == id && self.matcher.is_match(old))
    }
}

/// Every check, in the order of the catalogue.
pub fn catalogue() -> Vec<&'static Check> {
    request::checks()
        .chain(response::checks())
        .chain(configuration::checks())
        .chain(secret::checks())
        .chain(error::checks())
        .chain(state::checks())
        .chain(auth::checks())
        .collect()
}

/// The check of this id, also by an earlier id of it.
pub fn by_id(id: &str) -> Option<&'static Check> {
    let id = ALIASES
        .iter()
        .find(|(old, _)| *old == id)
        .map_or(id, |(_, new)| new);
    catalogue().into_iter().find(|check| check.id == id)
}

/// The checks that any of `only` selects (all, where that is empty) and none of `skip`.
pub fn select(only: &[Selector], skip: &[Selector]) -> Vec<&'static Check> {
    catalogue()
        .into_iter()
        .filter(|check| only.is_empty() || only.iter().any(|s| s.matches(check)))
        .filter(|check| !skip.iter().any(|s| s.matches(check)))
        .collect()
}

#[cfg(test)]
mod tests;
