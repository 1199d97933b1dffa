//! What `--only` and `--skip` name.

use vpnconform::rule::Selector;

use crate::cli::explain::nearest;
use crate::cli::print;

/// The patterns as globs: the name of a family stands for all of it.
pub fn patterns(given: &[String], ids: impl Iterator<Item = &'static str> + Clone) -> Vec<String> {
    given
        .iter()
        .map(|text| pattern(text, ids.clone()))
        .collect()
}

/// As [`patterns`], of one.
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
pub fn known(
    only: &[Selector],
    skip: &[Selector],
    ids: impl Iterator<Item = &'static str> + Clone,
) -> Result<(), String> {
    let empty = |s: &&Selector| !ids.clone().any(|id| s.is_match(id));
    let unknown = |s: &Selector| {
        let near = did_you_mean(s.pattern(), ids.clone());
        format!(
            "no check is called {}{near} (see `vpnconform list`)",
            s.pattern()
        )
    };
    if let Some(selector) = only
        .iter()
        .filter(|_| only.len() + skip.len() > 1)
        .find(empty)
    {
        return Err(unknown(selector));
    }
    for selector in skip.iter().filter(empty) {
        print::note(&format!("--skip leaves out nothing: {}", unknown(selector)));
    }
    Ok(())
}

/// The message of a run without checks.
pub fn nothing<'p>(
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
pub fn did_you_mean<'i>(wanted: &str, ids: impl Iterator<Item = &'i str> + Clone) -> String {
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
