//! Parsers that conform, made of our own with one difference each that the protocol and XML leave free. The variants
//! themselves belong to the rules that could wrongly fail on them.

use crate::generate::document::field::Target;
use crate::parser::Hello;
use crate::parser::faulty::Make;

/// One difference.
#[derive(Debug)]
pub struct Variant {
    /// A stable name.
    pub id: &'static str,
    /// What is different, in a line.
    pub summary: &'static str,
    /// How it is made.
    pub makes: &'static [Make],
    /// Whether bodies of megabytes are given to it too: it is about them.
    pub heavy: bool,
}

impl Variant {
    pub(crate) const fn new(
        id: &'static str,
        summary: &'static str,
        makes: &'static [Make],
    ) -> Self {
        Self {
            id,
            summary,
            makes,
            heavy: false,
        }
    }

    /// Is about bodies of megabytes.
    pub(crate) const fn heavy(mut self) -> Self {
        self.heavy = true;
        self
    }
}

/// Says that it reads documents of one kind.
pub(crate) fn only(hello: &mut Hello, target: Target) {
    hello.targets = vec![target];
    hello.fields.retain(|of, _| *of == target);
}
