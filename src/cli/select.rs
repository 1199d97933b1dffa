//! What `--only` and `--skip` name.

use vpnconform::rule::Selector;

use crate::cli::explain::nearest;

/// Whether each of them selects something. One alone that selects nothing is no mistake of spelling for sure, and the run
/// ends with status 4; beside others it would be overlooked.
pub fn known<'s>(
    selectors: impl IntoIterator<Item = &'s Selector>,
    ids: impl Iterator<Item = &'static str> + Clone,
) -> Result<(), String> {
    let all: Vec<&Selector> = selectors.into_iter().collect();
    let empty = |s: &&&Selector| !ids.clone().any(|id| s.is_match(id));
    match all.iter().find(empty) {
        Some(selector) if all.len() > 1 => {
            let pattern = selector.pattern();
            let near = match nearest(pattern, ids).as_slice() {
                [] => String::new(),
                ids => format!(", did you mean {}?", ids.join(" or ")),
            };
            Err(format!(
                "no check is called {pattern}{near} (see `vpnconform list`)"
            ))
        }
        _ => Ok(()),
    }
}
