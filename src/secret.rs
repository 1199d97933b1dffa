//! Text that must never be shown.

pub mod credentials;

use std::borrow::Cow;
use std::fmt;

/// Text that must never be shown: a pre-shared key, or a document that contains some.
///
/// It has no `Display` and no `Serialize`, and `Debug` prints `***`. Two secrets can be compared.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Secret<'a>(Cow<'a, str>);

impl<'a> Secret<'a> {
    /// Wraps text that must not be shown.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// The text itself. Call it only where the text is needed: to compare, to parse, to write a document.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A secret that borrows nothing.
    pub fn into_owned(self) -> Secret<'static> {
        Secret(Cow::Owned(self.0.into_owned()))
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
