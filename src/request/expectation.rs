//! What a conforming server must do with a request.

use serde::{Deserialize, Serialize};

/// What a conforming server must do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// Answer with success.
    MustAccept,
    /// Answer with a client error in the EC2 envelope.
    MustReject(Reason),
    /// Public material does not say.
    Unspecified(Ambiguity),
}

/// Why a request must be rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// `Action` is absent or is no action of the service.
    Action,
    /// A required parameter is absent; see the page, Request Parameters.
    Missing,
    /// `Type` is not `ipsec.1`.
    Type,
    /// An id is not of the form prefix, hyphen, hexadecimal digits.
    Malformed,
    /// An id is well-formed but names nothing that exists.
    NotFound,
    /// A gateway was deleted.
    Deleted,
    /// A parameter that no version knows.
    UnknownParameter,
    /// A value with white space around it.
    Padded,
    /// `Version` names no version.
    Version,
    /// `DryRun` is true, and nothing else is wrong.
    DryRun,
    /// Two parameters exclude each other.
    Exclusive,
    /// The value of an option is none that it may have, or contradicts that of another.
    Option,
    /// A tag, or what it is for, is none that there may be.
    Tag,
}

/// Why public material does not say what must happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Ambiguity {
    /// The id of a gateway in other than lower case.
    Case,
    /// The same parameter twice.
    Duplicate,
    /// A required parameter that is present and empty.
    Empty,
    /// A parameter of a later version.
    LaterParameter,
    /// Bytes that are not valid in a request target, or percent-encoding that does not decode to UTF-8.
    Bytes,
    /// Another action of the service, which this page does not describe.
    OtherAction,
    /// Anything else protocol notes, section 8, list.
    Other,
}
