//! What `--only` and `--skip` name.

use vpnconform::glob::GlobSet;

use crate::cli::explain::nearest;
use crate::cli::print;

/// No check is selected.
pub const NOTHING: u8 = 4;

/// Which checks are meant.
#[derive(Debug, clap::Args)]
pub struct Selection {
    /// Only checks whose id matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// No checks whose id matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    skip: Vec<String>,
}

/// The checks that are selected: all, if there is no pattern of `only`.
pub struct Selected {
    /// Those to be run.
    pub only: GlobSet,
    /// Those not to be run all the same.
    pub skip: GlobSet,
}

impl Selection {
    /// Which of these checks are selected. If a pattern is none, or nothing is selected: why, and the exit status.
    pub fn of(
        &self,
        ids: impl Iterator<Item = &'static str> + Clone,
    ) -> Result<Selected, (u8, String)> {
        Selected::new(&self.only, &self.skip, ids)
    }
}

impl Selected {
    /// As [`Selection::of`].
    pub fn new(
        only: &[String],
        skip: &[String],
        ids: impl Iterator<Item = &'static str> + Clone,
    ) -> Result<Self, (u8, String)> {
        let usage = |message| (print::USAGE, message);
        let (only, skip) = (families(only, ids.clone()), families(skip, ids.clone()));
        known(&only, &skip, ids.clone()).map_err(usage)?;
        let globs = |patterns: &[String]| GlobSet::new(patterns).map_err(|e| usage(e.to_string()));
        let selected = Self {
            only: globs(&only)?,
            skip: globs(&skip)?,
        };
        if !ids.clone().any(|id| selected.selects(id)) {
            let patterns = only.iter().chain(&skip).map(String::as_str);
            return Err((NOTHING, nothing(patterns, ids)));
        }
        Ok(selected)
    }

    /// Whether this check is selected.
    pub fn selects(&self, id: &str) -> bool {
        (self.only.is_empty() || self.only.is_match(id)) && !self.skip.is_match(id)
    }
}

/// The patterns as globs: the name of a family stands for all of it.
fn families(given: &[String], ids: impl Iterator<Item = &'static str> + Clone) -> Vec<String> {
    let each = given.iter().map(|text| pattern(text, ids.clone()));
    each.collect()
}

/// The pattern as a glob: the name of a family stands for all of it.
pub fn pattern(text: &str, mut ids: impl Iterator<Item = &'static str>) -> String {
    let name = text.strip_suffix('/').unwrap_or(text);
    let is_family = ids.any(|id| id.split_once('/').is_some_and(|(family, _)| family == name));
    match is_family {
        true => format!("{name}/*"),
        false => text.to_owned(),
    }
}

/// Whether each of them selects something: a pattern of `--only` beside others that selects nothing would be overlooked.
/// One alone ends the run with status 4, and one of `--skip` changes nothing, which a note says.
fn known(
    only: &[String],
    skip: &[String],
    ids: impl Iterator<Item = &'static str> + Clone,
) -> Result<(), String> {
    let unknown = |pattern: &str| -> Result<Option<String>, String> {
        let globs = GlobSet::new([pattern]).map_err(|e| e.to_string())?;
        let near = || did_you_mean(pattern, ids.clone());
        let message = || {
            format!(
                "no check is called {pattern}{} (see `vpnconform list`)",
                near()
            )
        };
        Ok((!ids.clone().any(|id| globs.is_match(id))).then(message))
    };
    for pattern in only {
        if let Some(message) = unknown(pattern)?
            && only.len() + skip.len() > 1
        {
            return Err(message);
        }
    }
    for pattern in skip {
        if let Some(message) = unknown(pattern)? {
            print::note(&format!("--skip leaves out nothing: {message}"));
        }
    }
    Ok(())
}

/// The message of a run without checks.
fn nothing<'p>(
    patterns: impl Iterator<Item = &'p str>,
    ids: impl Iterator<Item = &'static str> + Clone,
) -> String {
    let near: Vec<String> = patterns
        .filter_map(|pattern| {
            let near = did_you_mean(pattern, ids.clone());
            (!near.is_empty()).then(|| format!(" {pattern}{near}"))
        })
        .collect();
    format!(
        "no check is selected: see `vpnconform list`{}",
        near.join(";")
    )
}

/// ", did you mean a or b?", or nothing.
fn did_you_mean<'i>(wanted: &str, ids: impl Iterator<Item = &'i str> + Clone) -> String {
    let name = wanted.trim_end_matches(['*', '/']);
    let families = ids
        .clone()
        .filter_map(|id| id.split_once('/'))
        .map(|(family, _)| family);
    let mut near: Vec<String> = nearest(wanted, ids)
        .into_iter()
        .map(str::to_owned)
        .collect();
    if near.is_empty() && !name.contains('/') {
        near = nearest(name, families)
            .into_iter()
            .map(|family| format!("{family}/*"))
            .collect();
    }
    near.dedup();
    match near.as_slice() {
        [] => String::new(),
        ids => format!(", did you mean {}?", ids.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [&str; 3] = [
        "request/type-required",
        "response/namespace",
        "response/well-formed",
    ];

    #[test]
    fn a_family_stands_for_its_checks() {
        assert_eq!(pattern("response", IDS.into_iter()), "response/*");
        assert_eq!(pattern("response/", IDS.into_iter()), "response/*");
        assert_eq!(
            pattern("response/namespace", IDS.into_iter()),
            "response/namespace"
        );
        assert_eq!(pattern("nothing", IDS.into_iter()), "nothing");
    }

    #[test]
    fn a_misspelt_pattern_finds_its_neighbours() {
        let near = |wanted| did_you_mean(wanted, IDS.into_iter());
        assert_eq!(
            near("response/well-formd"),
            ", did you mean response/well-formed?"
        );
        assert_eq!(near("respons/*"), ", did you mean response/*?");
        assert_eq!(near("kitten"), "");
    }
}
