//! The variants: ways to differ from the reference and to conform all the same. No check may fail on one.

use std::fmt;

use crate::reference::hook::Hook;

/// One way to differ.
pub struct Variant {
    /// A stable name.
    pub id: &'static str,
    /// What the endpoint does, in one sentence.
    pub summary: &'static str,
    pub(crate) hook: Hook,
}

/// Every variant.
pub fn catalogue() -> impl Iterator<Item = &'static Variant> {
    VARIANTS.iter()
}

/// The variant with this id.
pub fn find(id: &str) -> Option<&'static Variant> {
    catalogue().find(|variant| variant.id == id)
}

const VARIANTS: &[Variant] = &[];

impl fmt::Debug for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Variant").field(&self.id).finish()
    }
}
