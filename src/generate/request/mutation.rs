//! A named change of a valid request, and what a conforming server must make of the result. The mutations themselves
//! belong to the rules.

pub(crate) mod accepted;
pub(crate) mod gateway;
pub(crate) mod option;
pub(crate) mod parameter;

use std::fmt;
use std::ops::Deref;

use crate::request::Draft;
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::request::fixtures::Fixtures;
use crate::spec::version::ApiVersion;

/// One named change of a valid request.
pub struct Mutation {
    /// Its name, unique within the rule and stable: case ids, files and reports use it.
    pub id: &'static str,
    /// The first version it applies to.
    pub since: Option<ApiVersion>,
    /// The last version it applies to.
    pub until: Option<ApiVersion>,
    /// What a conforming server must do. The judge must say the same of the final bytes.
    pub expect: Expectation,
    /// Whether it may make a request of up to a megabyte.
    pub heavy: bool,
    /// Whether it makes sense only where there is a transit gateway.
    pub transit: bool,
    /// Whether mutated and control request are for the transit gateway.
    pub at_transit: bool,
    /// Makes the change.
    pub apply: fn(&mut Draft, &Fixtures),
    /// Makes the control request out of the minimal one, where the minimal one differs from the mutated one in more than
    /// the rule is about.
    pub control: Option<fn(&mut Draft, &Fixtures)>,
}

/// A mutation with the rule that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct OfRule {
    /// The id of the rule.
    pub rule: &'static str,
    /// The mutation.
    pub mutation: &'static Mutation,
    /// Whether no honest client sends it and it may harm a server.
    pub hostile: bool,
}

impl Mutation {
    pub(crate) const fn reject(
        id: &'static str,
        reason: Reason,
        apply: fn(&mut Draft, &Fixtures),
    ) -> Self {
        Self::new(id, Expectation::MustReject(reason), apply)
    }

    pub(crate) const fn accept(id: &'static str, apply: fn(&mut Draft, &Fixtures)) -> Self {
        Self::new(id, Expectation::MustAccept, apply)
    }

    pub(crate) const fn unspecified(
        id: &'static str,
        ambiguity: Ambiguity,
        apply: fn(&mut Draft, &Fixtures),
    ) -> Self {
        Self::new(id, Expectation::Unspecified(ambiguity), apply)
    }

    pub(crate) const fn new(
        id: &'static str,
        expect: Expectation,
        apply: fn(&mut Draft, &Fixtures),
    ) -> Self {
        Self {
            id,
            since: None,
            until: None,
            expect,
            heavy: false,
            transit: false,
            at_transit: false,
            apply,
            control: None,
        }
    }

    pub(crate) const fn since(mut self, version: ApiVersion) -> Self {
        self.since = Some(version);
        self
    }

    pub(crate) const fn until(mut self, version: ApiVersion) -> Self {
        self.until = Some(version);
        self
    }

    pub(crate) const fn beside(mut self, control: fn(&mut Draft, &Fixtures)) -> Self {
        self.control = Some(control);
        self
    }

    pub(crate) const fn heavy(mut self) -> Self {
        self.heavy = true;
        self
    }

    pub(crate) const fn needs_transit(mut self) -> Self {
        self.transit = true;
        self
    }

    pub(crate) const fn for_transit(mut self) -> Self {
        self.at_transit = true;
        self.needs_transit()
    }

    /// Changes the minimal request.
    pub fn change(&self, draft: &mut Draft, fixtures: &Fixtures) {
        if self.at_transit {
            gateway::transit(draft, fixtures);
        }
        (self.apply)(draft, fixtures);
    }

    /// Whether it applies to this version.
    pub fn applies_to(&self, version: ApiVersion) -> bool {
        self.since.is_none_or(|v| v <= version) && self.until.is_none_or(|v| version <= v)
    }
}

impl fmt::Debug for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Mutation").field(&self.id).finish()
    }
}

impl Deref for OfRule {
    type Target = Mutation;

    fn deref(&self) -> &Mutation {
        self.mutation
    }
}
