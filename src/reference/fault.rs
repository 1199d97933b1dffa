//! The faults: ways not to conform, each in exactly one thing, each with the check that must name it.

use std::fmt;

use crate::reference::hook::Hook;

/// One way not to conform.
pub struct Fault {
    /// A stable name.
    pub id: &'static str,
    /// What the endpoint does, in one sentence.
    pub summary: &'static str,
    /// The checks that must find it. The first is the one that names it.
    pub kills: &'static [&'static str],
    pub(crate) hook: Hook,
}

/// Every fault, in the order of the families of checks.
pub fn catalogue() -> impl Iterator<Item = &'static Fault> {
    const FAMILIES: &[&[Fault]] = &[];
    FAMILIES.iter().copied().flatten()
}

/// The fault with this id.
pub fn find(id: &str) -> Option<&'static Fault> {
    catalogue().find(|fault| fault.id == id)
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault").field(&self.id).finish()
    }
}
