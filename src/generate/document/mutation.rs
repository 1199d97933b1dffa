//! A named change of a valid document, and what a parser must make of the result. The mutations themselves belong to
//! the rules.

pub(crate) mod encoding;
pub(crate) mod hostile;
pub(crate) mod other;
pub(crate) mod structure;

use std::ops::Deref;

use crate::generate::document::field::Target;
use crate::generate::document::mutant::Wire;

/// What a mutation must cause.
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
pub struct Mutation {
    /// A name, unique in the catalogue.
    pub id: &'static str,
    /// The documents it applies to.
    pub targets: &'static [Target],
    /// What it must cause.
    pub effect: Effect,
    /// Whether it may make a body of megabytes or thousands of levels.
    pub heavy: bool,
    /// Whether it is given again and again: it must be read as at first.
    pub known_good: bool,
    /// Whether it is about an empty element being none: in other mutations an empty text and an absent
    /// element are the same.
    pub empties: bool,
    /// Whether a policy leaves only the choice between a refusal and exactly the fields of the document.
    pub exact: bool,
    /// Whether it names an address on this machine that nobody may connect to.
    pub trapped: bool,
    /// Makes the change; `None` where the document lacks what it changes.
    pub apply: fn(&mut Wire) -> Option<()>,
}

/// A mutation with the rule that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct OfRule {
    /// The id of the rule.
    pub check: &'static str,
    /// The mutation.
    pub mutation: &'static Mutation,
}

/// The mutations that generated documents draw from.
#[derive(Debug, Default)]
pub struct Pool {
    /// Ordinary ones.
    pub light: Vec<OfRule>,
    /// Those that make large or deep documents.
    pub heavy: Vec<OfRule>,
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

impl Mutation {
    pub(crate) const fn accept(id: &'static str, targets: &'static [Target], apply: Apply) -> Self {
        Self::new(id, targets, Effect::Accept, apply)
    }

    pub(crate) const fn reject(id: &'static str, targets: &'static [Target], apply: Apply) -> Self {
        Self::new(id, targets, Effect::Reject, apply)
    }

    pub(crate) const fn policy(id: &'static str, targets: &'static [Target], apply: Apply) -> Self {
        Self::new(id, targets, Effect::Policy, apply)
    }

    const fn new(
        id: &'static str,
        targets: &'static [Target],
        effect: Effect,
        apply: Apply,
    ) -> Self {
        Self {
            id,
            targets,
            effect,
            heavy: false,
            known_good: false,
            empties: false,
            exact: false,
            trapped: false,
            apply,
        }
    }

    pub(crate) const fn heavy(mut self) -> Self {
        self.heavy = true;
        self
    }

    pub(crate) const fn known_good(mut self) -> Self {
        self.known_good = true;
        self
    }

    pub(crate) const fn empties(mut self) -> Self {
        self.empties = true;
        self
    }

    pub(crate) const fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    pub(crate) const fn trapped(mut self) -> Self {
        self.trapped = true;
        self
    }
}

impl Deref for OfRule {
    type Target = Mutation;

    fn deref(&self) -> &Mutation {
        self.mutation
    }
}

impl Pool {
    /// A pool of these mutations.
    pub fn new(mutations: impl IntoIterator<Item = OfRule>) -> Self {
        let (heavy, light) = mutations.into_iter().partition(|m| m.heavy);
        Self { light, heavy }
    }

    /// Every mutation, ordinary ones first.
    pub fn iter(&self) -> impl Iterator<Item = OfRule> + '_ {
        self.light.iter().chain(&self.heavy).copied()
    }
}

type Apply = fn(&mut Wire) -> Option<()>;

/// Both documents.
pub(crate) const BOTH: &[Target] = &[Target::Response, Target::Configuration];
/// The response alone.
pub(crate) const RESPONSE: &[Target] = &[Target::Response];
/// The configuration alone.
pub(crate) const CONFIGURATION: &[Target] = &[Target::Configuration];
