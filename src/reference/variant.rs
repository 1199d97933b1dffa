//! The variants: ways to differ from the reference and to conform all the same. No check may fail on one.

mod content;
mod http;
mod lexical;
mod modern;

use std::fmt;

use crate::reference::hook::Hook;
use crate::spec::version::ApiVersion;

/// One way to differ.
pub struct Variant {
    /// A stable name.
    pub id: &'static str,
    /// What the endpoint does, in one sentence.
    pub summary: &'static str,
    /// The first version in which it makes a difference.
    pub since: Option<ApiVersion>,
    pub(crate) hook: Hook,
}

/// Every variant.
pub fn catalogue() -> impl Iterator<Item = &'static Variant> {
    const GROUPS: &[&[Variant]] = &[
        lexical::VARIANTS,
        content::VARIANTS,
        http::VARIANTS,
        modern::VARIANTS,
    ];
    GROUPS.iter().copied().flatten()
}

/// The variant with this id.
pub fn find(id: &str) -> Option<&'static Variant> {
    catalogue().find(|variant| variant.id == id)
}

impl fmt::Debug for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Variant").field(&self.id).finish()
    }
}

const fn variant(id: &'static str, summary: &'static str, hook: Hook) -> Variant {
    Variant {
        id,
        summary,
        since: None,
        hook,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<_> = catalogue().map(|variant| variant.id).collect();
        assert_eq!(ids.len(), catalogue().count());
        assert!(ids.len() >= 24, "{}", ids.len());
    }
}
