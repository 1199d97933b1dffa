//! What the page says of a request, read from its final wire bytes and from nothing else.

mod rule;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde::Serialize;

use crate::exchange::HttpRequest;
use crate::judge::rule::Reading;
use crate::version::ApiVersion;
use crate::write::query;
use crate::write::query::Undecodable;

/// What a conforming server must do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// Answer with success.
    MustAccept,
    /// Answer with a client error in the EC2 envelope.
    MustReject(Reason),
    /// Public material does not say.
    Unspecified(Unknown),
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
}

/// Why public material does not say what must happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unknown {
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
    /// Anything else wire facts, section 8, list.
    Other,
}

/// What exists at the target when the request is sent: the judge's only knowledge beside the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Customer gateways that exist and are not deleted.
    pub customer_gateways: Vec<String>,
    /// Virtual private gateways that exist and are not deleted.
    pub vpn_gateways: Vec<String>,
    /// Ids that existed and were deleted.
    pub deleted: Vec<String>,
}

/// Reads the final bytes of a request that is sent to a server of this version.
///
/// Of several things wrong, one that must be rejected decides; what public material does not say decides only where it
/// leaves open which parameters there are at all.
pub fn judge(request: &HttpRequest, version: ApiVersion, world: &World) -> Expectation {
    match query::decode(request) {
        Ok(pairs) => Reading::of(&pairs).map_or_else(
            || Expectation::Unspecified(Unknown::Bytes),
            |reading| reading.judge(version, world),
        ),
        Err(Undecodable::Byte(_) | Undecodable::Percent(_)) => {
            Expectation::Unspecified(Unknown::Bytes)
        }
        Err(Undecodable::NotForm | Undecodable::Method) => Expectation::Unspecified(Unknown::Other),
    }
}
