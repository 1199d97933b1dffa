//! The catalogue of deviations: each changes one thing of a document, and says what a parser must make of it.

mod encoding;
mod escape;
mod hostile;
mod markup;
mod other;
mod reference;
mod structure;
mod text;

use crate::generate::document::field::Target;
use crate::generate::document::mutant::Wire;

/// What a deviation must cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Accepted, with exactly the fields of the document.
    Accept,
    /// Refused, or reported as an error of the service.
    Reject,
    /// Any answer: printed. Accepted only with one of the readings given, where some are given.
    Policy,
}

/// One named change. The name is stable: files and reports use it.
#[derive(Debug)]
pub struct Deviation {
    /// A name, unique in the catalogue.
    pub id: &'static str,
    /// The check that it belongs to.
    pub check: &'static str,
    /// The documents it applies to.
    pub targets: &'static [Target],
    /// What it must cause.
    pub effect: Effect,
    /// Makes the change; `None` where the document lacks what it changes.
    pub apply: fn(&mut Wire) -> Option<()>,
}

impl Effect {
    /// The word of reports and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Policy => "policy",
            Self::Reject => "reject",
        }
    }
}

impl Deviation {
    /// Whether it may make a body of megabytes.
    pub fn is_heavy(&self) -> bool {
        const HEAVY: &[&str] = &[
            "parser/depth-survived",
            "parser/entity-expansion-survived",
            "parser/size-survived",
        ];
        HEAVY.contains(&self.check)
    }
}

/// Both documents.
const BOTH: &[Target] = &[Target::Response, Target::Configuration];
/// The response alone.
const RESPONSE: &[Target] = &[Target::Response];
/// The configuration alone.
const CONFIGURATION: &[Target] = &[Target::Configuration];

/// Every deviation, by family.
pub fn catalogue() -> impl Iterator<Item = &'static Deviation> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// How many there are.
pub fn count() -> usize {
    FAMILIES.iter().map(|family| family.len()).sum()
}

const FAMILIES: &[&[Deviation]] = &[
    escape::ALL,
    text::ALL,
    structure::ALL,
    markup::ALL,
    reference::ALL,
    encoding::ALL,
    other::ALL,
    hostile::ALL,
];

const fn accept(
    id: &'static str,
    check: &'static str,
    targets: &'static [Target],
    apply: fn(&mut Wire) -> Option<()>,
) -> Deviation {
    Deviation {
        id,
        check,
        targets,
        effect: Effect::Accept,
        apply,
    }
}

const fn reject(
    id: &'static str,
    check: &'static str,
    targets: &'static [Target],
    apply: fn(&mut Wire) -> Option<()>,
) -> Deviation {
    Deviation {
        id,
        check,
        targets,
        effect: Effect::Reject,
        apply,
    }
}

const fn policy(
    id: &'static str,
    check: &'static str,
    targets: &'static [Target],
    apply: fn(&mut Wire) -> Option<()>,
) -> Deviation {
    Deviation {
        id,
        check,
        targets,
        effect: Effect::Policy,
        apply,
    }
}
