//! The catalogue of deviations of a request: each changes one thing of a valid request, and says what must become of it.

mod accepted;
mod gateway;
mod hostile;
mod kind;
mod name;
mod protocol;
mod unsaid;

use crate::request::Draft;
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::request::fixtures::Fixtures;
use crate::spec::version::ApiVersion;

/// One named change. Check and name are stable: case ids, files and reports use them.
pub struct Deviation {
    /// The check that it belongs to.
    pub check: &'static str,
    /// Its name, unique within the check.
    pub id: &'static str,
    /// The first version it applies to.
    pub since: Option<ApiVersion>,
    /// The last version it applies to.
    pub until: Option<ApiVersion>,
    /// What a conforming server must do. The judge says the same of the final bytes.
    pub expect: Expectation,
    /// Makes the change.
    pub apply: fn(&mut Draft, &Fixtures),
}

impl Deviation {
    const fn reject(
        check: &'static str,
        id: &'static str,
        reason: Reason,
        apply: fn(&mut Draft, &Fixtures),
    ) -> Self {
        Self::new(check, id, Expectation::MustReject(reason), apply)
    }

    const fn accept(
        check: &'static str,
        id: &'static str,
        apply: fn(&mut Draft, &Fixtures),
    ) -> Self {
        Self::new(check, id, Expectation::MustAccept, apply)
    }

    const fn unsaid(
        check: &'static str,
        id: &'static str,
        unknown: Ambiguity,
        apply: fn(&mut Draft, &Fixtures),
    ) -> Self {
        Self::new(check, id, Expectation::Unspecified(unknown), apply)
    }

    const fn new(
        check: &'static str,
        id: &'static str,
        expect: Expectation,
        apply: fn(&mut Draft, &Fixtures),
    ) -> Self {
        Self {
            check,
            id,
            since: None,
            until: None,
            expect,
            apply,
        }
    }

    const fn until(mut self, version: ApiVersion) -> Self {
        self.until = Some(version);
        self
    }

    /// Whether it may make a request of up to a megabyte.
    pub fn is_heavy(&self) -> bool {
        self.check == hostile::SIZE || self.id == "many-parameters"
    }

    /// Whether it is something that no honest client sends, and that may harm a server.
    pub fn is_hostile(&self) -> bool {
        [hostile::SIZE, hostile::BYTES, hostile::POISON].contains(&self.check)
    }

    /// Whether it applies to this version.
    pub fn applies_to(&self, version: ApiVersion) -> bool {
        self.since.is_none_or(|v| v <= version) && self.until.is_none_or(|v| version <= v)
    }
}

impl std::fmt::Debug for Deviation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.check, self.id)
    }
}

/// Every deviation, by subject.
pub fn catalogue() -> impl Iterator<Item = &'static Deviation> {
    const SUBJECTS: &[&[Deviation]] = &[
        kind::DEVIATIONS,
        gateway::DEVIATIONS,
        name::DEVIATIONS,
        protocol::DEVIATIONS,
        accepted::DEVIATIONS,
        unsaid::DEVIATIONS,
        hostile::DEVIATIONS,
    ];
    SUBJECTS.iter().copied().flatten()
}

/// The deviations of one check that apply to this version.
pub fn of(check: &str, version: ApiVersion) -> impl Iterator<Item = &'static Deviation> {
    catalogue().filter(move |d| d.check == check && d.applies_to(version))
}

/// Gives the parameter with this name another one.
fn rename(draft: &mut Draft, from: &str, to: &str) {
    for parameter in &mut draft.parameters {
        if parameter.name == from.as_bytes() {
            parameter.name = to.as_bytes().to_vec();
        }
    }
}

#[cfg(test)]
mod tests;
