//! How one request is signed where that differs from the rest of the run.

use crate::endpoint::auth::{Scheme, Twist};

/// How one request is authenticated, other than the run does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthOverride {
    /// Not at all.
    Unsigned,
    /// With a name and a password that are none of the run.
    Basic,
    /// With this signature.
    Signed(Signature),
}

/// A signature that is not the one of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    /// Which; `None` is that of the run.
    pub scheme: Option<Scheme>,
    /// How many seconds ago it was made; below zero in the future.
    pub age: i64,
    /// What is unusual about it.
    pub twist: Twist,
    /// What the request that is signed has otherwise than the one that is sent.
    pub tampered: Option<Tampered>,
}

/// What a request that is changed after it was signed has otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tampered {
    /// The value of `Type`.
    Type,
    /// The method: a GET is signed as a POST, a POST as a GET.
    Method,
}

impl Signature {
    /// The ordinary one of the run.
    pub const OF_RUN: Self = Self {
        scheme: None,
        age: 0,
        twist: Twist::None,
        tampered: None,
    };

    /// An ordinary one.
    pub const fn of(scheme: Scheme) -> Self {
        Self {
            scheme: Some(scheme),
            ..Self::OF_RUN
        }
    }

    /// One with something unusual.
    pub const fn with(self, twist: Twist) -> Self {
        Self { twist, ..self }
    }

    /// A signature made this many seconds ago.
    pub const fn aged(self, seconds: i64) -> Self {
        Self {
            age: seconds,
            ..self
        }
    }

    /// One of a request that is changed afterwards.
    pub const fn tampered(self, what: Tampered) -> Self {
        Self {
            tampered: Some(what),
            ..self
        }
    }
}
